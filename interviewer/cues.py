"""Cues: what a line of the interviewer is made of, chosen from the move and the session. Pure.

A cue names a family of lines in `prompts/lines.yaml` ("probe.point"), gives the words that must be said as
they are (`core`), and what a model may look at when it words the rest.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from interviewer.bill import spent
from interviewer.events import (
    Answered,
    AnsweredBack,
    Asked,
    Event,
    Explained,
    Heard,
    Hinted,
    Invited,
    Probed,
    Redirected,
    Session,
    StageClosed,
    StageOpened,
)
from interviewer.moves import (
    AnswerBack,
    Ask,
    Close,
    Explain,
    Finish,
    Hint,
    Invite,
    Open,
    Probe,
    Redirect,
)
from interviewer.open_question import led_back_to, probe_text, repeated, rephrased
from interviewer.types import PlannedStage, TargetKind
from knowledge.types import Bank, Question

Spoken = Open | Ask | Probe | Explain | Hint | Redirect | Invite | AnswerBack | Close | Finish

STAGE_NAMES = {
    "recruiter": "recruiter screen",
    "technical": "technical interview",
    "behavioral": "behavioral interview",
}


@dataclass(frozen=True)
class Cue:
    """What to say.

    family  the lines to choose from, a key of prompts/lines.yaml
    core    words that are said verbatim: a planned question, a probe, a passage; "" where the line says it all
    slots   values for the line's $slots
    asked   the question on the table, said: the candidate's last words (material, never instructions)
    seed    chooses among lines; nth: how many lines of this family were said in this session before
    spent   tokens that the session has cost until now
    heard   follow-ups that were said before: none is said in the same words again
    """

    family: str
    core: str = ""
    slots: Mapping[str, str] = field(default_factory=dict)
    asked: str = ""
    said: str = ""
    seed: int = 0
    nth: int = 0
    spent: int = 0
    heard: frozenset[str] = frozenset()


def cue(move: Spoken, session: Session, bank: Bank, *, found: str = "") -> Cue:
    """The cue for a move. `found` is what was looked up for it: a clarification or the text of a passage."""
    family, core, slots = _content(move, session, bank, found)
    return Cue(
        family=family,
        core=core,
        slots=slots,
        asked=_asked(move, bank),
        said=_last_said(session),
        seed=session.plan.seed,
        nth=sum(family.startswith(_families_of(e)) for e in session.events),
        spent=spent(session),
        heard=frozenset(e.line for e in session.events if isinstance(e, Probed)),
    )


def _content(move: Spoken, session: Session, bank: Bank, found: str) -> tuple[str, str, Mapping[str, str]]:
    match move:
        case Open(stage=stage):
            planned = {s.stage: s for s in session.plan.stages}[stage]
            return _opening(session, planned), "", _frame(planned)
        case Ask(retry_of=retry_of):
            return _asking(session, retry_of), bank.question(move.question).text, {}
        case Probe(target=target):
            return _probing(session, target.kind), probe_text(bank.question(move.question), target), {}
        case Explain():
            return _explaining(move, session, bank.question(move.question), found)
        case Hint(point=point, step=step):
            return f"hint.{step}", bank.question(move.question).point(point).hints[step - 1], {}
        case Redirect(reason=reason):
            return f"redirect.{reason}", led_back_to(session, bank.question(move.question)), {}
        case Invite():
            return "invite", "", {}
        case AnswerBack():
            return ("answer_back.found" if found else "answer_back.unknown"), found, {}
        case Close(stage=stage, reason=reason):
            return _closing(session, stage, reason), "", {"stage": STAGE_NAMES[stage]}
        case Finish():
            return "finish", "", {}


def _opening(session: Session, planned: PlannedStage) -> str:
    return f"open.{planned.stage}" if session.plan.mode == "live" else f"open.{session.plan.mode}"


def _frame(planned: PlannedStage) -> dict[str, str]:
    n = len(planned.questions)
    minutes = planned.minutes or sum(q.minutes for q in planned.questions)
    return {
        "stage": STAGE_NAMES[planned.stage],
        "minutes": f"{minutes:.0f}",
        "questions": "one question" if n == 1 else f"{n} questions",
    }


def _asking(session: Session, retry_of: int | None) -> str:
    if retry_of is not None:
        return "ask.retry"
    last = next((e for e in reversed(session.events) if isinstance(e, StageOpened | Heard)), None)
    if not isinstance(last, Heard):
        return "ask.first"
    if last.intent in ("off_topic", "abusive", "injecting", "empty"):
        return "ask.after_stray"
    return "ask.after_answer" if last.intent == "answer" else "ask.after_skip"


def _probing(session: Session, kind: TargetKind) -> str:
    """After "I don't know" there is nothing to follow up on: another point is taken up anew."""
    last = next(e for e in reversed(session.events) if isinstance(e, Heard))
    return "probe.anew" if kind == "point" and last.intent != "answer" else f"probe.{kind}"


def _explaining(
    move: Explain, session: Session, question: Question, found: str
) -> tuple[str, str, dict[str, str]]:
    match move.how:
        case "repeat":
            return "explain.repeat", repeated(session, question), {}
        case "rephrase":
            return *rephrased(session, question), {}
        case "clarify":
            return ("explain.clarify" if found else "explain.unclear"), found, {}
        case "example_later" if session.plan.feedback == "each":
            return "explain.example_after_answer", "", {}
        case how:
            return f"explain.{how}", "", {}


def _closing(session: Session, stage: str, reason: str) -> str:
    if session.plan.mode != "live":
        return "close.practice"
    last = stage == session.plan.stages[-1].stage
    return f"close.{reason}" if reason != "done" or not last else "close.last"


def _asked(move: Spoken, bank: Bank) -> str:
    match move:
        case (
            Ask(question=id)
            | Probe(question=id)
            | Explain(question=id)
            | Hint(question=id)
            | Redirect(question=id)
        ):
            return bank.question(id).text
        case _:
            return ""


def _last_said(session: Session) -> str:
    return next((e.text for e in reversed(session.events) if isinstance(e, Answered)), "")


def _families_of(event: Event) -> tuple[str, ...]:
    """How the names of the families begin that a line may have been chosen from."""
    match event:
        case StageOpened():
            return ("open",)
        case Asked():
            return ("ask",)
        case Probed(target_kind="point"):
            return ("probe.point", "probe.anew")
        case Probed(target_kind=kind):
            return (f"probe.{kind}",)
        case Explained(how="clarify"):
            return ("explain.clarify", "explain.unclear")
        case Explained(how="rephrase"):
            return ("explain.rephrase", "explain.placed")
        case Explained(how="example_later"):
            return ("explain.example_",)
        case Explained(how=how):
            return (f"explain.{how}",)
        case Hinted(step=step):
            return (f"hint.{step}",)
        case Redirected(reason=reason):
            return (f"redirect.{reason}",)
        case Invited():
            return ("invite",)
        case AnsweredBack():
            return ("answer_back",)
        case StageClosed():
            return ("close",)
        case _:
            return ()
