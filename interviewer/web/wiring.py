"""How the page's events are wired: what they share, and which of two quick ones counts."""

from __future__ import annotations

from typing import Any

QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
"""An event between the page and its server. A second one is dropped while the first is pending: gradio's way with a
button, and what a double click means."""

LATEST: dict[str, Any] = {**QUIET, "trigger_mode": "always_last"}
"""A choice: of those made while one is pending, the last one counts. Choices that show the same thing are one event
(`gr.on`): two of them would be answered in any order."""


def shown_number(shown: str | None) -> int:
    """The turn or the attempt that the page showed; -1, which no session holds, for anything else."""
    return int(shown) if shown and len(shown) < 10 and shown.isdecimal() else -1
