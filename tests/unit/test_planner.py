"""Plans made from the shipped bank: the right mix, no repeats, the same again for the same seed."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviewer.planner import SHAPES, Wish, make_plan
from interviewer.settings import GUIDES
from knowledge.bank import load_bank
from knowledge.types import STAGES

BANK = load_bank(GUIDES / "fintech-ml-engineer")
LOOP = Wish("live", STAGES, "full")
wishes = st.builds(
    Wish, st.just("live"), st.sampled_from([STAGES, ("technical",), ("recruiter", "behavioral")]),
    st.sampled_from(["short", "full"]),
)  # fmt: skip


@given(wishes, st.integers(0, 2**31))
def test_the_same_seed_gives_the_same_plan(wish: Wish, seed: int) -> None:
    assert make_plan(BANK, wish, seed=seed) == make_plan(BANK, wish, seed=seed)


@given(wishes, st.integers(0, 2**31))
def test_a_live_stage_holds_the_planned_mix_and_no_question_twice(wish: Wish, seed: int) -> None:
    plan = make_plan(BANK, wish, seed=seed)

    kinds = [Counter(BANK.question(q.id).kind for q in stage.questions) for stage in plan.stages]
    assert kinds == [Counter(dict(SHAPES[s, wish.length].kinds)) for s in wish.stages]
    assert len({q.id for q in plan.questions}) == len(plan.questions)


def test_a_full_loop_has_the_stages_of_the_guide_in_order() -> None:
    plan = make_plan(BANK, LOOP, seed=1)

    assert [s.stage for s in plan.stages] == ["recruiter", "technical", "behavioral"]
    assert [len(s.questions) for s in plan.stages] == [6, 4, 5]


def test_a_screen_opens_with_the_candidates_background() -> None:
    assert make_plan(BANK, LOOP, seed=7).questions[0].id == "R1"


def test_questions_of_earlier_sessions_come_last() -> None:
    stories = [q.id for q in BANK.of("behavioral")]

    plan = make_plan(BANK, Wish("live", ("behavioral",), "full"), seed=3, seen=stories[:5])

    assert {q.id for q in plan.questions} == set(stories[5:])


def test_the_short_questions_of_a_technical_stage_spread_over_topics() -> None:
    plan = make_plan(BANK, Wish("live", ("technical",), "full"), seed=5)

    topics = Counter(BANK.question(q.id).topic for q in plan.questions)
    assert max(topics.values()) == 1


def test_practice_stays_within_its_topic_and_gives_feedback_each_time() -> None:
    plan = make_plan(BANK, Wish("practice", ("technical",), "short", topic="data-engineering"), seed=2)

    assert {BANK.question(q.id).topic for q in plan.questions} == {"data-engineering"}
    assert (plan.feedback, plan.hints, plan.stages[0].minutes) == ("each", True, None)


def test_a_drill_is_one_question_with_one_probe() -> None:
    plan = make_plan(BANK, Wish("drill", ("technical",), topic="model-evaluation"), seed=2)

    (question,) = plan.questions
    assert (question.limits.point, question.limits.part) == (1, 0)
    assert BANK.question(question.id).kind == "short"


@given(st.sampled_from([q.id for q in BANK.questions]))
def test_a_drill_takes_five_minutes_whatever_its_question_would(id: str) -> None:
    question = BANK.question(id)
    (planned,) = make_plan(BANK, Wish("drill", (question.stage,), question=id), seed=1).questions

    assert planned.minutes == min(question.minutes, 5)


@given(st.integers(0, 2**31))
def test_a_drill_of_any_question_is_never_a_case(seed: int) -> None:
    (planned,) = make_plan(BANK, Wish("drill", STAGES), seed=seed).questions

    assert BANK.question(planned.id).kind != "case"


@pytest.mark.parametrize("wish", [Wish("live", ()), Wish("practice", ("technical",), topic="cooking")])
def test_a_wish_that_cannot_be_filled_is_refused(wish: Wish) -> None:
    with pytest.raises(ValueError, match="stage"):
        make_plan(BANK, wish, seed=1)


def test_the_heaviest_point_is_probed_first() -> None:
    plan = make_plan(BANK, Wish("practice", ("technical",), topic="model-evaluation"), seed=2)

    planned = plan.questions[0]
    weights = [BANK.question(planned.id).point(t.id).weight for t in planned.targets if t.kind == "point"]
    assert weights == sorted(weights, reverse=True)
