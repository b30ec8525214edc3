"""What a line is made of: led back to what is on the table, put into other words, taken up anew after an "I don't know"."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

from interviewer.cues import cue
from interviewer.events import (
    Answered,
    Asked,
    Explained,
    Heard,
    Intent,
    Probed,
    Session,
    StageOpened,
    Started,
)
from interviewer.moves import Ask, Explain, Probe, Redirect
from interviewer.types import Target
from interviewer.wording import JOBS, Wording
from tests.unit.sessions import BANK, planned

QUESTION = BANK.question("R1")
POINT = QUESTION.points[0]
AIM = Target("point", POINT.id, (POINT.id,))


def asked(*then: tuple[str, Intent] | Probed | Explained) -> Session:
    """A session in which R1 is on the table, and what came then."""
    events: list[object] = [
        Started(0, planned("R1", "R2", mode="live")), StageOpened(0, "recruiter", "Hello."), Asked(0, "R1", QUESTION.text),
    ]  # fmt: skip
    for one in then:
        events += [Answered(0, one[0]), Heard(0, one[1])] if isinstance(one, tuple) else [one]
    return Session("s", tuple(events))  # type: ignore[arg-type]  # events of the tests


def probed(line: str = POINT.probe) -> Probed:
    return Probed(0, "R1", POINT.id, "point", f"Okay. {line}")


def test_a_question_is_put_into_its_other_words_and_then_into_the_first_ones() -> None:
    once = asked(("What do you mean?", "rephrase"))
    twice = asked(
        ("What do you mean?", "rephrase"),
        Explained(0, "rephrase", "So."),
        ("I still don't get it.", "rephrase"),
    )

    assert cue(Explain("R1", "rephrase", ""), once, BANK).core == QUESTION.rephrased
    assert cue(Explain("R1", "rephrase", ""), twice, BANK).core == QUESTION.text


def test_a_probe_that_is_not_understood_is_put_into_its_place_and_not_replaced_by_the_question() -> None:
    made = cue(
        Explain("R1", "rephrase", ""), asked(("Yes.", "answer"), probed(), ("What?", "rephrase")), BANK
    )

    assert (made.family, made.core) == ("explain.placed", f"As part of “{QUESTION.title}”: {POINT.probe}")


def test_a_probe_in_a_models_words_is_said_in_the_banks() -> None:
    worded = probed("You spoke of a bank. What was yours in it?")

    made = cue(Explain("R1", "rephrase", ""), asked(("Yes.", "answer"), worded, ("What?", "rephrase")), BANK)

    assert (made.family, made.core) == ("explain.rephrase", POINT.probe)


def test_a_probe_is_repeated_without_the_words_before_it() -> None:
    made = cue(Explain("R1", "repeat", ""), asked(("Yes.", "answer"), probed(), ("Again?", "repeat")), BANK)

    assert made.core == POINT.probe


def test_a_stray_message_is_led_back_to_what_is_on_the_table() -> None:
    first = cue(Redirect("R1", "off_topic"), asked(("The weather!", "off_topic")), BANK)
    later = cue(
        Redirect("R1", "off_topic"), asked(("Yes.", "answer"), probed(), ("The weather!", "off_topic")), BANK
    )

    assert (first.core, later.core) == (QUESTION.rephrased, POINT.probe)


def test_after_i_dont_know_the_next_probe_follows_up_on_nothing() -> None:
    declined = asked(("Yes.", "answer"), probed(), ("I don't know.", "decline"))

    assert cue(Probe(2, "R1", AIM), declined, BANK).family == "probe.anew"
    assert cue(Probe(2, "R1", AIM), asked(("Yes.", "answer")), BANK).family == "probe.point"


def test_after_an_insult_the_next_question_comes_without_as_you_wish() -> None:
    families = [
        cue(Ask("recruiter", "R2"), asked(("You idiot.", intent)), BANK).family
        for intent in ("abusive", "off_topic", "skip", "answer")
    ]  # type: ignore[misc]  # intents

    assert families == ["ask.after_stray", "ask.after_stray", "ask.after_skip", "ask.after_answer"]


def test_a_model_that_words_a_follow_up_as_it_did_before_is_not_heard() -> None:
    async def pieces() -> AsyncIterator[str]:
        yield "How did you do that? "

    before = asked(("Yes.", "answer"), probed(), ("So.", "answer"))
    again = cue(Probe(2, "R1", AIM), before, BANK)
    worded = Wording(replace(again, heard=frozenset({"How did you do that?"})), JOBS["probe.point"], ())

    async def listen() -> list[str]:
        return [sentence async for sentence in worded.heard(pieces())]

    assert again.heard == {f"Okay. {POINT.probe}"}
    assert asyncio.run(listen()) == []
