"""Topics wished for and a pasted text steer what comes up; the same again for the same seed, and nothing asked twice too soon."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from interviewer.aim import LONGEST, aim_at, lines_of, topics_of
from interviewer.errors import Refused
from interviewer.events import Started, event_adapter
from interviewer.planner import Wish, make_plan
from interviewer.types import Focus, Plan
from interviewer.web.aim import preview_html
from knowledge.bank import SHIPPED, load_bank
from knowledge.index import Hit, Match
from knowledge.types import STAGES, Passage

BANK = load_bank(SHIPPED)
IDS = [q.id for q in BANK.questions]
STREAMING = Focus("3.1.4", "your text says “Kafka”", ("log",))
TECHNICAL = Wish("live", ("technical",), "full")

focuses = st.lists(st.sampled_from(IDS), unique=True, max_size=12).map(
    lambda ids: tuple(Focus(id, f"because of {id}", (BANK.question(id).points[-1].id,)) for id in ids)
)
topics = st.lists(st.sampled_from([t.id for t in BANK.topics]), unique=True, max_size=3).map(tuple)
wishes = st.builds(
    Wish,
    st.sampled_from(["live", "practice", "drill"]),
    st.sampled_from([STAGES, ("technical",), ("recruiter",), ("behavioral",), ("recruiter", "behavioral")]),
    st.sampled_from(["short", "full"]),
    topics=topics,
)


class Shelf:
    """An index of three lines: it finds a question where a line names one of its words."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def questions(self, query: str, *, k: int) -> tuple[Match, ...]:
        self.asked.append(query)
        words = {
            "Kafka": ("3.1.4", "point 3.1.4/log", 0.8),
            "fraud": ("3.2.1", "question 3.2.1", 0.6),
            "vague": ("R2", "question R2", 0.3),
        }
        found = [
            (similar, BANK.question(id), passage)
            for word, (id, passage, similar) in words.items()
            if word in query
        ]
        return tuple(
            Match(q, Hit(Passage(p, "point" if p.startswith("point") else "question", "", "", "", ""), s))
            for s, q, p in sorted(found, key=lambda f: -f[0])
        )[:k]


def test_a_line_of_a_job_asks_for_its_question_and_point_and_says_why() -> None:
    aim = aim_at("We process fraud cases every day.\nYou know Kafka and Pub/Sub well.", Shelf())

    assert aim.focus == (
        Focus("3.1.4", "your text says “You know Kafka and Pub/Sub well”", ("log",)),
        Focus("3.2.1", "your text says “We process fraud cases every day”", ()),
    )
    assert dict(topics_of(aim.focus, BANK))["Model evaluation and selection"].endswith("every day”")


def test_what_leads_to_no_question_is_told_in_its_smallest_parts() -> None:
    aim = aim_at("We process fraud cases.\nYou know Kafka, basket weaving and chess.", Shelf())

    assert aim.unheard == ("basket weaving", "chess")
    assert "No question here fits: “basket weaving”, “chess”." in preview_html(aim, BANK)


def test_the_heading_before_a_list_is_not_looked_up() -> None:
    assert list(lines_of("Requirements: Rust, chess.")) == ["Requirements: Rust, chess", "Rust", "chess"]


class Whole(Shelf):
    """It finds something for a whole line only, for none of its parts."""

    def questions(self, query: str, *, k: int) -> tuple[Match, ...]:
        return super().questions(query, k=k) if " and " in query else ()


def test_a_part_of_what_was_heard_as_a_whole_is_not_told_to_lead_nowhere() -> None:
    aim = aim_at("We look for fraud and for waste.", Whole())

    assert (len(aim.focus), aim.unheard) == (1, ())


def test_contact_data_is_gone_before_anything_is_looked_up_and_out_of_the_plan() -> None:
    shelf = Shelf()

    aim = aim_at(
        "Ada King\nada@example.org, +44 20 7946 0018\nAda King built Kafka streams at ada@example.org", shelf
    )
    plan = make_plan(BANK, TECHNICAL, seed=1, focus=aim.focus)

    reasons = " ".join(one.reason for one in plan.focus)
    for secret in ("ada", "king", "7946", "@"):
        assert secret not in " ".join((*shelf.asked, aim.text, reasons)).lower()
    assert dict(aim.removed) == {"e-mail": 2, "phone": 1, "name": 2}


