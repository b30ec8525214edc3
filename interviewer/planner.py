"""What will be asked: `make_plan` turns a wish (mode, stages, topic, length) into a `Plan`. Pure and seeded."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from random import Random
from typing import Literal

from interviewer.types import Limits, Mode, Plan, PlannedQuestion, PlannedStage, Target
from knowledge.types import Bank, Kind, Question, StageId

Length = Literal["short", "full"]


@dataclass(frozen=True)
class Shape:
    """How a stage is filled: minutes, and how many questions of each kind, in the order they are asked."""

    minutes: float
    kinds: tuple[tuple[Kind, int], ...]


SHAPES: dict[tuple[StageId, Length], Shape] = {
    ("recruiter", "short"): Shape(10, (("screen", 2),)),
    ("recruiter", "full"): Shape(25, (("screen", 6),)),
    ("technical", "short"): Shape(30, (("case", 1), ("short", 1))),
    ("technical", "full"): Shape(55, (("case", 1), ("short", 3))),
    ("behavioral", "short"): Shape(20, (("story", 2),)),
    ("behavioral", "full"): Shape(45, (("story", 5),)),
}
"""Live stages: `full` as the guide describes them, `short` for an evening with an hour."""

PRACTICE: dict[Length, int] = {"short": 3, "full": 6}
"""Questions in a practice session, shared among its stages."""

LIMITS: dict[Kind, Limits] = {
    "screen": Limits(point=1),
    "short": Limits(point=2),
    "story": Limits(point=2),
    "case": Limits(point=1, part=4, twist=1),
}
DRILL = Limits(point=1)


@dataclass(frozen=True)
class Wish:
    """What the candidate chose on the start page. `topic` and `question` narrow a practice or a drill; "" is any.

    A drill takes its one question from one of the stages.
    """

    mode: Mode
    stages: tuple[StageId, ...]
    length: Length = "full"
    topic: str = ""
    question: str = ""


def make_plan(bank: Bank, wish: Wish, *, seed: int, seen: Collection[str] = ()) -> Plan:
    """The plan for a wish. The same arguments give the same plan.

    seen: question ids of earlier sessions; they come up again only when nothing else is left.
    Raises ValueError for a wish that the bank cannot fill (an unknown topic, no stage).
    """
    if not wish.stages:
        raise ValueError("choose at least one stage")
    random = Random(seed)
    live = wish.mode == "live"
    chosen = (random.choice(wish.stages),) if wish.mode == "drill" else wish.stages
    stages = tuple(
        _live_stage(bank, stage, wish.length, random, seen)
        if live
        else _practice_stage(bank, stage, wish, random, seen)
        for stage in chosen
    )
    return Plan(
        mode=wish.mode,
        stages=stages,
        feedback="stage" if live else "each",
        hints=not live,
        seed=seed,
        bank=bank.id,
        fingerprint=bank.fingerprint,
    )


def _live_stage(
    bank: Bank, stage: StageId, length: Length, random: Random, seen: Collection[str]
) -> PlannedStage:
    shape = SHAPES[stage, length]
    chosen: list[Question] = []
    for kind, n in shape.kinds:
        candidates = [q for q in bank.of(stage) if q.kind == kind]
        chosen += _choose(candidates, n, random, seen, taken=chosen)
    if not chosen:
        raise ValueError(f"this guide has no questions for the {stage} stage")
    if stage == "recruiter":
        chosen = _opener_first(bank, chosen)
    return PlannedStage(stage, shape.minutes, tuple(_planned(q, LIMITS[q.kind]) for q in chosen))


def _practice_stage(
    bank: Bank, stage: StageId, wish: Wish, random: Random, seen: Collection[str]
) -> PlannedStage:
    candidates = bank.of(stage, wish.topic or None)
    if wish.question:
        candidates = tuple(q for q in candidates if q.id == wish.question)
    if not candidates:
        raise ValueError(f"this guide has no such question for the {stage} stage")
    drill = wish.mode == "drill"
    if drill and not wish.question:
        candidates = tuple(q for q in candidates if q.kind != "case") or candidates
    n = 1 if drill else PRACTICE[wish.length] // len(wish.stages)
    chosen = _choose(candidates, n, random, seen, taken=())
    planned = tuple(_planned(q, DRILL if drill else LIMITS[q.kind]) for q in chosen)
    return PlannedStage(stage, None, planned, invites=False)


def _choose(
    candidates: Sequence[Question],
    n: int,
    random: Random,
    seen: Collection[str],
    taken: Sequence[Question],
) -> list[Question]:
    """`n` questions, unseen ones first, spread over topics as far as the candidates allow."""
    left = sorted(candidates, key=lambda _: random.random())
    chosen: list[Question] = []
    while left and len(chosen) < n:
        topics = [q.topic for q in (*taken, *chosen)]
        best = min(left, key=lambda q: (q.id in seen, topics.count(q.topic)))
        chosen.append(best)
        left.remove(best)
    return chosen


def _opener_first(bank: Bank, chosen: Sequence[Question]) -> list[Question]:
    """A screen opens with the bank's first question (the candidate's background) and keeps the bank's order."""
    opener = bank.of("recruiter")[0]
    kept = [q for q in chosen if q.id != opener.id][: len(chosen) - 1]
    order = {q.id: i for i, q in enumerate(bank.questions)}
    return [opener, *sorted(kept, key=lambda q: order[q.id])]


def _planned(question: Question, limits: Limits) -> PlannedQuestion:
    parts = tuple(Target("part", p.id, p.points) for p in question.parts)
    by_weight = sorted(question.points, key=lambda p: (-p.weight, not p.core))
    points = tuple(Target("point", p.id, (p.id,)) for p in by_weight)
    twists = tuple(Target("twist", t.id, t.points) for t in question.twists)
    return PlannedQuestion(question.id, question.rubric, question.minutes, (*parts, *points, *twists), limits)
