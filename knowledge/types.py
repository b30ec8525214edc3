"""The nouns of the knowledge room: what a guide says, what is asked, and what a strong answer contains.

Everything here is a frozen value. `guide.py` makes a `Guide` from text, `bank.py` makes a `Bank` from a
guide's folder, `index.py` makes `Passage`s searchable.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Annotated, Literal

from pydantic import Strict

Whole = Annotated[int, Strict()]
Number = Annotated[float, Strict()]
Flag = Annotated[bool, Strict()]
"""As they stand in a file: "3" in quotes is a text and `true` is no 1, so neither is taken for a number."""

StageId = Literal["recruiter", "technical", "behavioral"]
Kind = Literal["case", "short", "story", "screen"]
PassageKind = Literal["stage", "section", "question", "point", "tip", "faq"]

STAGES: tuple[StageId, ...] = ("recruiter", "technical", "behavioral")


# --- what a guide says -------------------------------------------------------------------------


@dataclass(frozen=True)
class Passage:
    """A piece of text that can be found and cited.

    `id` is unique in a bank ("guide 3.2.1", "point 3.2.1/metric"); `source` is what a citation shows
    ("guide 3.2.1"); `start` and `end` are character offsets into the guide's text, or None for text
    that the project authored. For a guide's passage, `guide.text[start:end]` is `text`.
    """

    id: str
    kind: PassageKind
    section: str
    title: str
    text: str
    source: str
    stage: str = ""
    topic: str = ""
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True)
class Section:
    """A numbered heading of the guide ("3.2", "Model Evaluation & Selection") and the text under it."""

    number: str
    title: str
    text: str
    line: int
    start: int
    end: int


@dataclass(frozen=True)
class Stage:
    """One step of the interview loop, as the guide describes it ("2.2", "Recruiter Screen")."""

    number: str
    name: str
    text: str


@dataclass(frozen=True)
class GuideQuestion:
    """A sample question of the guide, with its advice and, for stories, its one-line example."""

    number: str
    topic: str
    text: str
    advice: str
    example: str | None = None


@dataclass(frozen=True)
class Tip:
    """A preparation tip. `number` is "4.2.3", or "4.1/2" for the second unnumbered tip of 4.1."""

    number: str
    title: str
    text: str


@dataclass(frozen=True)
class Faq:
    """A frequently asked question about the process, and its answer."""

    number: str
    question: str
    answer: str


@dataclass(frozen=True)
class Guide:
    """A whole guide, in reading order. `sha256` is over the text it was read from."""

    title: str
    text: str
    sha256: str
    sections: tuple[Section, ...]
    stages: tuple[Stage, ...]
    questions: tuple[GuideQuestion, ...]
    tips: tuple[Tip, ...]
    faqs: tuple[Faq, ...]
    passages: tuple[Passage, ...]


# --- what is asked, and what a strong answer contains ------------------------------------------


@dataclass(frozen=True)
class Dimension:
    """What a stage assesses, with behavioral anchors: `anchors[1]`, `anchors[3]`, `anchors[5]`.

    `note` is said beside its level: what it leaves out, or "". `steps[3]` and `steps[5]` say what to do to reach that
    anchor; {} where nobody wrote them.
    """

    id: str
    stage: StageId
    name: str
    anchors: dict[Whole, str]
    core: Flag = False
    note: str = ""
    steps: dict[Whole, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Point:
    """One thing that a strong answer contains: one construct, decidable from the answer alone.

    text      what is missing when it is missing, as the card says it ("a metric that fits rare events")
    met_when  one sentence that decides it ("Names PR-AUC, recall at a precision or cost, and says why not accuracy.")
    aliases   short phrases that often carry it ("precision-recall", "PR-AUC")
    said      sentences that a candidate could say and that meet it
    missed    sentences that address it and are wrong or too thin to meet it
    weight    1 (useful), 2 (expected) or 3 (a strong answer stands on it); core points carry the verdict
    probe     a neutral question that asks for it without giving it away
    hints     three steps, each giving more: the area, the concept, the first step
    fix       what to do about it, as an instruction of at most 30 words that starts with a verb
    source    the guide passage behind it ("guide 3.2.1")
    """

    id: str
    text: str
    met_when: str
    aliases: tuple[str, ...]
    said: tuple[str, ...]
    missed: tuple[str, ...]
    dimension: str
    weight: Whole
    core: Flag
    probe: str
    hints: tuple[str, str, str]
    fix: str
    source: str


@dataclass(frozen=True)
class RedFlag:
    """A wrong or unsafe claim. `penalty` is taken from the answer's overall grade, in grades (0.5 to 2)."""

    id: str
    text: str
    said: tuple[str, ...]
    penalty: Number
    dimension: str
    source: str


