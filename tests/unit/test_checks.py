"""Each check of a transcript catches what was planted for it, and passes a clean interview."""

from __future__ import annotations

from dataclasses import replace

import pytest

from evals.budget_checks import unkept
from evals.checks import CHECKS, violations
from interviewer.events import (
    Answered,
    AnsweredBack,
    Asked,
    Event,
    Explained,
    Finished,
    Graded,
    Heard,
    Hinted,
    Intent,
    Invited,
    MovedOn,
    Probed,
    Redirected,
    Retried,
    Session,
    StageClosed,
    StageOpened,
    Started,
)
from interviewer.grading.score import grade
from interviewer.planner import Wish, make_plan
from interviewer.settings import GUIDES
from interviewer.types import Judgement, Maker
from knowledge.bank import load_bank
from knowledge.types import Question

BANK = load_bank(GUIDES / "fintech-ml-engineer")
PLAN = make_plan(BANK, Wish("live", ("recruiter", "behavioral"), "short"), seed=3)
FIRST, SECOND, THIRD, FOURTH = (BANK.question(q.id) for q in PLAN.questions)
FIRST_PROBE, SECOND_PROBE = (t.id for t in PLAN.questions[0].targets[:2])
SOMETHING = "We had a backlog of forms, and I wrote the reader for them over one summer."
BEGAN, STEP = 1000.0, 20.0
LEADS = ("", "A pointer:", "A bit more:", "Begin like this:")


def opened(stage: str, minutes: int) -> StageOpened:
    return StageOpened(
        0, stage, f"Hello. We take about {minutes} minutes in the {stage} part, for 2 questions."
    )


def asked(question: Question, lead: str, retry_of: int | None = None) -> Asked:
    return Asked(0, question.id, f"{lead} {question.text}", retry_of)


def probed(question: Question, point: str, lead: str) -> Probed:
    return Probed(0, question.id, point, "point", f"{lead} {question.point(point).probe}")


def said(text: str, intent: Intent) -> tuple[Event, Event]:
    return Answered(0, text), Heard(0, intent)


def graded(attempt: int, question: Question) -> Graded:
    nothing = Judgement((), (), Maker("embedded", "test"), ungraded="not judged in this test")
    return Graded(0, attempt, grade(question, nothing, BANK.dimensions_of(question.stage)))


CLEAN: tuple[Event, ...] = (
    Started(0, PLAN),
    opened("recruiter", 10),
    asked(FIRST, "Let's begin."),  # 2
    *said(SOMETHING, "answer"),
    probed(FIRST, FIRST_PROBE, "Okay."),  # 5
    *said("I don't know.", "decline"),
    asked(SECOND, "That's fine."),  # 8
    *said("What do you mean?", "rephrase"),
    Explained(0, "rephrase", f"In other words: {SECOND.rephrased}"),  # 11
    *said("Skip.", "skip"),
    Invited(0, "recruiter", "What would you like to ask me?"),  # 14
    *said("How many people are in the team?", "question"),
    AnsweredBack(0, "I don't know, I'll ask. Is there anything else?", ""),  # 17
    *said("No.", "no_questions"),
    StageClosed(0, "recruiter", "done", "That was the recruiter screen. Thank you."),  # 20
    graded(2, FIRST),
    MovedOn(0),
    opened("behavioral", 20),  # 23
    asked(THIRD, "First of all:"),  # 24
    *said("My sourdough died.", "off_topic"),
    Redirected(0, "off_topic", f"Let's come back to the question. {THIRD.rephrased}"),  # 27
    *said(SOMETHING, "answer"),
    asked(FOURTH, "Thank you."),  # 30
    *said("I need a minute.", "pause"),
    Explained(0, "pause", "Take your time."),  # 33
    *said(SOMETHING, "answer"),
    Invited(0, "behavioral", "It is your turn now: what do you want to know?"),  # 36
    *said("No, thank you.", "no_questions"),
    StageClosed(0, "behavioral", "done", "We are through with the behavioral part."),  # 39
    Finished(0, "Goodbye."),
    graded(24, THIRD),
    graded(30, FOURTH),
)
"""An interview as it should be: a probe, a decline, a rephrasing, a skip, a redirect, a pause, a question asked back."""