def test_a_text_without_anything_that_fits_changes_nothing() -> None:
    aim = aim_at("Something quite vague about us.\nEqual opportunity employer with Kafka.", Shelf())

    assert aim.focus == ()
    assert make_plan(BANK, TECHNICAL, seed=4, focus=aim.focus) == make_plan(BANK, TECHNICAL, seed=4)


def test_a_text_that_is_far_too_long_is_refused_in_a_sentence() -> None:
    with pytest.raises(Refused, match="at most 20,000"):
        aim_at("x" * (LONGEST + 1), Shelf())


def test_a_long_run_of_blanks_is_read_as_one() -> None:
    blanks = " " * 200_000

    lines = tuple(lines_of(f"Kafka,{blanks}fraud{blanks}and{blanks}Python{blanks}or SQL"))

    assert lines[1:] == ("Kafka", "fraud", f"Python{blanks}or SQL")


@given(st.integers(0, 2**31))
def test_what_a_job_asks_for_comes_up_and_its_point_is_probed_before_its_equals(seed: int) -> None:
    plan = make_plan(BANK, TECHNICAL, seed=seed, focus=(STREAMING,))

    planned = next(q for q in plan.questions if q.id == "3.1.4")
    weights = {p.id: p.weight for p in BANK.question("3.1.4").points}
    points = [t.id for t in planned.targets if t.kind == "point"]
    before = points[: points.index("log")]
    assert all(weights[p] > weights["log"] + 1 for p in before)
    assert plan.focus == (STREAMING,)


@given(wishes, st.integers(0, 2**31), focuses, st.sets(st.sampled_from(IDS), max_size=20))
def test_the_same_seed_gives_the_same_plan_and_its_own_reasons_give_it_again(
    wish: Wish, seed: int, focus: tuple[Focus, ...], seen: set[str]
) -> None:
    plan = make_plan(BANK, wish, seed=seed, seen=seen, focus=focus)

    assert make_plan(BANK, wish, seed=seed, seen=seen, focus=focus) == plan
    assert make_plan(BANK, wish, seed=seed, seen=seen, focus=plan.focus) == plan


@given(wishes, st.integers(0, 2**31), focuses)
def test_every_reason_is_about_a_planned_question(wish: Wish, seed: int, focus: tuple[Focus, ...]) -> None:
    plan = make_plan(BANK, wish, seed=seed, focus=focus)

    assert {one.question for one in plan.focus} <= {q.id for q in plan.questions}


@given(wishes, st.integers(0, 2**31))
def test_topics_wished_for_come_before_others(wish: Wish, seed: int) -> None:
    assume(wish.topics and wish.mode != "drill")
    plan = make_plan(BANK, wish, seed=seed)

    for stage in plan.stages:
        asked = [BANK.question(q.id) for q in stage.questions]
        for kind in {q.kind for q in asked}:
            left = [
                q
                for q in BANK.of(stage.stage)
                if q.kind == kind and q.topic in wish.topics and q not in asked
            ]
            others = [q for q in asked if q.kind == kind and q.topic not in wish.topics]
            assert not (left and others)


@settings(max_examples=60)
@given(st.lists(st.tuples(wishes, focuses), min_size=2, max_size=12), st.integers(0, 2**31))
def test_no_question_comes_again_over_sessions_until_its_topic_is_used_up(
    sessions: Sequence[tuple[Wish, tuple[Focus, ...]]], seed: int
) -> None:
    seen: set[str] = set()
    for n, (wish, focus) in enumerate(sessions):
        plan = make_plan(BANK, wish, seed=seed + n, seen=seen, focus=focus)
        for question in [q.id for q in plan.questions if q.id in seen]:
            assert _left_in_topic(plan, question, seen) == set()
        seen |= {q.id for q in plan.questions}


def _left_in_topic(plan: Plan, id: str, seen: set[str]) -> set[str]:
    """Questions of the same topic and kind that were neither asked before nor are planned now."""
    again = BANK.question(id)
    alike = {q.id for q in BANK.of(again.stage, again.topic) if q.kind == again.kind}
    return alike - seen - {q.id for q in plan.questions}


def test_a_plan_that_was_stored_before_there_was_an_aim_is_read() -> None:
    plan = make_plan(BANK, TECHNICAL, seed=1)
    stored = event_adapter.dump_json(Started(0.0, plan)).decode().replace(',"focus":[]', "")

    assert event_adapter.validate_json(stored) == Started(0.0, plan)
