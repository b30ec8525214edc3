"""The list of interviews as HTML: what each one was, how it went, and what can be done with it. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from html import escape
from statistics import fmean
from urllib.parse import urlencode

from interviewer.cues import STAGE_NAMES
from interviewer.digest import Digest

NOTHING = '<p class="empty">There is no interview here yet. <a href="./">Start one</a>; a drill takes five minutes.</p>'
NONE_FITS = '<p class="empty">No interview fits these choices.</p>'


def shelf_html(digests: Sequence[Digest], shown: int, everything: int, unreadable: Sequence[str]) -> str:
    """The first `shown` interviews of those chosen; `everything` counts all that can be read; last come the others, by id."""
    if not everything and not unreadable:
        return NOTHING
    rows = "".join(_row(digest) for digest in digests[:shown])
    lost = f" · {_n(len(unreadable), 'interview')} cannot be read any more" if unreadable else ""
    count = f'<p class="note" role="status">{len(digests)} of {_n(everything, "interview")}{lost}</p>'
    listed = rows + "".join(map(_lost, unreadable))
    return count + (f'<ol class="shelf">{listed}</ol>' if listed else NONE_FITS)


def when(at: float) -> str:
    """A moment as people write it: "Tue 24 Nov 2026, 19:05"."""
    return datetime.fromtimestamp(at).strftime("%a %d %b %Y, %H:%M")


def day(at: float) -> str:
    """A day, short: "24 Nov 2026"."""
    return datetime.fromtimestamp(at).strftime("%d %b %Y").lstrip("0")


def moment(at: float) -> str:
    """A moment, short, for what happens more than once a day: "24 Nov 2026, 19:05"."""
    return f"{day(at)}, {datetime.fromtimestamp(at):%H:%M}"


def name_of(digest: Digest) -> str:
    """An interview in a list: "Practice · technical interview"."""
    names = ", ".join(STAGE_NAMES.get(s, s) for s in digest.stages) if len(digest.stages) < 3 else "full loop"
    return f"{digest.mode.capitalize()} · {names}"


def _row(digest: Digest) -> str:
    id = escape(digest.id, quote=True)
    state = "finished" if digest.finished else "open"
    go_on = "" if digest.finished else f' · <a href="?s={id}">Go on<span class="away"> with it</span></a>'
    return (
        f'<li class="{state}"><div><a class="name" href="?view=history&amp;replay={id}">{escape(name_of(digest))}</a>'
        f'<p class="note">begun {when(digest.began)} · {state}{go_on}</p></div>{_figure(digest)}</li>'
    )


def _lost(id: str) -> str:
    """An interview that cannot be read: it can be looked at and deleted like any other."""
    address = escape(urlencode({"view": "history", "replay": id}), quote=True)
    return f'<li class="lost"><div><a class="name" href="?{address}">An interview that cannot be read any more</a></div></li>'


def _figure(digest: Digest) -> str:
    """The mean grade as a number and as a bar, over the latest try of each question."""
    grades = [t.overall for t in digest.counted if t.overall is not None]
    asked = _n(digest.questions, "question")
    held = any(t.held_back for t in digest.counted)
    if not grades and held:
        return f'<p class="figure"><span class="note">overall not shown, {asked}</span></p>'
    if not grades:
        return f'<p class="figure"><span class="note">no grade yet, {asked}</span></p>'
    mean = fmean(grades)
    return (
        f'<p class="figure"><strong>{mean:.1f}</strong><span class="scale" aria-hidden="true">'
        f'<span style="width:{round(100 * mean / 5)}%"></span></span>'
        f'<span class="note">{len(grades)} of {asked} {"shown" if held else "graded"}</span></p>'
    )


def _n(n: int, noun: str) -> str:
    return f"{n:,} {noun}{'' if n == 1 else 's'}"
