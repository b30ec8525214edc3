"""What happened in an interview, in the past tense; a session is nothing but a tuple of these.

`at` is seconds since the epoch. An event's place in the session (`seq`, from 0) is its name: an attempt is
known by the seq of its `Asked`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from interviewer.types import Grade, Maker, Mark, Plan, TargetKind

Intent = Literal[
    "answer", "empty", "decline", "skip", "repeat", "rephrase", "clarify", "hint", "pause", "stop",
    "example", "courtesy", "ask_away", "who", "standing", "course", "off_topic", "abusive", "injecting",
    "question", "no_questions",
]  # fmt: skip
"""What a message of the candidate is. The last two occur only while the candidate's own questions are invited.

courtesy  a greeting, thanks, "ok"          ask_away  whether she may ask something      who  whom she is talking to
standing  how she is doing                  course    how long, how many, in which order
stop      that the interview should end: she is asked once whether it should (`stopping`), and then it does
"""

HowExplained = Literal[
    "repeat", "rephrase", "clarify", "pause", "courtesy", "ask_away", "who", "standing", "course", "stopping",
    "example_later", "no_hints", "no_more_hints",
]  # fmt: skip


@dataclass(frozen=True)
class Started:
    """The session began, by this plan."""

    at: float
    plan: Plan
    kind: Literal["started"] = "started"


@dataclass(frozen=True)
class StageOpened:
    """The interviewer said who, how long and what comes."""

    at: float
    stage: str
    line: str
    kind: Literal["stage_opened"] = "stage_opened"


@dataclass(frozen=True)
class Asked:
    """A planned question was asked; `retry_of` is the attempt that the candidate wished to try again."""

    at: float
    question: str
    line: str
    retry_of: int | None = None
    kind: Literal["asked"] = "asked"


@dataclass(frozen=True)
class Probed:
    """A follow-up was asked, aimed at `target`."""

    at: float
    question: str
    target: str
    target_kind: TargetKind
    line: str
    kind: Literal["probed"] = "probed"


@dataclass(frozen=True)
class Answered:
    """The candidate said something: written before anybody, human or model, has read it."""

    at: float
    text: str
    kind: Literal["answered"] = "answered"


@dataclass(frozen=True)
class Heard:
    """What the interviewer made of the message before: its intent, and the points it is evidence for (for probing only)."""

    at: float
    intent: Intent
    evidence: tuple[str, ...] = ()
    kind: Literal["heard"] = "heard"


@dataclass(frozen=True)
class Explained:
    """The interviewer repeated, rephrased or clarified the question, or replied to a word beside it; it stays open."""

    at: float
    how: HowExplained
    line: str
    kind: Literal["explained"] = "explained"


@dataclass(frozen=True)
class Hinted:
    """A hint was given: `step` 1 the area, 2 the concept, 3 the first step."""

    at: float
    question: str
    point: str
    step: int
    line: str
    kind: Literal["hinted"] = "hinted"


@dataclass(frozen=True)
class Redirected:
    """The interviewer led back to the question, neutrally."""

    at: float
    reason: Intent
    line: str
    kind: Literal["redirected"] = "redirected"


@dataclass(frozen=True)
class Invited:
    """The candidate was asked for questions of her own."""

    at: float
    stage: str
    line: str
    kind: Literal["invited"] = "invited"


@dataclass(frozen=True)
class AnsweredBack:
    """The interviewer answered a question of the candidate from `passage`, or said "I don't know" (passage "")."""

    at: float
    line: str
    passage: str
    kind: Literal["answered_back"] = "answered_back"


@dataclass(frozen=True)
class StageClosed:
    """The stage ended: all was asked, its time was used up, or the candidate wished to stop."""

    at: float
    stage: str
    reason: Literal["done", "time", "stopped"]
    line: str
    kind: Literal["stage_closed"] = "stage_closed"


@dataclass(frozen=True)
class Finished:
    """The interview ended."""

    at: float
    line: str
    kind: Literal["finished"] = "finished"


@dataclass(frozen=True)
class MovedOn:
    """The candidate has read the card or the debrief and wants to go on."""

    at: float
    kind: Literal["moved_on"] = "moved_on"


@dataclass(frozen=True)
class Retried:
    """The candidate wants to answer the question of `attempt` again."""

    at: float
    attempt: int
    kind: Literal["retried"] = "retried"


@dataclass(frozen=True)
class Stopped:
    """The candidate pressed "end the interview"."""

    at: float
    kind: Literal["stopped"] = "stopped"


@dataclass(frozen=True)
class Rated:
    """The candidate rated her own answer, 1-5, before seeing the grade; None: she chose to see it without."""

    at: float
    attempt: int
    rating: int | None
    kind: Literal["rated"] = "rated"


@dataclass(frozen=True)
class ExampleShown:
    """The exemplar was shown, after an own attempt."""

    at: float
    attempt: int
    kind: Literal["example_shown"] = "example_shown"


@dataclass(frozen=True)
class Graded:
    """An attempt was graded. `grade.overall` may be None: not graded, with the reason."""

    at: float
    attempt: int
    grade: Grade
    kind: Literal["graded"] = "graded"


@dataclass(frozen=True)
class RegradeWished:
    """The candidate asked for a new judgement of an attempt that could not be graded; `judge` "" is the one in use."""

    at: float
    attempt: int
    judge: Literal["", "embedded"] = ""
    kind: Literal["regrade_wished"] = "regrade_wished"


@dataclass(frozen=True)
class Stumbled:
    """The interview goes on without something, such as a model that failed; `line` is the one calm sentence that was shown."""

    at: float
    line: str
    kind: Literal["stumbled"] = "stumbled"


@dataclass(frozen=True)
class Spent:
    """Tokens were spent on asking: prompt and completion, as counted here or reported by the endpoint of `model`."""

    at: float
    prompt_tokens: int
    completion_tokens: int
    kind: Literal["spent"] = "spent"
    model: str = ""


@dataclass(frozen=True)
class RewriteWished:
    """The candidate wants her answer said better, with her own facts only."""

    at: float
    attempt: int
    kind: Literal["rewrite_wished"] = "rewrite_wished"


@dataclass(frozen=True)
class Rewritten:
    """An answer was rewritten; `text` "" means that there is no rewrite, and `why` says so."""

    at: float
    attempt: int
    text: str
    why: str
    maker: Maker
    kind: Literal["rewritten"] = "rewritten"


@dataclass(frozen=True)
class Challenged:
    """The candidate challenged the mark of a point, with an argument."""

    at: float
    attempt: int
    point: str
    argument: str
    kind: Literal["challenged"] = "challenged"


@dataclass(frozen=True)
class Rejudged:
    """A challenged point was judged again. `mark` stands beside the first one and never replaces it; `note` says how."""

    at: float
    attempt: int
    point: str
    mark: Mark
    note: str
    maker: Maker
    kind: Literal["rejudged"] = "rejudged"


@dataclass(frozen=True)
class NumberWished:
    """The candidate wants to see an overall that is withheld, because its grader is not to be relied on."""

    at: float
    attempt: int
    kind: Literal["number_wished"] = "number_wished"


Turn = (
    Started | StageOpened | Asked | Probed | Answered | Heard | Explained | Hinted | Redirected | Invited
    | AnsweredBack | StageClosed | Finished | MovedOn | Retried | Stopped
)  # fmt: skip
"""Events of the conversation itself."""

Aside = (
    Rated | ExampleShown | Graded | RegradeWished | Stumbled | Spent
    | RewriteWished | Rewritten | Challenged | Rejudged | NumberWished
)  # fmt: skip
"""Events that happen beside the conversation and do not change whose turn it is."""

Event = Turn | Aside

event_adapter: TypeAdapter[Event] = TypeAdapter(Annotated[Event, Field(discriminator="kind")])
"""Reads and writes an event as JSON; raises pydantic.ValidationError for anything else."""


@dataclass(frozen=True)
class Session:
    """An interview: its opaque id and all that happened, in order. `events[0]` is `Started`."""

    id: str
    events: tuple[Event, ...]

    @property
    def plan(self) -> Plan:
        """The plan that it follows."""
        match self.events[0]:
            case Started(plan=plan):
                return plan
            case other:
                raise ValueError(f"a session begins with Started, not {other!r}")

    @property
    def told(self) -> frozenset[str]:
        """The calm sentences that were shown already: each is said once an interview."""
        return frozenset(e.line for e in self.events if isinstance(e, Stumbled))

    def with_event(self, event: Event) -> Session:
        """The session one event later."""
        return Session(self.id, (*self.events, event))
