"""The nouns of the interview: what is planned, what was marked and graded, what a card and a debrief hold.

A `Session` is a tuple of events (`events.py`), the first of which carries its `Plan`; everything that is
shown is derived from it. Values only: nothing here reads a clock, a file, a model or the network.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Mode = Literal["live", "practice", "drill"]
Verdict = Literal["met", "partly", "not_met", "no_evidence", "ungraded"]
TargetKind = Literal["point", "part", "twist"]
Decision = Literal["Strong No Hire", "No Hire", "Hire", "Strong Hire", "not enough evidence"]


# --- the plan: what is asked is data -----------------------------------------------------------


@dataclass(frozen=True)
class Target:
    """What a probe can aim at: a rubric point, a part of a case, or a twist.

    It is superfluous once every one of `points` has evidence. A twist is asked even then.
    """

    kind: TargetKind
    id: str
    points: tuple[str, ...]


@dataclass(frozen=True)
class Limits:
    """How many probes of each kind one question may get."""

    point: int = 1
    part: int = 0
    twist: int = 0


@dataclass(frozen=True)
class PlannedQuestion:
    """A question with its probes in the order they would be tried: parts, points by weight, twists."""

    id: str
    rubric: str
    minutes: float
    targets: tuple[Target, ...]
    limits: Limits


@dataclass(frozen=True)
class PlannedStage:
    """A stage of the loop. `invites`: it closes with the candidate's own questions.

    Past its `minutes` no further question is asked; None: it takes the time it takes.
    """

    stage: str
    minutes: float | None
    questions: tuple[PlannedQuestion, ...]
    invites: bool = True


@dataclass(frozen=True)
class Focus:
    """Why a question comes up before others: a wish of the candidate, or a line of the job that she pasted.

    `points` of it are probed first. `reason` may repeat a few words of the pasted text; the text itself is not kept.
    """

    question: str
    reason: str
    points: tuple[str, ...] = ()


@dataclass(frozen=True)
class Plan:
    """A whole interview as data. `feedback` "each": a card after each answer; "stage": only in the debrief.

    `focus` holds those planned questions that were wished or aimed for, with the reasons.
    """

    mode: Mode
    stages: tuple[PlannedStage, ...]
    feedback: Literal["each", "stage"]
    hints: bool
    seed: int
    bank: str
    fingerprint: str
    focus: tuple[Focus, ...] = ()

    @property
    def questions(self) -> tuple[PlannedQuestion, ...]:
        """Every planned question, in the order it is asked."""
        return tuple(q for stage in self.stages for q in stage.questions)


# --- grading -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Exchange:
    """One thing the interviewer asked, in the words really shown, and what the candidate said to it."""

    asked: str
    said: str


@dataclass(frozen=True)
class Mark:
    """A verdict on one rubric point. `quote` is a verbatim part of the answer, or "" with "no_evidence"/"ungraded".

    unsaid: how sure the judge is that nothing was said to the point (0-1), None where a judge does not tell
    """

    point: str
    verdict: Verdict
    quote: str = ""
    reason: str = ""
    unsaid: float | None = None


@dataclass(frozen=True)
class Raised:
    """A red flag that was raised, with the words that raised it."""

    flag: str
    quote: str


@dataclass(frozen=True)
class Maker:
    """What made a judgement, so that it can be named and made again.

    judge "embedded", "local" or "model"; version of the judge's own code and calibration; model name ("" without one);
    prompts: fingerprint of the prompt files ("" without a model).
    """

    judge: str
    version: str
    model: str = ""
    prompts: str = ""


@dataclass(frozen=True)
class Judgement:
    """What a judge found in one answer. It never holds a model's own score.

    cap       the highest overall that the answer may reach (an off-topic answer, a word list), or None
    cap_reason  the same in the candidate's words ("This repeats the question."), or ""
    estimate  the judge's calibrated 1.0-5.0 reading of its own features (embedded judge), or None
    ungraded  why nothing could be graded ("language", "the model's reply did not fit the form"), or ""
    tokens    prompt and completion tokens spent, of them `replies` for completions; seconds: wall time
    """

    marks: tuple[Mark, ...]
    raised: tuple[Raised, ...]
    maker: Maker
    cap: int | None = None
    cap_reason: str = ""
    estimate: float | None = None
    ungraded: str = ""
    tokens: int = 0
    seconds: float = 0.0
    replies: int = 0


@dataclass(frozen=True)
class Level:
    """A dimension's level 1-5 for one answer, and how many of its points had evidence."""

    dimension: str
    level: int
    evidence: int
    points: int


