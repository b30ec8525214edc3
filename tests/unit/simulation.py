"""A whole interview without any part but the rules: moves become events, a script is the candidate."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from hypothesis import strategies as st

from interviewer.events import (
    Answered,
    AnsweredBack,
    Asked,
    Event,
    Explained,
    Finished,
    Heard,
    Hinted,
    Intent,
    Invited,
    MovedOn,
    Probed,
    Redirected,
    Session,
    StageClosed,
    StageOpened,
    Started,
)
from interviewer.machine import next_move
from interviewer.moves import (
    AnswerBack,
    Ask,
    Close,
    Explain,
    Finish,
    Hear,
    Hint,
    Invite,
    Listen,
    Move,
    Open,
    Probe,
    Redirect,
    Rest,
)
from interviewer.types import Limits, Plan, PlannedQuestion, PlannedStage, Target

Said = tuple[Intent, tuple[str, ...]]
"""What a message of the candidate turns out to be: its intent, and the points it is evidence for."""

INTENTS: tuple[Intent, ...] = (
    "answer", "empty", "decline", "skip", "repeat", "rephrase", "clarify", "hint", "pause", "stop",
    "example", "courtesy", "ask_away", "who", "standing", "course", "off_topic", "abusive", "injecting",
    "question", "no_questions",
)  # fmt: skip
LONGEST = 3000


def question(id: str, points: int = 3, limits: Limits = Limits(1)) -> PlannedQuestion:  # noqa: B008  # a value
    """A planned question with points p0, p1, ... and, where its limits allow any, a part and a twist."""
    part = (Target("part", "part", ("p0", "p1")),)
    targets = tuple(Target("point", f"p{i}", (f"p{i}",)) for i in range(points))
    return PlannedQuestion(id, f"{id}@1", 5, (*part, *targets, Target("twist", "twist", ())), limits)


def plan(*stages: PlannedStage, mode: str = "live") -> Plan:
    """A plan of these stages."""
    feedback = "stage" if mode == "live" else "each"
    return Plan(mode, stages, feedback, mode != "live", 1, "bank", "fingerprint")  # type: ignore[arg-type]


limits = st.builds(Limits, point=st.integers(0, 3), part=st.integers(0, 2), twist=st.integers(0, 1))


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """Plans of one to three stages in both modes."""
    mode = draw(st.sampled_from(["live", "practice", "drill"]))
    names = ["recruiter", "technical", "behavioral"][: draw(st.integers(1, 3))]
    stages = [
        PlannedStage(
            name,
            draw(st.none() | st.floats(0.5, 60)),
            tuple(question(f"{name}{i}", 3, draw(limits)) for i in range(draw(st.integers(1, 4)))),
            invites=draw(st.booleans()),
        )
        for name in names
    ]
    return plan(*stages, mode=mode)


points = st.lists(st.sampled_from(["p0", "p1", "p2"]), unique=True).map(tuple)
scripts = st.lists(st.tuples(st.sampled_from(INTENTS), points), max_size=40)


def held(plan: Plan, script: Iterable[Said], *, seconds: float = 20.0) -> Session:
    """The whole interview: the script's messages, then plain answers until it ends, `seconds` an event."""
    session = Session("s", (Started(0.0, plan),))
    said = _endless(script)
    while not isinstance(move := next_move(session), Rest):
        if len(session.events) > LONGEST:
            raise AssertionError("the interview does not end")
        session = session.with_event(_performed(move, session, said, seconds * len(session.events)))
    return session


def _endless(script: Iterable[Said]) -> Iterator[Said]:
    yield from script
    while True:
        yield "answer", ()


def _performed(move: Move, session: Session, said: Iterator[Said], at: float) -> Event:
    match move:
        case Open(stage=stage):
            return StageOpened(at, stage, "line")
        case Ask(question=id, retry_of=retry_of):
            return Asked(at, id, "line", retry_of)
        case Probe(question=id, target=target):
            return Probed(at, id, target.id, target.kind, "line")
        case Listen(awaits="next"):
            return MovedOn(at)
        case Listen():
            return Answered(at, "text")
        case Hear():
            return Heard(at, *next(said))
        case Explain(how=how):
            return Explained(at, how, "line")
        case Hint(question=id, point=point, step=step):
            return Hinted(at, id, point, step, "line")
        case Redirect(reason=reason):
            return Redirected(at, reason, "line")
        case Invite(stage=stage):
            return Invited(at, stage, "line")
        case AnswerBack():
            return AnsweredBack(at, "line", "")
        case Close(stage=stage, reason=reason):
            return StageClosed(at, stage, reason, "line")
        case Finish():
            return Finished(at, "line")
        case Rest():
            raise AssertionError("nothing to perform")
