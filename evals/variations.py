"""The same answer said otherwise, and the same answer with something put in or taken out.

The answers are our own training answers from the middle of the scale, else the bank's middle exemplars: no text of the
gold, and none that the judge has as an example.
"""

from __future__ import annotations

import random
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

from evals.held import Item, identical, near, not_raised, same, says_language
from evals.training_answers import training_answers
from interviewer.grading.embedded.lexicon import stems
from interviewer.grading.embedded.windows import sentences
from knowledge.types import Bank, Point, Question

FOLDER = Path(__file__).parent / "battery"
TYPO_SHARE = 0.04
DISFLUENT_SHARE = 0.08
_WORD = re.compile(r"[A-Za-z]+")
_AUXILIARY = re.compile(
    r"\b(is|was|are|were|would|could|should|will|had|has|have|can|did|do|does)\b(?! not|n't)", re.I
)


@cache
def lexicon() -> Mapping[str, Mapping[str, str]]:
    """The word tables of battery/words.toml: paraphrases, genders; names and disfluencies as lists."""
    table: dict[str, dict[str, str]] = tomllib.loads((FOLDER / "words.toml").read_text("utf-8"))
    return table


def otherwise(bank: Bank) -> Iterator[Item]:
    """Everything that may not change a grade, or by one at most where words changed."""
    rng = random.Random(11)
    for question in bank.questions:
        text = _text(question)
        ways: tuple[tuple[str, str], ...] = (
            ("typos", _typos(text, rng)),
            ("spoken disfluency", _disfluent(text, rng)),
            ("paraphrase", _swapped(text, lexicon()["paraphrases"])),
            ("list", "\n".join(f"- {sentence}" for sentence in sentences(text))),
            ("order of sentences", _reordered(text, rng)),
        )
        for family, said in ways:
            yield Item(family, question, text, said, near)
        yield Item("graded again", question, text, text, identical)
        yield Item("graded again", question, text, text, identical)


def other_people(bank: Bank) -> Iterator[Item]:
    """Every training answer that speaks of somebody, with other names and genders.

    Those that say "her" are left out: it may stand for "his" or for "him".
    """
    for answer in training_answers():
        said = _other_people(answer.text)
        if said != answer.text and not re.search(r"\bher\b", answer.text, re.I):
            yield Item("names and genders swapped", bank.question(answer.question), answer.text, said, same)


def rewritten(bank: Bank) -> Iterator[Item]:
    """The same rubric in another order and in other words."""
    for question in bank.questions:
        text = _text(question)
        turned = replace(question, version=question.version + 1000, points=tuple(reversed(question.points)))
        yield Item("order of points", question, text, text, same, turned)
        worded = replace(
            question, version=question.version + 2000, points=tuple(map(_reworded, question.points))
        )
        yield Item("rubric wording", question, text, text, near, worded)


def altered(bank: Bank) -> Iterator[Item]:
    """What takes from an answer: claims turned around, a wrong fact, a right point taken out; from the best answers, where
    nothing can rise, and from middling ones, where it can."""
    for question in bank.questions:
        for text in (question.best_exemplar.text, _text(question)):
            yield Item("claims negated", question, text, _negated(text), not_raised)
            for flag in question.red_flags[:1]:
                yield Item("wrong fact planted", question, text, _planted(text, flag.said[0]), not_raised)
            yield Item(
                "a correct point removed", question, text, _without(text, _heaviest(question)), not_raised
            )


def translated(bank: Bank) -> Iterator[Item]:
    """Answers in other languages."""
    table = tomllib.loads((FOLDER / "translations.toml").read_text("utf-8"))
    for answer in table["answer"]:
        said = answer["said"]
        yield Item("translation", bank.question(answer["question"]), said, said, says_language)


@cache
def _own() -> Mapping[str, str]:
    """For each question one training answer nearest to the middle."""
    answers = sorted(training_answers(), key=lambda a: (-abs(a.grade - 3), a.id))
    return {a.question: a.text for a in answers}


def _text(question: Question) -> str:
    middle = min(question.exemplars, key=lambda e: abs(e.grade - 3))
    return _own().get(question.id, middle.text)


def _typos(text: str, rng: random.Random) -> str:
    """Two neighbouring letters change places in some words."""

    def slip(word: str) -> str:
        if len(word) < 5 or rng.random() > TYPO_SHARE:
            return word
        i = rng.randrange(1, len(word) - 2)
        return word[:i] + word[i + 1] + word[i] + word[i + 2 :]

    return _each_word(text, slip)


def _disfluent(text: str, rng: random.Random) -> str:
    """Fillers between words, and words said twice."""
    fillers = list(lexicon()["disfluencies"]["said"])
    out: list[str] = []
    for word in text.split(" "):
        if rng.random() < DISFLUENT_SHARE:
            out.append(rng.choice([*fillers, word]))
        out.append(word)
    return " ".join(out)


def _swapped(text: str, table: Mapping[str, str]) -> str:
    """Every word of the table by its other, with its capital."""

    def swap(word: str) -> str:
        other = table.get(word.lower(), word)
        return other[0].upper() + other[1:] if word[0].isupper() else other

    return _each_word(text, swap)


def _other_people(text: str) -> str:
    names = list(lexicon()["names"]["from_many"])
    table = {name: names[(i + 1) % len(names)] for i, name in enumerate(names)}
    return _each_word(_swapped(text, lexicon()["genders"]), lambda word: table.get(word, word))


def _each_word(text: str, change: Callable[[str], str]) -> str:
    return _WORD.sub(lambda found: change(found.group()), text)


def _reordered(text: str, rng: random.Random) -> str:
    parts = sentences(text)
    return " ".join(rng.sample(parts, len(parts)))


def _reworded(point: Point) -> Point:
    """The point with its name and its definition each in the other's place."""
    return replace(point, text=point.met_when, met_when=point.text)


def _negated(text: str) -> str:
    """Every sentence turned around."""
    return " ".join(
        _AUXILIARY.sub(r"\1 not", part, count=1) if _AUXILIARY.search(part) else f"It is not so that {part}"
        for part in sentences(text)
    )


def _planted(text: str, claim: str) -> str:
    parts = sentences(text)
    half = len(parts) // 2
    return " ".join((*parts[:half], claim, *parts[half:]))


def _heaviest(question: Question) -> Point:
    return max(question.points, key=lambda p: p.weight)


def _without(text: str, point: Point) -> str:
    """The text without the two sentences that share most words with the point."""
    own = stems(" ".join((point.text, point.met_when, *point.aliases, *point.said)))
    parts = sentences(text)
    nearest = sorted(range(len(parts)), key=lambda i: -len(stems(parts[i]) & own))[:2]
    return " ".join(part for i, part in enumerate(parts) if i not in nearest)
