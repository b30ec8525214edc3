"""An overall that is withheld is told nowhere, and told everywhere once it was asked for. Real store, real page pieces."""

from __future__ import annotations

import html
import io
import json
import re
from collections.abc import Callable
from dataclasses import replace

import gradio as gr
import pytest
from pypdf import PdfReader

from interviewer.events import NumberWished, Session
from interviewer.export import as_json
from interviewer.grading.agreement import UNKNOWN_GUIDE, Standing
from interviewer.markdown import as_markdown, card_markdown, debrief_markdown
from interviewer.pdf import as_pdf
from interviewer.record import record_of
from interviewer.types import Maker
from interviewer.web.address import Address
from interviewer.web.debrief import debrief_html
from interviewer.web.history import HistoryView
from interviewer.web.house import House
from interviewer.withheld import shown_card, shown_debriefs
from tests.integration.test_below_the_card import house_of
from tests.unit.sessions import ANSWER, BANK, MARKED, Talk, planned

NUMBER = re.compile(
    r"[Gg]raded:? (?:<strong>)?[1-5]\b|last graded \d|to reach \d|Mean: \d|\bmean: \d|Graded\">\d|<strong>\d\.\d</strong><span class=\"scale"
)
"""An overall, or what is reckoned from overalls, as each place would tell it; levels of dimensions are no overalls."""


def unknown(_: Maker) -> Standing:
    return Standing("agreement not measured on this guide", UNKNOWN_GUIDE)


def held_twice(*, asked: bool) -> Session:
    """A practice of one question, answered twice, with the overalls asked for or not."""
    talk = Talk(planned("3.2.1")).open("technical")
    for again in (False, True):
        talk.ask("3.2.1", again=again).say(ANSWER).grade(3, MARKED).rate(4)
    tried = [n for n, e in enumerate(talk.events) if e.kind == "asked"]
    for attempt in tried if asked else ():
        talk.then(NumberWished(0, attempt))
    return talk.close("technical").finish().session


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> House:
    return replace(house_of(tmp_path_factory.mktemp("withheld")), standing=unknown)


@pytest.fixture(scope="module")
def view() -> HistoryView:
    with gr.Blocks():
        return HistoryView.lay_out()


def paper(session: Session, _: House, __: HistoryView) -> str:
    reader = PdfReader(io.BytesIO(as_pdf([record_of(session, BANK, unknown)])))
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def derived(session: Session, _: House, __: HistoryView) -> str:
    """Cards and debriefs of the JSON, as sentences that the pattern knows."""
    read = json.loads(as_json(session, BANK, unknown))
    cards = [c["card"] for c in read["cards"]] + [c for d in read["debriefs"] for c in d["cards"]]
    return " ".join(
        [f"graded {c['grade']['overall']} {c['why']}" for c in cards]
        + [f"mean: {d['mean']}" for d in read["debriefs"]]
    )


def in_terminal(session: Session, _: House, __: HistoryView) -> str:
    from interviewer.attempts import attempts

    cards = [card for a in attempts(session) if (card := shown_card(session, a, BANK, unknown))]
    return "\n".join(
        [*map(card_markdown, cards), *map(debrief_markdown, shown_debriefs(session, BANK, unknown))]
    )


def on_the_page(session: Session, house: House, _: HistoryView) -> str:
    return debrief_html(shown_debriefs(session, BANK, unknown), house.passage_text, "")


def in_history(search: str) -> Callable[[Session, House, HistoryView], str]:
    def told(session: Session, house: House, view: HistoryView) -> str:
        house.store.delete(None)
        for seq, event in enumerate(session.events):
            house.store.append(session.id, seq, event)
        shown = view.updates(house, Address.read(search))
        words = [shown[piece] for piece in (view.body, *view.waiting.words)]
        assert not shown[view.notice]
        return html.unescape(" ".join(w for w in words if isinstance(w, str)))

    return told


PLACES = {
    "markdown": lambda session, _, __: as_markdown(session, BANK, unknown),
    "pdf": paper,
    "json": derived,
    "terminal": in_terminal,
    "page": on_the_page,
    "list": in_history("?view=history"),
    "replay": in_history("?view=history&replay=s"),
    "side by side": in_history("?view=history&part=attempts"),
    "due": in_history("?view=history&part=due"),
}


@pytest.mark.parametrize("place", PLACES)
def test_an_overall_that_is_withheld_is_told_nowhere(place: str, house: House, view: HistoryView) -> None:
    told = PLACES[place](held_twice(asked=False), house, view)

    assert told
    assert NUMBER.findall(told) == []


@pytest.mark.parametrize("place", PLACES)
def test_once_it_was_asked_for_it_is_told_everywhere(place: str, house: House, view: HistoryView) -> None:
    told = PLACES[place](held_twice(asked=True), house, view)

    assert NUMBER.findall(told) != []


def test_the_progress_shows_no_grade_and_no_gap_to_one(house: House, view: HistoryView) -> None:
    told = in_history("?view=history&part=progress")(held_twice(asked=False), house, view)

    assert "No grade is shown here" in told
    assert "rate an answer of yours before you look at its grade" in told


def test_what_happened_is_exported_whole() -> None:
    events = json.loads(as_json(held_twice(asked=False), BANK, unknown))["events"]

    assert [e["grade"]["overall"] for e in events if e["kind"] == "graded"] == [3, 3]
