"""What stands below the card for a session as it is: real house, real page pieces, no browser."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import gradio as gr
import pytest

from interviewer.debrief import loop_debrief
from interviewer.errors import Refused
from interviewer.events import Challenged, Event, NumberWished, Rejudged, RewriteWished, Rewritten, Session
from interviewer.grading.agreement import UNKNOWN_GUIDE, Standing
from interviewer.room import Frame, turn_of
from interviewer.settings import read_settings
from interviewer.types import Maker, Mark
from interviewer.web.cards import card_html
from interviewer.web.furnish import furnish
from interviewer.web.house import House
from interviewer.web.look_again import choices
from interviewer.web.screen import screen
from interviewer.web.second_look import SecondLook
from interviewer.wishes import fits
from interviewer.withheld import shown_card, shown_debriefs
from tests.unit.sessions import ANSWER, BANK, MARKED, Talk, one_answer, planned

MAKER = Maker("rewriter", "1", "marker", "abc")


def house_of(folder: Path, **more: str) -> House:
    """The house as the app would furnish it."""
    return furnish(read_settings({"DATA_DIR": str(folder), "XDG_CONFIG_HOME": str(folder), **more}))


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> House:
    return house_of(tmp_path_factory.mktemp("plain"))


@pytest.fixture(scope="module")
def modelled(tmp_path_factory: pytest.TempPathFactory) -> House:
    """With a model whose address nobody has to answer here."""
    folder = tmp_path_factory.mktemp("modelled")
    return house_of(
        folder, OPENAI_BASE_URL="http://127.0.0.1:9/v1", INTERVIEWER_MODEL="marker", OPENAI_API_KEY="k"
    )


@pytest.fixture(scope="module")
def pieces() -> SecondLook:
    with gr.Blocks():
        return SecondLook.lay_out()


def graded() -> Talk:
    """An answer and a follow-up that was skipped, graded; its card was not read yet."""
    return one_answer().probe("metric").say("Skip that, please.", "skip").grade(3, MARKED)


def seen(*more: Event) -> Session:
    """A card that was read, and what came after."""
    talk = graded().rate(3)
    for event in more:
        talk.then(event)
    return talk.session


def shown(pieces: SecondLook, session: Session, house: House) -> dict[str, Any]:
    frame = Frame(session, turn_of(session), "", False, False, "")
    found = pieces.updates(screen(frame), frame, house)
    names = {piece: name for name, piece in vars(pieces).items()}
    return {names[piece]: value for piece, value in found.items()}


def visible(update: object) -> bool:
    return isinstance(update, dict) and bool(update["visible"])


def test_before_a_card_is_read_there_is_nothing_below_it(pieces: SecondLook, modelled: House) -> None:
    now = shown(pieces, graded().session, modelled)

    assert not any(visible(now[name]) for name in ("number", "rewrite", "challenging"))
    assert (now["rewritten"], now["challenged"]) == ("", "")


def test_with_a_model_an_answer_can_be_said_better_and_a_mark_challenged(
    pieces: SecondLook, modelled: House
) -> None:
    now = shown(pieces, seen(), modelled)

    assert visible(now["rewrite"])
    assert visible(now["challenging"])
    assert not visible(now["number"])
    assert [id for _, id in now["point"]["choices"]] == [p.id for p in BANK.question("3.2.1").points]
    assert "(not met)" in dict((id, label) for label, id in now["point"]["choices"])["metric"]


def test_without_a_model_marks_can_be_challenged_and_nothing_is_rewritten(
    pieces: SecondLook, plain: House
) -> None:
    now = shown(pieces, seen(), plain)

    assert not visible(now["rewrite"])
    assert visible(now["challenging"])


def test_a_wish_is_shown_as_waiting_and_cannot_be_wished_twice(pieces: SecondLook, modelled: House) -> None:
    now = shown(pieces, seen(RewriteWished(0, 2), Challenged(0, 2, "metric", "<i>Look</i>")), modelled)

    assert not visible(now["rewrite"])
    assert "being rewritten" in now["rewritten"]
    assert "&lt;i&gt;Look&lt;/i&gt;" in now["challenged"]
    assert "being looked at again" in now["challenged"]
    assert "metric" not in [id for _, id in now["point"]["choices"]]


def test_what_came_of_wishes_is_shown_with_its_gaps_and_beside_the_first_mark(
    pieces: SecondLook, modelled: House
) -> None:
    session = seen(
        RewriteWished(0, 2), Rewritten(0, 2, "We split by time. ‹unknown: <b>cost</b>?›", "", MAKER),
        Challenged(0, 2, "metric", "There."), Rejudged(0, 2, "metric", Mark("metric", "met", "look at accuracy"), "Judged again.", MAKER),
    )  # fmt: skip

    now = shown(pieces, session, modelled)

    assert "<mark>‹unknown: &lt;b&gt;cost&lt;/b&gt;?›</mark>" in now["rewritten"]
    assert not visible(now["rewrite"])
    first, second = now["challenged"].index("not met"), now["challenged"].index("Second look:")
    assert first < second
    assert "The first mark stays" in now["challenged"]


def test_where_there_is_no_rewrite_the_reason_stands_there_and_it_can_be_tried_again(
    pieces: SecondLook, modelled: House
) -> None:
    now = shown(pieces, seen(RewriteWished(0, 2), Rewritten(0, 2, "", "No <i>rewrite</i>.", MAKER)), modelled)

    assert "No &lt;i&gt;rewrite&lt;/i&gt;." in now["rewritten"]
    assert visible(now["rewrite"])


def test_in_a_live_interview_an_answer_can_be_looked_at_again_once_its_stage_is_closed() -> None:
    talk = Talk(planned("3.2.1", mode="live")).open("technical").ask("3.2.1").say(ANSWER).grade(3, MARKED)

    with pytest.raises(Refused, match="after the debrief"):
        fits(talk.session, RewriteWished(0, 2))
    assert choices(talk.session, (), BANK) == []
    closed = talk.close("technical").session
    assert fits(closed, RewriteWished(0, 2))
    assert choices(closed, ("technical",), BANK) == [(BANK.question("3.2.1").title, "2")]


def test_an_overall_that_is_withheld_comes_when_asked_for(pieces: SecondLook, plain: House) -> None:
    elsewhere = replace(
        plain, standing=lambda _: Standing("agreement not measured on this guide", UNKNOWN_GUIDE)
    )
    before, after = seen(), seen(NumberWished(0, 2))

    assert visible(shown(pieces, before, elsewhere)["number"])
    assert not visible(shown(pieces, after, elsewhere)["number"])
    assert "Graded 3" not in text_of(before, elsewhere)
    assert "Overall not shown" in text_of(before, elsewhere)
    assert UNKNOWN_GUIDE in text_of(before, elsewhere)
    assert "to reach 4" not in text_of(before, elsewhere)
    assert "Graded 3" in text_of(after, elsewhere)


def text_of(session: Session, house: House) -> str:
    attempt = screen(Frame(session, turn_of(session), "", False, False, "")).attempt
    assert attempt is not None
    card = shown_card(session, attempt, BANK, house.standing)
    assert card is not None
    return card_html(card, house.passage_text, house.agreement(card.grade.maker))


def test_a_debrief_withholds_mean_verdict_and_overalls_of_such_a_grader_until_each_was_asked_for(
    plain: House,
) -> None:
    def elsewhere(_: Maker) -> Standing:
        return Standing("agreement not measured on this guide", UNKNOWN_GUIDE)

    held = shown_debriefs(seen(), BANK, elsewhere)[0]

    assert (held.mean, held.verdict, held.rating_gap) == (None, "not enough evidence", None)
    assert held.held_back == UNKNOWN_GUIDE
    assert all(card.held_back == UNKNOWN_GUIDE for card in held.cards)
    asked = seen(NumberWished(0, 2))
    assert shown_debriefs(asked, BANK, elsewhere) == loop_debrief(asked, BANK)
    assert shown_debriefs(seen(), BANK, plain.standing) == loop_debrief(seen(), BANK)
