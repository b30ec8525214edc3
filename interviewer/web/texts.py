"""Small pieces of HTML that several parts of the page need."""

from __future__ import annotations

import html


def alert(line: str) -> str:
    """A sentence that a screen reader announces at once."""
    return f'<p class="notice" role="alert">{html.escape(line)}</p>'


def refusal(line: str) -> str:
    """A sentence for a place of `told`, which a screen reader listens to already."""
    return f'<p class="notice">{html.escape(line)}</p>'


def note(line: str) -> str:
    """A quiet sentence."""
    return f'<p class="note">{html.escape(line)}</p>'


def status(line: str) -> str:
    """A sentence that a screen reader announces when it has time."""
    return f'<p class="note" role="status">{html.escape(line)}</p>'


def example_html(text: str) -> str:
    """An exemplar, labelled as what it is."""
    return (
        '<section class="example" aria-label="Example answer"><h3>Example answer</h3>'
        f'<p>{html.escape(text)}</p><p class="note">Written by us at the top grade. One good way among others.</p></section>'
    )


def downloads(session: str) -> str:
    """Links to take the interview away, and to begin another."""
    id = html.escape(session, quote=True)
    return (
        f'<p class="downloads"><a href="sessions/{id}.md" download>Transcript (Markdown)</a> · '
        f'<a href="sessions/{id}.pdf" download>To print (PDF)</a> · '
        f'<a href="sessions/{id}.json" download>Everything (JSON)</a> · <a href="./">Start another interview</a></p>'
    )
