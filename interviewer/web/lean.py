"""Importing gradio without the second that it spends on stub files for editors."""

from __future__ import annotations

import inspect
from typing import Any


def import_gradio() -> None:
    """Import gradio; afterwards a plain `import gradio` is free.

    At each import gradio parses the source of its 80 components to write `.pyi` files beside them (1.1 of 1.9 s).
    A class whose file cannot be found is left alone, so for this one import none can be.
    """
    found = inspect.getfile

    def unfound(object: Any) -> str:
        if getattr(object, "__module__", "").startswith("gradio."):
            raise OSError("no stub file is wanted")
        return found(object)

    inspect.getfile = unfound
    try:
        import gradio  # noqa: F401  # for its effect
    finally:
        inspect.getfile = found