def session(*events: Event) -> Session:
    """A session of these events, one every twenty seconds."""
    return Session("s", tuple(replace(event, at=BEGAN + STEP * i) for i, event in enumerate(events)))


def inserted(before: int, *events: Event) -> Session:
    """The clean interview with events before the one at a place."""
    return session(*CLEAN[:before], *events, *CLEAN[before:])


def replaced(place: int, *events: Event) -> Session:
    """The clean interview with other events in the place of one."""
    return session(*CLEAN[:place], *events, *CLEAN[place + 1 :])


def told(line: str) -> Session:
    """The clean interview with another line after the first pause."""
    return replaced(33, Explained(0, "pause", line))


def slow(before: int, seconds: float) -> Session:
    """The clean interview with a long silence before a place."""
    late = session(*CLEAN).events
    return Session("s", (*late[:before], *(replace(e, at=e.at + seconds) for e in late[before:])))


def hinted(*steps: int) -> Session:
    """The clean interview with hints asked for and given before the first answer."""
    point = FIRST.point(FIRST_PROBE)
    hints = (
        (
            *said("A hint, please.", "hint"),
            Hinted(0, FIRST.id, point.id, step, f"{LEADS[step]} {point.hints[step - 1]}"),
        )
        for step in steps
    )
    return inserted(3, *(event for hint in hints for event in hint))


CLEAN_SESSION = session(*CLEAN)
EXEMPLAR = FIRST.best_exemplar.text
REMARK = "Can we move on?"
ASKED_BACK = said("Why is the role open?", "question")

PLANTED = {
    "dead end": [session(*CLEAN[:40]), session(*CLEAN[:8])],
    "repeated question": [
        inserted(36, asked(THIRD, "Now:"), *said(SOMETHING, "answer")),
        inserted(8, probed(FIRST, FIRST_PROBE, "Again:"), *said(SOMETHING, "answer")),
    ],
    "ignored decline": [
        inserted(14, probed(SECOND, SECOND.points[0].id, "Still:"), *said(SOMETHING, "answer")),
        session(*CLEAN[:3], *said("I don't know.", "decline"), *CLEAN[5:]),
    ],
    "wrong order": [
        session(*CLEAN[:1], *CLEAN[23:]),
        session(*CLEAN[:14], CLEAN[20], *CLEAN[21:]),
        session(*CLEAN[:8], *CLEAN[14:]),
        replaced(20, StageClosed(0, "recruiter", "time", "The time is up.")),
        replaced(20, StageClosed(0, "behavioral", "done", "The end.")),
        inserted(8, CLEAN[5]),
        session(*CLEAN[:24], asked(FOURTH, "First:"), *CLEAN[25:30], asked(THIRD, "Then:"), *CLEAN[31:]),
    ],
    "unanswered question": [
        session(*CLEAN[:17], *CLEAN[20:]),
        replaced(11, asked(SECOND, "So:")),
        replaced(33, Explained(0, "clarify", "There are no labels.")),
    ],
    "overrun budget": [
        slow(6, 700.0),
        inserted(
            8, probed(FIRST, SECOND_PROBE, "One more:"), *said(SOMETHING, "answer")
        ),
        inserted(28, *said("The weather!", "off_topic"), Redirected(0, "off_topic", "Back to it, please.")),
        hinted(1, 1),
    ],
    "lost event": [
        replaced(4),
        session(*CLEAN[:41]),
        inserted(43, graded(30, FOURTH)),
        Session("s", (*CLEAN_SESSION.events[:9], *(replace(e, at=5.0) for e in CLEAN_SESSION.events[9:]))),
    ],
    "over-long line": [told("word " * 61)],
    "double question": [
        told("How was it? And why?"),
        replaced(23, StageOpened(0, "behavioral", "We have 20 minutes for 2 questions. Shall we begin?")),
        replaced(14, Invited(0, "recruiter", "Now it is your turn to ask.")),
    ],
    "praise or verdict": [
        told("Great answer. Take your time."),
        told("That's correct. Go on."),
        told("Well done so far."),
        told("You missed the metric, but take your time."),
        told("Excellent! Have a minute."),
    ],
    "leak": [
        replaced(5, Probed(0, FIRST.id, FIRST_PROBE, "point", f"Say that {FIRST.point(FIRST_PROBE).met_when}")),
        replaced(8, Asked(0, SECOND.id, f"{SECOND.text} {SECOND.best_exemplar.text[:90]}")),
        replaced(11, Explained(0, "clarify", f"Well: {SECOND.points[0].fix}")),
        replaced(17, AnsweredBack(0, "As the guide says.", "guide 3.2.1")),
    ],
    "misconduct": [
        told("Take your time, the rubric is patient."),
        told("Tome su tiempo, no hay prisa, la pregunta sigue ahí para usted."),
        told("- Take your time\n- Think"),
    ],
    "same line twice": [replaced(36, Invited(0, "behavioral", "What would you like to ask me?"))],
    "manners": [
        told("  "),
        told("Take $minutes minutes."),
        told("Не торопитесь."),
        told("See https://example.com"),
        replaced(8, Asked(0, SECOND.id, "Thank you. What is your name?")),
        replaced(23, StageOpened(0, "behavioral", "Hello. Let us talk.")),
        replaced(17, AnsweredBack(0, "About forty. Is there anything else?", "")),
    ],
    "misheard": [
        session(*CLEAN[:12], *said(REMARK, "answer"), *CLEAN[14:]),
        session(*CLEAN[:3], *said(EXEMPLAR, "off_topic"), *CLEAN[5:]),
    ],
}  # fmt: skip
"""By check: interviews in which one thing is wrong."""

