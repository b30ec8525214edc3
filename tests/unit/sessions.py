"""Sessions as they would have happened, told event by event over the real bank."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from interviewer.attempts import attempts
from interviewer.events import (
    Answered,
    Asked,
    Event,
    ExampleShown,
    Finished,
    Graded,
    Heard,
    Hinted,
    Intent,
    Probed,
    Rated,
    Session,
    Spent,
    StageClosed,
    StageOpened,
    Started,
)
from interviewer.grading.score import grade
from interviewer.planner import Wish, make_plan
from interviewer.results import card_of
from interviewer.types import (
    Card,
    Grade,
    Judgement,
    Maker,
    Mark,
    Plan,
    PlannedQuestion,
    PlannedStage,
    Raised,
    Verdict,
)
from knowledge.bank import load_bank

BANK = load_bank(Path(__file__).resolve().parents[2] / "knowledge" / "guides" / "fintech-ml-engineer")
MAKER = Maker("embedded", "1")
STEP = 10.0
"""Seconds between two events."""

Marked = Mapping[str, tuple[Verdict, str]]
"""Verdict and quote by point; points that are not named have no evidence."""


def planned(*questions: str, mode: str = "practice") -> Plan:
    """A plan of these questions, a stage for each run of questions of one stage."""
    plans = [
        make_plan(BANK, Wish("drill", (BANK.question(id).stage,), question=id), seed=1) for id in questions
    ]
    stages: dict[str, tuple[PlannedStage, ...]] = {}
    for plan in plans:
        stages[plan.stages[0].stage] = (*stages.get(plan.stages[0].stage, ()), plan.stages[0])
    joined = tuple(
        replace(run[0], questions=tuple(_unhurried(q) for stage in run for q in stage.questions))
        for run in stages.values()
    )
    live = mode == "live"
    return Plan(mode, joined, "stage" if live else "each", not live, 1, BANK.id, BANK.fingerprint)  # type: ignore[arg-type]


def _unhurried(question: PlannedQuestion) -> PlannedQuestion:
    """The question with the minutes that it has outside a drill."""
    return replace(question, minutes=BANK.question(question.id).minutes)


def grade_of(
    id: str,
    marked: Marked,
    overall: int | None,
    raised: tuple[Raised, ...] = (),
    tokens: int = 0,
    hinted: Mapping[str, int] | None = None,
) -> Grade:
    """A grade with these marks and this overall; levels as the code derives them."""
    question = BANK.question(id)
    marks = tuple(Mark(p.id, *marked.get(p.id, ("no_evidence", ""))) for p in question.points if overall)
    judged = Judgement(marks, raised, MAKER, tokens=tokens, ungraded="" if overall else "The grader failed.")
    return replace(grade(question, judged, BANK.dimensions_of(question.stage), hinted), overall=overall)


@dataclass
class Talk:
    """An interview being told; every call appends what happened, `STEP` seconds later."""

    plan: Plan
    events: list[Event] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.then(Started(0.0, self.plan))

    def then(self, event: Event) -> Talk:
        """Something else happened."""
        self.events.append(replace(event, at=STEP * len(self.events)))
        return self

    def open(self, stage: str) -> Talk:
        return self.then(StageOpened(0, stage, "Welcome."))

    def ask(self, question: str, *, again: bool = False) -> Talk:
        text = BANK.question(question).text
        return self.then(Asked(0, question, text, self._asked if again else None))

    def probe(self, point: str) -> Talk:
        return self.then(Probed(0, self._question, point, "point", "And how would you do that?"))

    def hint(self, point: str, step: int) -> Talk:
        return self.then(Hinted(0, self._question, point, step, "Think about the area."))

    def say(self, text: str, intent: Intent = "answer") -> Talk:
        return self.then(Answered(0, text)).then(Heard(0, intent))

    def rate(self, rating: int | None) -> Talk:
        return self.then(Rated(0, self._asked, rating))

    def grade(self, overall: int | None, marked: Marked | None = None, **details: object) -> Talk:
        made = grade_of(self._question, marked or {}, overall, **details)  # type: ignore[arg-type]
        return self.then(Graded(0, self._asked, made))

    def example(self) -> Talk:
        return self.then(ExampleShown(0, self._asked))

    def spend(self, prompt: int, completion: int) -> Talk:
        return self.then(Spent(0, prompt, completion))

    def close(self, stage: str, reason: str = "done") -> Talk:
        return self.then(StageClosed(0, stage, reason, "Thank you."))  # type: ignore[arg-type]

    def elsewhere(self) -> Talk:
        """The interview was held with another bank."""
        self.events[0] = Started(0.0, replace(self.plan, bank="another"))
        return self

    def finish(self) -> Talk:
        return self.then(Finished(0, "Goodbye."))

    @property
    def session(self) -> Session:
        return Session("s", tuple(self.events))

    @property
    def card(self) -> Card:
        """The card of the last attempt."""
        made = card_of(self.session, attempts(self.session)[-1], BANK)
        assert made is not None
        return made

    @property
    def _asked(self) -> int:
        return max(i for i, e in enumerate(self.events) if isinstance(e, Asked))

    @property
    def _question(self) -> str:
        return attempts(self.session)[-1].question


SPLIT = "We split by time, not randomly."
COST = "A miss costs 400 euros and a false alarm 5."
ANSWER = f"{SPLIT} I would use SMOTE and look at accuracy. {COST}"
MARKED: Marked = {
    "over-time": ("met", SPLIT),
    "metric": ("not_met", "look at accuracy"),
    "resampling": ("partly", "I would use SMOTE"),
    "threshold": ("partly", COST),
}
"""Marks of ANSWER as an answer to 3.2.1: met, partly, not met and, for the rest, no evidence."""


def one_answer(said: str = ANSWER, mode: str = "practice") -> Talk:
    """3.2.1 was asked and answered."""
    return Talk(planned("3.2.1", mode=mode)).open("technical").ask("3.2.1").say(said)
