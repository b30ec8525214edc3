"""When a question is worth asking again: spaced repetition by FSRS. The only home of fsrs.

A grade is read as a review: 1 and 2 as forgotten, 3 as hard, 4 as good, 5 as easy. Answers of one day count
once, the last one. A question is due when the chance to answer it as well again is expected to fall under 90 %.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

LATEST = 30
"""Reviews of a question that count: what came before moves the date by less than a day."""


@dataclass(frozen=True)
class Review:
    """An answer to a question, and how it was graded (1-5)."""

    at: float
    overall: int


@dataclass(frozen=True)
class Due:
    """A question, when it is due (seconds since the epoch), its last grade (None: it is not told), and on how many days it was answered."""

    question: str
    at: float
    overall: int | None
    days: int


def due_dates(reviews: Mapping[str, Sequence[Review]]) -> tuple[Due, ...]:
    """When each question is due, the earliest first; a question without a review is in no list."""
    return tuple(sorted(_dates(reviews), key=lambda due: (due.at, due.question)))


def _dates(reviews: Mapping[str, Sequence[Review]]) -> Iterator[Due]:
    from fsrs import Card, Rating, Scheduler

    ratings = {1: Rating.Again, 2: Rating.Again, 3: Rating.Hard, 4: Rating.Good, 5: Rating.Easy}
    # no steps of minutes: an interview question is not asked twice in an evening; no fuzz: a date that can be explained
    scheduler = Scheduler(learning_steps=(), relearning_steps=(), enable_fuzzing=False)
    for n, (question, given) in enumerate(reviews.items()):
        by_day = {_moment(r.at).date(): r for r in sorted(given, key=lambda r: r.at)}
        days = list(by_day.values())[-LATEST:]
        if not days:
            continue
        card = Card(card_id=n, due=_moment(days[0].at))
        for review in days:
            card, _ = scheduler.review_card(card, ratings[review.overall], _moment(review.at))
        yield Due(question, card.due.timestamp(), days[-1].overall, len(by_day))


def _moment(at: float) -> datetime:
    return datetime.fromtimestamp(at, UTC)
