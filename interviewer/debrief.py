"""The debrief: what one stage showed and what it could not show. From the events alone. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from statistics import fmean

from interviewer.attempts import Attempt, attempts, minutes_spent
from interviewer.decision import decided
from interviewer.dimensions import rows_of
from interviewer.drills import DRILLS, drills_for, gaps_of
from interviewer.events import AnsweredBack, Aside, Graded, Invited, Session, Spent, StageOpened
from interviewer.results import card_of, question_of, results_of
from interviewer.types import StageDebrief
from knowledge.types import Bank


def loop_debrief(session: Session, bank: Bank) -> tuple[StageDebrief, ...]:
    """The debriefs of the stages that were opened, in order."""
    opened = dict.fromkeys(e.stage for e in session.events if isinstance(e, StageOpened))
    return tuple(stage_debrief(session, stage, bank) for stage in opened)


def stage_debrief(session: Session, stage: str, bank: Bank) -> StageDebrief:
    """What a stage showed. Of each question its latest answered attempt counts; the cards show them all.

    The verdict needs grades for half of the questions planned, and a stage that is closed.
    """
    tried = [a for a in attempts(session) if a.stage == stage]
    answers = _counted(tried)
    results = list(results_of(session, answers, bank))
    rows = rows_of(session, stage, results, bank)
    mean = fmean(r.overall for r in results) if results else None
    gaps = gaps_of(session, tried, results, bank)
    off = [a.rating - a.grade.overall for a in tried if a.rating and a.grade and a.grade.overall]
    cards = (card_of(session, a, bank) for a in tried)
    decision, flip = decided(
        session, stage, [r.overall for r in results], rows, planned=len(_planned(session, stage))
    )
    return StageDebrief(
        stage=stage,
        verdict=decision,
        mean=mean,
        given=len(answers),
        graded=len(results),
        rows=rows,
        cards=tuple(card for card in cards if card is not None),
        not_assessed=(*(r.name for r in rows if r.level is None), *_unanswered(session, stage, tried, bank)),
        flip=flip,
        next_time=next((g.fix for g in gaps if g.fix), ""),
        drills=tuple(drills_for(gaps[:DRILLS], bank)),
        minutes=minutes_spent(session, stage),
        probes=sum(len(a.probed) for a in tried),
        hints=sum(step for a in tried for _, step in a.hints),
        rating_gap=fmean(off) if off else None,
        tokens=_tokens(session, stage, {a.id for a in tried}),
        own_questions=_own_questions(session, stage),
    )


def _counted(tried: Sequence[Attempt]) -> list[Attempt]:
    return list({a.question: a for a in tried if a.exchanges}.values())


def _unanswered(session: Session, stage: str, tried: Sequence[Attempt], bank: Bank) -> Iterator[str]:
    """The planned questions without an answer, each with the reason."""
    asked = {a.question: "declined" if a.given_up else "no answer" for a in tried}
    answered = {a.question for a in tried if a.exchanges}
    for id in _planned(session, stage):
        if id not in answered:
            question = question_of(session, id, bank)
            yield f"{question.title if question else id} ({asked.get(id, 'not asked')})"


def _own_questions(session: Session, stage: str) -> int | None:
    """How many questions of her own the candidate asked at the end of a stage; None where none were invited."""
    invited = [i for i, e in enumerate(session.events) if isinstance(e, Invited) and e.stage == stage]
    if not invited:
        return None
    opened = next(
        (i for i, e in enumerate(session.events) if isinstance(e, StageOpened) and i > invited[0]), None
    )
    return sum(isinstance(e, AnsweredBack) for e in session.events[invited[0] : opened])


def _planned(session: Session, stage: str) -> list[str]:
    return [q.id for s in session.plan.stages if s.stage == stage for q in s.questions]


# --- tokens ------------------------------------------------------------------------------------


def _tokens(session: Session, stage: str, ids: set[int]) -> int:
    """Tokens of asking and judging; what wording a line has cost is told before the line is said."""
    total, waiting, now = 0, 0, ""
    for event in session.events:
        if isinstance(event, Graded):
            total += event.grade.tokens if event.attempt in ids else 0
        elif isinstance(event, Spent):
            waiting += event.prompt_tokens + event.completion_tokens
        elif not isinstance(event, Aside):
            now = event.stage if isinstance(event, StageOpened) else now
            total, waiting = total + (waiting if now == stage else 0), 0
    return total + (waiting if now == stage else 0)
