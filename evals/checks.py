"""The checks that every transcript must pass: each `(session, bank) -> violations`, pure, proved by planted ones."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from evals import budget_checks, course_checks, line_checks, word_checks
from evals.repertoire import may_be_heard_as, remarks
from evals.transcript import Violation, replies
from interviewer.events import Session
from knowledge.types import Bank

Check = Callable[[Session, Bank], list[Violation]]

PLAINLY_AN_ANSWER = 3
"""An exemplar from this grade on must be heard as an answer."""


def misheard(session: Session, bank: Bank) -> list[Violation]:
    """What a scripted candidate means is what the interviewer hears."""
    return [
        Violation("misheard", r.seq, f"{meant}: {r.said.text[:90]!r} was heard as {r.heard.intent!r}")
        for r in replies(session)
        if r.heard and (meant := _meant(r.said.text, r.question, bank))
        if r.heard.intent not in may_be_heard_as(meant)
    ]


def _meant(text: str, question: str, bank: Bank) -> str:
    """What a text of ours is meant as, or "" for any other."""
    kinds = [kind for kind, said in remarks().by_kind.items() if text in said]
    exemplars = bank.question(question).exemplars if question else ()
    plain = [e.text for e in exemplars if e.grade >= PLAINLY_AN_ANSWER]
    return kinds[0] if kinds else "answer" if text in (*plain, *remarks().foreign) else ""


CHECKS: Mapping[str, Check] = {
    "dead end": course_checks.dead_ends,
    "repeated question": course_checks.repeated_questions,
    "ignored decline": course_checks.ignored_declines,
    "wrong order": course_checks.wrong_order,
    "unanswered question": course_checks.unanswered_questions,
    "overrun budget": budget_checks.overrun_budgets,
    "lost event": budget_checks.lost_events,
    "over-long line": line_checks.long_lines,
    "double question": line_checks.double_questions,
    "praise or verdict": word_checks.praise,
    "leak": word_checks.leaks,
    "misconduct": word_checks.misconduct,
    "same line twice": line_checks.repeated_lines,
    "manners": line_checks.manners,
    "misheard": misheard,
}


def violations(session: Session, bank: Bank) -> list[Violation]:
    """Everything that is wrong with a transcript."""
    return [violation for check in CHECKS.values() for violation in check(session, bank)]
