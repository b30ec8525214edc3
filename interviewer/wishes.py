"""The wishes about a card: what a candidate may wish of one that she has read, and what came of it. Pure.

Her answer said better, a mark challenged with an argument, a number that is withheld: each wish is an event, what
came of it another one.
"""

from __future__ import annotations

from dataclasses import dataclass

from interviewer.attempts import Attempt, attempts, seen
from interviewer.errors import Refused
from interviewer.events import Challenged, NumberWished, Rejudged, RewriteWished, Rewritten, Session

LONGEST_ARGUMENT = 1_000
"""Characters."""
REWRITES = 3
"""Rewrites of one answer that may be wished for, where none has come out yet."""

Wish = RewriteWished | Challenged | NumberWished


@dataclass(frozen=True)
class Challenge:
    """A challenged mark. `outcome` is None while it is looked at."""

    point: str
    argument: str
    outcome: Rejudged | None


@dataclass(frozen=True)
class Beside:
    """What came of a candidate's wishes about one attempt.

    rewriting  a rewrite is being made; `rewrite` is the latest one
    number     she wishes to see the overall even where it is withheld
    """

    rewriting: bool = False
    rewrite: Rewritten | None = None
    challenges: tuple[Challenge, ...] = ()
    number: bool = False


def beside(session: Session, attempt: int) -> Beside:
    """The wishes about an attempt, and what came of them."""
    rewriting, rewrite, number = False, None, False
    challenges: dict[str, Challenge] = {}
    for event in session.events:
        match event:
            case RewriteWished(attempt=about) if about == attempt:
                rewriting = True
            case Rewritten(attempt=about) if about == attempt:
                rewriting, rewrite = False, event
            case Challenged(attempt=about, point=point, argument=argument) if about == attempt:
                challenges[point] = Challenge(point, argument, None)
            case Rejudged(attempt=about, point=point) if about == attempt and point in challenges:
                challenges[point] = Challenge(point, challenges[point].argument, event)
            case NumberWished(attempt=about) if about == attempt:
                number = True
    return Beside(rewriting, rewrite, tuple(challenges.values()), number)


def due(session: Session) -> tuple[RewriteWished | Challenged, ...]:
    """The wishes that nothing has come of yet, oldest first."""
    waiting: dict[tuple[int, str], RewriteWished | Challenged] = {}
    for event in session.events:
        match event:
            case RewriteWished(attempt=attempt):
                waiting[attempt, ""] = event
            case Challenged(attempt=attempt, point=point):
                waiting[attempt, point] = event
            case Rewritten(attempt=attempt):
                waiting.pop((attempt, ""), None)
            case Rejudged(attempt=attempt, point=point):
                waiting.pop((attempt, point), None)
    return tuple(waiting.values())


def fits(session: Session, wish: Wish) -> bool:
    """Whether a wish changes anything; Refused where it cannot be granted."""
    tried = next((a for a in attempts(session) if a.id == wish.attempt), None)
    if tried is None or tried.grade is None or tried.id not in seen(session, [tried]):
        raise Refused("This comes after the card of that answer, or after the debrief.")
    now = beside(session, wish.attempt)
    match wish:
        case NumberWished():
            return not now.number
        case RewriteWished():
            wished = sum(isinstance(e, RewriteWished) and e.attempt == wish.attempt for e in session.events)
            return not now.rewriting and not (now.rewrite and now.rewrite.text) and wished < REWRITES
        case Challenged(point=point, argument=argument):
            _check(tried, point, argument)
            before = next((c for c in now.challenges if c.point == point), None)
            if before is not None and (before.outcome is None or before.outcome.mark.verdict != "ungraded"):
                raise Refused("This mark has its second look already; every mark gets one.")
            return True


def _check(tried: Attempt, point: str, argument: str) -> None:
    marks = {m.point: m.verdict for m in tried.grade.marks} if tried.grade else {}
    if marks.get(point, "ungraded") == "ungraded":
        raise Refused("Choose the point whose mark you want to challenge.")
    if not argument.strip():
        raise Refused("Say why the mark is wrong; the best argument is the place in your answer.")
    if len(argument) > LONGEST_ARGUMENT:
        raise Refused(f"That is {len(argument):,} characters; please keep it under {LONGEST_ARGUMENT:,}.")
