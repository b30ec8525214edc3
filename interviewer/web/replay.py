"""An interview to read again: what was said, and under each graded answer its card. Pure."""

from __future__ import annotations

from datetime import datetime
from html import escape

from interviewer.record import Line, Record
from interviewer.web.cards import card_html
from interviewer.web.chat import PassageText
from interviewer.web.debrief import debrief_html
from interviewer.web.shelf import when


def replay_html(record: Record, passage_text: PassageText) -> str:
    """The record as a page to read."""
    id = escape(record.id, quote=True)
    go_on = "" if record.finished else f'<a href="?s={id}">Go on with it</a> · '
    lines = "".join(_line(line, passage_text) for line in record.lines)
    debriefs = debrief_html(record.debriefs, passage_text, "") if record.debriefs else ""
    return (
        f'<h2 tabindex="-1">{record.mode.capitalize()}: {escape(", ".join(record.stages))}</h2>'
        f'<p class="note">begun {when(record.began)} · {"finished" if record.finished else "open"}</p>'
        f'<p class="downloads">{go_on}<a href="sessions/{id}.md" download>Markdown</a> · '
        f'<a href="sessions/{id}.pdf" download>PDF</a> · <a href="sessions/{id}.json" download>JSON</a></p>'
        f'<div class="replay">{lines}</div>{debriefs}'
    )


def _line(line: Line, passage_text: PassageText) -> str:
    text = escape(line.text)
    match line.who:
        case "stage":
            return f"<h3>{text}</h3>"
        case "aside" if line.card is not None:
            return f'<details class="marked"><summary>{text}</summary>{card_html(line.card, passage_text, "")}</details>'
        case "aside":
            return f'<p class="note">{text}</p>'
        case "you":
            return _said("You", "you", line, text)
        case "interviewer":
            who = f"Interviewer, hint {line.hint} of 3" if line.hint else "Interviewer"
            return _said(who, "interviewer", line, text)


def _said(who: str, tone: str, line: Line, text: str) -> str:
    at = datetime.fromtimestamp(line.at).strftime("%H:%M")
    return f'<div class="said {tone}"><p class="who">{who} <span class="note">{at}</span></p><p class="words">{text}</p></div>'
