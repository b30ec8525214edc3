"""What many interviews show together: only what was seen counts, and every mean says what it covers."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviewer.debrief import stage_debrief
from interviewer.digest import Digest, digest_adapter, digest_of
from interviewer.events import Session
from interviewer.history import (
    SPOTS,
    Filter,
    attempted,
    by_dimension,
    by_topic,
    calibration,
    chosen,
    due,
    mean_of,
    recurring,
)
from interviewer.spacing import Review, due_dates
from interviewer.web.shelf import shelf_html
from tests.unit.sessions import ANSWER, BANK, MARKED, Talk, one_answer, planned
from tests.unit.simulation import held, plans, scripts

DAY = 86_400.0


def practice(overall: int = 3, rating: int | None = None) -> Talk:
    return one_answer().rate(rating).grade(overall, MARKED).close("technical").finish()


def on_day(n: int, talk: Talk) -> Digest:
    """The digest of that interview, held on that day."""
    events = tuple(replace(e, at=e.at + n * DAY) for e in talk.session.events)
    return digest_of(Session(f"day-{n}", events))


# --- the digest --------------------------------------------------------------------------------


def test_a_digest_holds_figures_and_no_word_that_was_said() -> None:
    digest = digest_of(practice(3, rating=4).session)

    (tried,) = digest.tries
    assert (tried.question, tried.overall, tried.rating) == ("3.2.1", 3, 4)
    assert dict(tried.marks)["over-time"] == "met"
    assert "SMOTE" not in digest_adapter.dump_json(digest).decode()


def test_a_grade_that_was_not_shown_yet_is_in_no_digest() -> None:
    live = one_answer(mode="live").grade(3, MARKED)

    assert digest_of(live.session).tries == ()
    assert len(digest_of(live.close("technical").session).tries) == 1


@given(plans(), scripts)
def test_every_interview_has_a_digest_that_can_be_kept(plan: object, script: object) -> None:
    digest = digest_of(held(plan, script))  # type: ignore[arg-type]  # values of the simulation

    assert digest_adapter.validate_json(digest_adapter.dump_json(digest)) == digest
    assert digest.finished


def retried() -> Talk:
    """A question was answered, and answered better on the second try."""
    again = one_answer().rate(None).grade(1).ask("3.2.1", again=True).say(ANSWER)
    return again.rate(None).grade(5, MARKED).close("technical").finish()


def test_the_list_counts_the_latest_try_of_a_question_as_its_debrief_does() -> None:
    talk = retried()
    listed = shelf_html([digest_of(talk.session)], 1, 1, ())

    assert stage_debrief(talk.session, "technical", BANK).mean == 5.0
    assert "<strong>5.0</strong>" in listed
    assert '<span class="note">1 of 1 question graded</span>' in listed


def test_progress_counts_the_latest_try_of_a_question_as_its_debrief_does() -> None:
    digest = digest_of(retried().session)

    (topic,) = by_topic([digest], BANK)
    assert [(spot.mean, spot.n) for spot in topic.spots] == [(5.0, 1)]
    assert {spot.n for series in by_dimension([digest], BANK) for spot in series.spots} == {1}


# --- what is listed ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("by", "kept"),
    [
        (Filter(), 2), (Filter(mode="practice"), 1), (Filter(mode="drill"), 0), (Filter(stage="technical"), 1),
        (Filter(state="finished"), 1), (Filter(state="open"), 1), (Filter("live", "behavioral", "open"), 1),
    ],
)  # fmt: skip
def test_a_filter_lets_through_what_it_names(by: Filter, kept: int) -> None:
    story = Talk(planned("3.5.1", mode="live")).open("behavioral")

    assert len(chosen([on_day(1, practice()), on_day(2, story)], by)) == kept


# --- over time ---------------------------------------------------------------------------------


def test_attempts_at_a_question_come_oldest_first() -> None:
    found = attempted([on_day(5, practice(4)), on_day(1, practice(2))], BANK)

    assert [(a.session, a.tried.overall) for a in found["3.2.1"]] == [("day-1", 2), ("day-5", 4)]


def test_a_topic_is_shown_by_its_grades_and_a_dimension_by_its_levels() -> None:
    digests = [on_day(1, practice(2)), on_day(9, practice(4))]

    (topic,) = by_topic(digests, BANK)
    assert topic.name == "Model evaluation and selection"
    assert [(spot.mean, spot.n) for spot in topic.spots] == [(2.0, 1), (4.0, 1)]
    assert {s.name for s in by_dimension(digests, BANK)} >= {"Data and features", "Modelling and evaluation"}


def test_a_dimension_that_was_asked_for_and_left_out_is_drawn_as_in_the_debrief() -> None:
    talk = one_answer().rate(None).grade(2, {"metric": ("met", "look at accuracy")}).close("technical")

    drawn = {s.name: s.spots[0].mean for s in by_dimension([digest_of(talk.session)], BANK)}

    rows = stage_debrief(talk.session, "technical", BANK).rows
    assert drawn == {row.name: row.level for row in rows if row.level is not None}
    assert drawn["Trade-offs and communication"] == 1.0


def test_a_dimension_that_nobody_asked_for_is_not_drawn_as_a_low_one() -> None:
    names = {s.name for s in by_dimension([on_day(1, practice())], BANK)}

    assert "Framing" not in names


@given(st.lists(st.tuples(st.integers(0, 400), st.integers(1, 5)), min_size=1, max_size=60))
def test_a_line_has_few_spots_and_loses_no_answer(held_on: list[tuple[int, int]]) -> None:
    digests = [replace(on_day(day, practice(grade)), id=str(n)) for n, (day, grade) in enumerate(held_on)]

    (topic,) = by_topic(digests, BANK)

    assert 1 <= len(topic.spots) <= SPOTS
    assert sum(spot.n for spot in topic.spots) == len(held_on)
    assert mean_of(topic.spots) == pytest.approx(sum(grade for _, grade in held_on) / len(held_on))


def test_calibration_counts_only_answers_that_were_rated() -> None:
    digests = [on_day(1, practice(2, rating=4)), on_day(2, practice(3)), on_day(3, practice(4, rating=4))]

    assert [(spot.mean, spot.n) for spot in calibration(digests, BANK)] == [(2.0, 1), (0.0, 1)]


def test_a_gap_recurs_when_two_interviews_left_something_out() -> None:
    assert recurring([on_day(1, practice())], BANK) == ()

    gaps = recurring([on_day(1, practice()), on_day(2, practice())], BANK)

    worst = {gap.dimension.id: gap for gap in gaps}
    points = [(m.point.id, m.times, m.of, m.open) for gap in worst.values() for m in gap.points]
    assert ("trade-off", 2, 2, True) in points
    assert all(gap.sessions == 2 and gap.missed <= gap.judged for gap in gaps)


def test_what_was_held_with_another_bank_is_listed_and_counted_nowhere() -> None:
    other = on_day(1, practice().elsewhere())

    assert chosen([other], Filter()) == (other,)
    assert by_topic([other], BANK) == ()
    assert due([other], BANK) == ()


# --- spaced repetition -------------------------------------------------------------------------


def test_what_went_badly_is_due_sooner_than_what_went_well() -> None:
    dates = due_dates({str(grade): [Review(0.0, grade)] for grade in range(1, 6)})

    assert [d.question for d in dates] == ["1", "2", "3", "4", "5"]
    assert dates[0].at == DAY
    assert dates[-1].at > 5 * DAY


def test_a_question_answered_well_again_comes_back_later() -> None:
    once = due_dates({"q": [Review(0.0, 4)]})[0]
    twice = due_dates({"q": [Review(0.0, 4), Review(once.at, 4)]})[0]

    assert twice.at - once.at > 2 * once.at
    assert twice.days == 2


def test_of_several_answers_on_one_day_the_last_one_counts() -> None:
    assert due_dates({"q": [Review(0.0, 1), Review(60.0, 5)]})[0].overall == 5
    assert due_dates({"q": []}) == ()
