"""Checks of the interviewer's choice of words: no praise, no verdict, nothing that gives the answer away. Pure.

`praise` and `leaks` are written apart from the rules that guard the voice (`interviewer/conduct.py`), or a guard
with a hole would be proved by itself; `misconduct` asks those rules whether all of them were kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from evals.transcript import Line, Violation, lines
from interviewer import conduct
from interviewer.events import Answered, AnsweredBack, Explained, Hinted, Session
from interviewer.voice import ACKNOWLEDGEMENT_WORDS
from knowledge.types import Bank, Question

SHARED_WORDS = 6
"""So many words in a row, shared with a rubric and with nothing that may be said, are a leak."""
MAY_BE_QUOTED = frozenset({"faq", "stage", "section", "tip"})
"""Kinds of passages that may answer a candidate's own question: never a question's, whose text holds its advice."""

PRAISE = re.compile(
    r"""\b(?: (?:great|good|excellent|perfect|fantastic|brilliant|impressive|wonderful|amazing|awesome|strong|solid|nice|
               insightful|outstanding|superb|thorough|wrong|bad|weak|poor|incorrect|right|correct|clever|smart)
               \s+ (?:answer|point|job|work|example|response|thinking|start|one|stuff|choice|idea|observation|approach|explanation)
      | (?:well|nicely)\s+(?:done|said|put|explained|answered) | good\s+for\s+you | spot[ -]on | nailed | exactly\s+right
      | (?:that|this|it|you)(?:'s|\s+is|\s+was|'re|\s+are|\s+were)\s+(?:absolutely\s+|quite\s+|not\s+|very\s+|really\s+|so\s+)?
        (?:right|wrong|correct|incorrect|great|excellent|perfect|impressive|brilliant|fantastic|insightful|mistaken|false)
      | i\s+(?:really\s+)?(?:like|love|liked|loved|am\s+impressed|was\s+impressed) | i(?:'m|\s+am)\s+impressed
      | (?:impressive|excellent|fantastic|brilliant|perfect|wow|bravo|congratulations|kudos|exactly|correct|incorrect)\s*[!.,]
      | you\s+(?:clearly|obviously)\s+know | (?:score|grade|rating)\s+of\s+\d | you\s+missed | you\s+forgot )""",
    re.IGNORECASE | re.VERBOSE,
)


def praise(session: Session, bank: Bank) -> list[Violation]:
    """No praise and no verdict."""
    return [
        Violation("praise or verdict", line.seq, f"{match.group()!r} in {line.text[:120]!r}")
        for line in lines(session)
        if (match := PRAISE.search(_own_words(line, bank)))
    ]


def misconduct(session: Session, bank: Bank) -> list[Violation]:
    """Every rule that guards the voice was kept by what it said after all."""
    return [
        Violation("misconduct", line.seq, f"{fault}: {line.text[:120]!r}")
        for line in lines(session)
        for fault in _faults(line, session, bank)
    ]


def leaks(session: Session, bank: Bank) -> list[Violation]:
    """No words of a rubric's points, fixes, hints or exemplars, unless they may be said or the candidate said them."""
    found: list[Violation] = []
    for line in lines(session):
        if isinstance(line.event, AnsweredBack) and line.event.passage:
            found += _wrong_passage(line, line.event.passage, bank)
        elif line.question:
            known = _shingles(*_said_before(line, session), *_sayable(line, bank), n=SHARED_WORDS - 1)
            both = _shingles(line.text) & _shingles(*_secret(bank.question(line.question)))
            # a run may begin a word before the question it repeats: "The question was: What went wrong ..."
            if shared := {run for run in both if not _shingles(run, n=SHARED_WORDS - 1) & known}:
                found.append(Violation("leak", line.seq, f"{min(shared)!r} in {line.text[:120]!r}"))
    return found


def _faults(line: Line, session: Session, bank: Bank) -> tuple[str, ...]:
    own = _own_words(line, bank)
    repeated = isinstance(line.event, Explained) and line.event.how == "repeat"
    if repeated or not own.strip():
        return ()
    worded = line.question and len(own.split()) > ACKNOWLEDGEMENT_WORDS
    secrets = conduct.secrets(bank.question(line.question)) if worded else ()
    said = " ".join((*_said_before(line, session), *_sayable(line, bank)))
    return conduct.faults(own, core="", forbidden=secrets, said=said)


def _own_words(line: Line, bank: Bank) -> str:
    """What the interviewer says of her own: a line without its planned words, or without the passage it quotes."""
    if isinstance(line.event, AnsweredBack) and line.event.passage:
        return line.text.split(". ")[0]
    inside = [text for text in _sayable(line, bank) if text in line.text]
    return line.text.replace(max(inside, key=len), " ") if inside else line.text


def _said_before(line: Line, session: Session) -> list[str]:
    return [event.text for event in session.events[: line.seq] if isinstance(event, Answered)]


def _wrong_passage(line: Line, passage: str, bank: Bank) -> Iterator[Violation]:
    """An answer to the candidate's own question comes from the guide's open pages, and says what stands there."""
    found = {p.id: p for p in bank.guide.passages}.get(passage)
    if found is None or found.kind not in MAY_BE_QUOTED:
        yield Violation("leak", line.seq, f"answered from {passage!r}, which is not for the candidate's ears")


def _secret(question: Question) -> Iterator[str]:
    for point in question.points:
        yield from (point.text, point.met_when, point.fix, *point.said, *point.missed, *point.hints)
    for flag in question.red_flags:
        yield from (flag.text, *flag.said)
    yield from (exemplar.text for exemplar in question.exemplars)


def _sayable(line: Line, bank: Bank) -> tuple[str, ...]:
    """What may be said at this line: the question, its other wordings, all that may be asked about it, a hint given."""
    if not line.question:
        return ()
    question = bank.question(line.question)
    asked = [part.text for part in question.parts] + [twist.text for twist in question.twists]
    probes = [point.probe for point in question.points]
    says = [clarification.says for clarification in question.clarifications]
    hints = (
        question.point(line.event.point).hints[: line.event.step] if isinstance(line.event, Hinted) else ()
    )
    return (question.text, question.rephrased, question.title, *asked, *probes, *says, *hints)


def _shingles(*texts: str, n: int = SHARED_WORDS) -> set[str]:
    """Every run of `n` words."""
    runs: set[str] = set()
    for text in texts:
        words = re.findall(r"[a-z0-9']+", text.lower().replace("’", "'"))
        runs |= {" ".join(words[i : i + n]) for i in range(len(words) - n + 1)}
    return runs
