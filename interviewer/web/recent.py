"""The latest interviews on the start, each with what tells it from another of the same name. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from html import escape
from statistics import fmean
from urllib.parse import urlencode

from interviewer.digest import Digest
from interviewer.events import Asked, Session
from interviewer.web.screen import title
from knowledge.types import Bank


def recent_html(items: Sequence[str]) -> str:
    """The list; "" while there is none."""
    if not items:
        return ""
    return f'<nav class="recent" aria-label="Your interviews"><h2>Your interviews</h2><ul>{"".join(items)}</ul></nav>'


def recent_item(session: Session, digest: Digest, bank: Bank) -> str:
    """A link to an interview with its first question, its beginning, its grade and what can be done with it.

    digest: as it may be told (see `withheld`)
    """
    told = (
        _first_question(session, bank),
        f"begun {datetime.fromtimestamp(digest.began):%d %b, %H:%M}",
        _graded(digest),
        "read the debrief" if digest.finished else "go on",
    )
    return (
        f'<li><a href="?s={escape(session.id, quote=True)}">{escape(title(session))}</a> '
        f"<span>{escape(' · '.join(filter(None, told)))}</span></li>"
    )


def lost_item(id: str) -> str:
    """A link to an interview that cannot be read any more: it can be deleted there."""
    address = escape(urlencode({"view": "history", "replay": id}), quote=True)
    return f'<li><a href="?{address}">An interview that cannot be read any more</a></li>'


def _first_question(session: Session, bank: Bank) -> str:
    asked = next((e.question for e in session.events if isinstance(e, Asked)), "")
    name = next((q.title for q in bank.questions if q.id == asked), "")
    return f"first: {name}" if name and len(session.plan.questions) > 1 else name


def _graded(digest: Digest) -> str:
    """The mean grade over the latest try of each question, "" where none may be told."""
    grades = [tried.overall for tried in digest.counted if tried.overall is not None]
    return f"graded {fmean(grades):.1f}" if grades else ""
