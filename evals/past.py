"""A past: as many interviews as one wishes, told event by event over the real bank. Pure and seeded.

The answers are the bank's own examples, marked as it says; nobody was asked and no judge worked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from random import Random

from interviewer.events import (
    Answered,
    Asked,
    Event,
    Finished,
    Graded,
    Heard,
    MovedOn,
    Probed,
    Rated,
    Session,
    StageClosed,
    StageOpened,
    Started,
)
from interviewer.grading.score import grade
from interviewer.planner import Wish, make_plan
from interviewer.types import Judgement, Maker, Mark, Plan, PlannedQuestion, PlannedStage, Verdict
from knowledge.types import STAGES, Bank, Exemplar, Question

MAKER = Maker("embedded", "past")
DAY = 86_400.0
MINUTE = 60.0


def past(bank: Bank, sessions: int, answers: int, *, until: float, seed: int = 1) -> Iterator[Session]:
    """Interviews of that many answers each, one every other day, the last one ending before `until`; grades rise."""
    for n in range(sessions):
        random = Random(f"{seed} {n}")
        began = until - 2 * DAY * (sessions - n) + random.uniform(0, DAY / 2)
        plan = _plan(bank, n, answers, random)
        yield Session(f"past-{seed}-{n:015d}", tuple(_told(bank, plan, answers, began, n / sessions, random)))


def _plan(bank: Bank, n: int, answers: int, random: Random) -> Plan:
    """A loop, a practice of one stage or, of a few answers, a drill; practice asks as many questions as it needs."""
    if answers < 6:
        return make_plan(bank, Wish("drill", STAGES), seed=n)
    if n % 3 == 0:
        return make_plan(bank, Wish("live", STAGES), seed=n)
    stage = STAGES[n % len(STAGES)]
    plan = make_plan(bank, Wish("practice", (stage,)), seed=n)
    pool = [make_plan(bank, Wish("drill", (stage,), question=q.id), seed=n) for q in bank.of(stage)]
    asked = random.sample(pool, min(len(pool), answers // 2))
    return replace(plan, stages=(replace(plan.stages[0], questions=tuple(p.questions[0] for p in asked)),))


def _told(
    bank: Bank, plan: Plan, answers: int, began: float, progress: float, random: Random
) -> Iterator[Event]:
    """The events, a minute or two an answer, until `answers` were given."""
    at = began
    yield Started(at, plan)
    shares = _shared(answers, plan.questions)
    seq = 1
    for stage in plan.stages:
        for event in _stage(bank, plan, stage, shares, seq, progress, random):
            at += random.uniform(0.5, 2.0) * MINUTE if isinstance(event, Answered) else 0.5
            seq += 1
            yield replace(event, at=at)
    yield Finished(at + 1, "Thank you, and goodbye.")


def _shared(answers: int, questions: Sequence[PlannedQuestion]) -> dict[str, int]:
    """How many answers each question gets."""
    each, more = divmod(answers, len(questions))
    return {q.id: each + (n < more) for n, q in enumerate(questions)}


def _stage(
    bank: Bank,
    plan: Plan,
    stage: PlannedStage,
    shares: dict[str, int],
    seq: int,
    progress: float,
    random: Random,
) -> Iterator[Event]:
    """`seq` is the place of the first event."""
    yield StageOpened(0, stage.stage, "Good to meet you. This takes about half an hour.")
    seq += 1
    for planned in stage.questions:
        question = bank.question(planned.id)
        asked = list(_asked(bank, plan, question, shares[planned.id], seq, progress, random))
        seq += len(asked)
        yield from asked
    yield StageClosed(0, stage.stage, "done", "Thank you, that was the last question of this part.")


def _asked(
    bank: Bank, plan: Plan, question: Question, answers: int, seq: int, progress: float, random: Random
) -> Iterator[Event]:
    wished = min(5.0, max(1.0, random.gauss(2.2 + 1.8 * progress, 0.9)))
    example = min(question.exemplars, key=lambda e: abs(e.grade - wished))
    yield Asked(0, question.id, question.text)
    for n, said in enumerate(_parts(example.text, answers)):
        if n:
            point = question.points[n % len(question.points)]
            yield Probed(0, question.id, point.id, "point", point.probe)
        yield Answered(0, said)
        yield Heard(0, "answer", example.met)
    if plan.feedback == "each":
        yield Rated(0, seq, min(5, max(1, example.grade + random.choice((-1, 0, 0, 1, 1)))))
    judged = Judgement(tuple(_marks(question, example)), (), MAKER, estimate=float(example.grade))
    yield Graded(0, seq, grade(question, judged, bank.dimensions_of(question.stage)))
    if plan.feedback == "each":
        yield MovedOn(0)


def _parts(text: str, n: int) -> list[str]:
    """The text in `n` parts, cut between sentences as far as there are any."""
    sentences = re.split(r"(?<=[.!?])\s+", text)
    size = max(1, -(-len(sentences) // n)) if n else 1
    parts = [" ".join(sentences[i : i + size]) for i in range(0, len(sentences), size)]
    return [*parts[:n], *["I would measure it first, then decide."] * (n - len(parts))]


def _marks(question: Question, example: Exemplar) -> Iterator[Mark]:
    quotes = re.split(r"(?<=[.!?])\s+", example.text)
    for n, point in enumerate(question.points):
        verdict: Verdict = (
            "met" if point.id in example.met else "partly" if point.id in example.partly else "no_evidence"
        )
        yield Mark(point.id, verdict, quotes[n % len(quotes)] if verdict != "no_evidence" else "")