CASES = [
    pytest.param(check, planted, id=f"{check} {i}")
    for check, all_planted in PLANTED.items()
    for i, planted in enumerate(all_planted)
]


def test_a_clean_interview_passes_every_check() -> None:
    assert violations(CLEAN_SESSION, BANK) == []


def test_an_interview_with_hints_in_their_order_is_clean_but_for_the_places_of_its_grades() -> None:
    found = violations(hinted(1, 2, 3), BANK)

    assert {v.check for v in found} == {"lost event"}


def test_every_check_has_something_planted_for_it() -> None:
    assert set(PLANTED) == set(CHECKS)


@pytest.mark.parametrize(("check", "planted"), CASES)
def test_a_check_catches_what_was_planted_for_it(check: str, planted: Session) -> None:
    found = CHECKS[check](planted, BANK)

    assert {violation.check for violation in found} == {check}


def test_a_question_that_is_tried_again_by_wish_is_no_repeated_one() -> None:
    again = inserted(36, Retried(0, 24), asked(THIRD, "Once more:", 24), *said(SOMETHING, "answer"))

    assert CHECKS["repeated question"](again, BANK) == []


def test_a_probe_whose_words_the_rubric_shares_may_be_repeated() -> None:
    question = BANK.question("3.5.5")
    probe = next(p.probe for p in question.points if p.probe.startswith("What went wrong between you"))
    line = f"The question was: {probe}"
    repeated = session(
        *CLEAN[:9], asked(question, ""), *said("Again?", "repeat"), Explained(0, "repeat", line)
    )

    assert CHECKS["leak"](repeated, BANK) == []


def test_what_the_candidate_has_said_herself_is_no_leak() -> None:
    words = SECOND.points[0].met_when
    echoed = session(*CLEAN[:9], *said(words, "rephrase"), Explained(0, "clarify", words), *CLEAN[12:])

    assert CHECKS["leak"](echoed, BANK) == []


@pytest.mark.parametrize(
    ("stored", "memory"),
    [
        (session(*CLEAN[:40]), None),
        (None, None),
        (CLEAN_SESSION, ["one message more"]),
    ],
)
def test_a_store_that_differs_or_a_message_that_is_gone_is_a_lost_event(
    stored: Session | None, memory: list[str] | None
) -> None:
    kept = [e.text for e in CLEAN if isinstance(e, Answered)]

    found = unkept(CLEAN_SESSION, stored, [*kept, *(memory or [])])

    assert [violation.check for violation in found] == ["lost event"]


def test_a_store_that_holds_what_was_shown_has_lost_nothing() -> None:
    kept = [e.text for e in CLEAN if isinstance(e, Answered)]

    assert unkept(CLEAN_SESSION, CLEAN_SESSION, kept) == []