@dataclass(frozen=True)
class Clarification:
    """A question that a candidate may ask back, and what may be said to it without giving the answer."""

    asks: str
    says: str


@dataclass(frozen=True)
class Part:
    """A part of a case: the next thing to cover. Superfluous once all of its `points` have evidence."""

    id: str
    text: str
    points: tuple[str, ...]


@dataclass(frozen=True)
class Twist:
    """A turn of a case that raises the stakes. Its answer counts for `points`."""

    id: str
    text: str
    points: tuple[str, ...]


@dataclass(frozen=True)
class Exemplar:
    """An answer written by us at a known grade (1-5) with its true marks.

    The best one is shown to a candidate after an own attempt, labelled as an example; all of them teach
    the embedded judge. `met`, `partly` and `red_flags` hold ids of the question's points and red flags.
    """

    grade: Whole
    text: str
    met: tuple[str, ...] = ()
    partly: tuple[str, ...] = ()
    red_flags: tuple[str, ...] = ()


@dataclass(frozen=True)
class Question:
    """A question of the bank, with its whole rubric."""

    id: str
    version: Whole
    stage: StageId
    topic: str
    kind: Kind
    title: str
    text: str
    rephrased: str
    minutes: Number
    provenance: str
    points: tuple[Point, ...]
    red_flags: tuple[RedFlag, ...]
    clarifications: tuple[Clarification, ...]
    exemplars: tuple[Exemplar, ...]
    parts: tuple[Part, ...] = ()
    twists: tuple[Twist, ...] = ()

    @property
    def rubric(self) -> str:
        """The rubric's name with its version, as grades record it: "3.2.1@1"."""
        return f"{self.id}@{self.version}"

    def point(self, id: str) -> Point:
        """The point with that id. Raises KeyError."""
        return {p.id: p for p in self.points}[id]

    @property
    def best_exemplar(self) -> Exemplar:
        """The exemplar at the top anchor."""
        return max(self.exemplars, key=lambda e: e.grade)


@dataclass(frozen=True)
class Topic:
    """A topic that questions are grouped and practised by. `section` is the guide's ("3.2")."""

    id: str
    stage: StageId
    name: str
    section: str


@dataclass(frozen=True)
class Bank:
    """A guide with the questions, rubrics, dimensions and topics written for it; validated, immutable.

    `role` is whom it prepares ("ML engineer at a fintech startup"). `fingerprint` is the sha256 over every file
    it was read from: it names the content in grades and caches.
    """

    id: str
    role: str
    guide: Guide
    topics: tuple[Topic, ...]
    dimensions: tuple[Dimension, ...]
    questions: tuple[Question, ...]
    fingerprint: str

    @cached_property
    def _by_id(self) -> dict[str, Question]:
        return {q.id: q for q in self.questions}

    def question(self, id: str) -> Question:
        """The question with that id. Raises KeyError."""
        return self._by_id[id]

    def of(self, stage: str, topic: str | None = None) -> tuple[Question, ...]:
        """The questions of a stage, in the bank's order; of one topic only where one is given."""
        return tuple(q for q in self.questions if q.stage == stage and topic in (None, q.topic))

    def dimensions_of(self, stage: str) -> tuple[Dimension, ...]:
        """The dimensions that a stage assesses, in the order they are shown."""
        return tuple(d for d in self.dimensions if d.stage == stage)

    def topic(self, id: str) -> Topic:
        """The topic with that id. Raises KeyError."""
        return {t.id: t for t in self.topics}[id]
