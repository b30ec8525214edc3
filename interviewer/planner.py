"""What will be asked: `make_plan` turns a wish (mode, stages, topic, length) into a `Plan`. Pure and seeded."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Literal

from interviewer.types import Focus, Limits, Mode, Plan, PlannedQuestion, PlannedStage, Target
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
DRILL_MINUTES = 5.0
"""What a drill takes at most, whatever its question would take in an interview."""


@dataclass(frozen=True)
class Wish:
    """What the candidate chose on the start page. `topic` and `question` narrow a practice or a drill; "" is any.

    `topics` come before others in every mode. A drill takes its one question from one of the stages.
    """

    mode: Mode
    stages: tuple[StageId, ...]
    length: Length = "full"
    topic: str = ""
    question: str = ""
    topics: tuple[str, ...] = ()


@dataclass(frozen=True)
class Pull:
    """What draws a question into a plan: questions of earlier sessions, topics wished for, what is aimed at, in order."""

    seen: Collection[str] = ()
    topics: Collection[str] = ()
    focus: Sequence[Focus] = ()

    def key(
        self, question: Question, opener: str, topics: Sequence[str]
    ) -> tuple[bool, bool, bool, int, int]:
        """The smaller, the sooner: wished topics, nothing asked before, the screen's opener, the aim, a topic not taken yet."""
        aimed = [focus.question for focus in self.focus]
        rank = aimed.index(question.id) if question.id in aimed else len(aimed)
        wished = not self.topics or question.topic in self.topics
        return not wished, question.id in self.seen, question.id != opener, rank, topics.count(question.topic)


def make_plan(
    bank: Bank, wish: Wish, *, seed: int, seen: Collection[str] = (), focus: Sequence[Focus] = ()
) -> Plan:
    """The plan for a wish. The same arguments give the same plan, and so does its own `focus` in place of the whole.

    seen: question ids of earlier sessions; they come up again only when nothing else is left.
    focus: questions that a job asks for, the most wanted first; they come before others that were not asked yet.
    Raises ValueError for a wish that the bank cannot fill (an unknown topic, no stage).
    """
    if not wish.stages:
        raise ValueError("choose at least one stage")
    random = Random(seed)
    live = wish.mode == "live"
    chosen = (random.choice(_wished_stages(bank, wish)),) if wish.mode == "drill" else wish.stages
    pull = Pull(seen, wish.topics, focus)
    stages = tuple(
        _live_stage(bank, stage, wish.length, random, pull)
        if live
        else _practice_stage(bank, stage, wish, random, pull)
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
        focus=tuple(_reasons(bank, wish, stages, focus)),
    )


def _live_stage(bank: Bank, stage: StageId, length: Length, random: Random, pull: Pull) -> PlannedStage:
    shape = SHAPES[stage, length]
    chosen: list[Question] = []
    for kind, n in shape.kinds:
        candidates = [q for q in bank.of(stage) if q.kind == kind]
        chosen += _choose(candidates, n, random, pull, taken=chosen, opener=_opener(bank, stage))
    if not chosen:
        raise ValueError(f"this guide has no questions for the {stage} stage")
    if stage == "recruiter":
        order = {q.id: i for i, q in enumerate(bank.questions)}
        chosen = sorted(chosen, key=lambda q: order[q.id])
    return PlannedStage(stage, shape.minutes, tuple(_planned(q, LIMITS[q.kind], pull) for q in chosen))


def _practice_stage(bank: Bank, stage: StageId, wish: Wish, random: Random, pull: Pull) -> PlannedStage:
    candidates = bank.of(stage, wish.topic or None)
    candidates = tuple(q for q in candidates if q.topic in wish.topics) or candidates
    if wish.question:
        candidates = tuple(q for q in candidates if q.id == wish.question)
    if not candidates:
        raise ValueError(f"this guide has no such question for the {stage} stage")
    drill = wish.mode == "drill"
    if drill and not wish.question:
        candidates = tuple(q for q in candidates if q.kind != "case") or candidates
    n = 1 if drill else PRACTICE[wish.length] // len(wish.stages)
    chosen = _choose(candidates, n, random, pull, taken=())
    planned = tuple(_drilled(q, pull) if drill else _planned(q, LIMITS[q.kind], pull) for q in chosen)
    return PlannedStage(stage, None, planned, invites=False)


def _choose(
    candidates: Sequence[Question],
    n: int,
    random: Random,
    pull: Pull,
    taken: Sequence[Question],
    opener: str = "",
) -> list[Question]:
    """`n` questions, those first that are drawn most, spread over topics as far as the candidates allow."""
    left = sorted(candidates, key=lambda _: random.random())
    chosen: list[Question] = []
    while left and len(chosen) < n:
        topics = [q.topic for q in (*taken, *chosen)]
        best = min(left, key=lambda q: pull.key(q, opener, topics))
        chosen.append(best)
        left.remove(best)
    return chosen


def _opener(bank: Bank, stage: StageId) -> str:
    """A screen opens with the bank's first question, the candidate's background, unless that was asked before."""
    return bank.of(stage)[0].id if stage == "recruiter" and bank.of(stage) else ""


def _wished_stages(bank: Bank, wish: Wish) -> tuple[StageId, ...]:
    """The stages that have a topic wished for, or all of the wish."""
    return tuple(s for s in wish.stages if any(q.topic in wish.topics for q in bank.of(s))) or wish.stages


def _reasons(
    bank: Bank, wish: Wish, stages: Sequence[PlannedStage], focus: Sequence[Focus]
) -> Iterator[Focus]:
    """Why planned questions are there: what the job asks for, in its order, then the topics wished for."""
    planned = {q.id: bank.question(q.id) for stage in stages for q in stage.questions}
    aimed = [one for one in focus if one.question in planned]
    yield from aimed
    for id, question in planned.items():
        if question.topic in wish.topics and id not in {one.question for one in aimed}:
            yield Focus(id, f"you chose “{bank.topic(question.topic).name}”")


def _drilled(question: Question, pull: Pull) -> PlannedQuestion:
    """The question as a drill asks it: in five minutes, with one follow-up."""
    return replace(_planned(question, DRILL, pull), minutes=min(question.minutes, DRILL_MINUTES))


def _planned(question: Question, limits: Limits, pull: Pull) -> PlannedQuestion:
    """The question with its targets; a point that is aimed at counts one more, so that it is probed before its equals."""
    aimed = {point for focus in pull.focus if focus.question == question.id for point in focus.points}
    parts = tuple(Target("part", p.id, p.points) for p in question.parts)
    by_weight = sorted(
        question.points, key=lambda p: (-p.weight - (p.id in aimed), p.id not in aimed, not p.core)
    )
    points = tuple(Target("point", p.id, (p.id,)) for p in by_weight)
    twists = tuple(Target("twist", t.id, t.points) for t in question.twists)
    return PlannedQuestion(question.id, question.rubric, question.minutes, (*parts, *points, *twists), limits)