@dataclass(frozen=True)
class Grade:
    """The grade of one attempt. `overall` is 1-5, or None with `ungraded` saying why; None is never counted as a number."""

    question: str
    rubric: str
    marks: tuple[Mark, ...]
    raised: tuple[Raised, ...]
    levels: tuple[Level, ...]
    overall: int | None
    maker: Maker
    cap_reason: str = ""
    ungraded: str = ""
    tokens: int = 0
    seconds: float = 0.0
    replies: int = 0


# --- feedback ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class HeardLine:
    """A line of the card's HEARD part: the candidate's words and the points they count for, by name."""

    quote: str
    met: tuple[str, ...] = ()
    partly: tuple[str, ...] = ()
    not_met: tuple[str, ...] = ()
    raised: tuple[str, ...] = ()


@dataclass(frozen=True)
class Missing:
    """A rubric point without evidence: `text` names it, `passage` is the id of the passage behind it."""

    point: str
    text: str
    source: str
    passage: str


@dataclass(frozen=True)
class PointMarked:
    """A point of the rubric with its mark. `text` names it; `met_when` says what meets it, "" where nothing is missing."""

    text: str
    weight: int
    core: bool
    met_when: str
    mark: Mark


@dataclass(frozen=True)
class Card:
    """The feedback on one attempt, by its hard rules: verified quotes, one thing to fix first.

    `fix_first` is one instruction of at most 30 words, or "" when nothing is missing. `why` names the point
    and the next grade up. `held_back` says why the overall is not shown unless asked for, or "".
    `every` holds all points that were marked, the heaviest first. `apart` says so where the overall and the points
    part ways, or "".
    """

    question: str
    title: str
    grade: Grade
    rating: int | None
    heard: tuple[HeardLine, ...]
    fix_first: str
    why: str
    why_source: str
    why_passage: str
    keep: str
    missing: tuple[Missing, ...]
    facts_to_add: tuple[str, ...]
    seconds: float
    minutes: float
    probes: int
    hints: int
    evidence: int
    points: int
    held_back: str = ""
    every: tuple[PointMarked, ...] = ()
    apart: str = ""


@dataclass(frozen=True)
class DimensionRow:
    """A row of the debrief's grid. `level` is a mean over `answers` graded answers, or None: not assessed.

    In `silent` of them the dimension was asked for and nothing was said on it; `evidence` points were spoken to.
    `next_step`: what to do to reach the next anchor. `note`: what the level leaves out.
    """

    dimension: str
    name: str
    core: bool
    level: float | None
    answers: int
    quotes: tuple[str, ...]
    next_step: str
    silent: int = 0
    evidence: int = 0
    note: str = ""


@dataclass(frozen=True)
class Drill:
    """A suggestion of what to practise next, what success looks like, and the passages that help."""

    question: str
    title: str
    criterion: str
    passages: tuple[str, ...]


@dataclass(frozen=True)
class StageDebrief:
    """What one stage showed. `mean` covers `graded` of `given` answers; None: nothing graded.

    `own_questions` are those the candidate asked herself; None where none were invited.
    `held_back` says why mean, verdict and `rating_gap` are not shown, or "" where they are.
    """

    stage: str
    verdict: Decision
    mean: float | None
    given: int
    graded: int
    rows: tuple[DimensionRow, ...]
    cards: tuple[Card, ...]
    not_assessed: tuple[str, ...]
    flip: str
    next_time: str
    drills: tuple[Drill, ...]
    minutes: float
    probes: int
    hints: int
    rating_gap: float | None
    tokens: int
    held_back: str = ""
    own_questions: int | None = None
