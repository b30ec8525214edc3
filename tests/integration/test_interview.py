"""The shell around the rules, on a real store: one answer a turn, nothing shown that is not stored, grading beside it."""

from __future__ import annotations

import asyncio
import itertools
import sqlite3
from collections.abc import AsyncGenerator, Sequence
from pathlib import Path

import pytest

from interviewer.attempts import attempts
from interviewer.cues import Cue
from interviewer.errors import Conflict, Refused
from interviewer.events import (
    Answered,
    Asked,
    Explained,
    Finished,
    Graded,
    Heard,
    Intent,
    Probed,
    Rated,
    RegradeWished,
    Stumbled,
)
from interviewer.floor import LONGEST_ANSWER
from interviewer.grading.judge import Judge
from interviewer.interview import Interviews
from interviewer.machine import next_move
from interviewer.moves import Listen, Rest
from interviewer.panel import UNREAD
from interviewer.performer import Performer, Tokens, Trouble
from interviewer.planner import Wish, make_plan
from interviewer.room import Frame, turn_of
from interviewer.settings import GUIDES
from interviewer.store import Store, Tail, open_store
from interviewer.types import Exchange, Judgement, Maker, Mark, Plan
from knowledge.bank import load_bank
from knowledge.types import Question

BANK = load_bank(GUIDES / "fintech-ml-engineer")
DRILL = make_plan(BANK, Wish("drill", ("technical",)), seed=4)
SCREEN = make_plan(BANK, Wish("live", ("recruiter",), "short"), seed=4)


class WordByWord:
    """A voice that takes its time."""

    def __init__(self, pause: float = 0.0) -> None:
        self.pause = pause

    async def speak(self, cue: Cue) -> AsyncGenerator[str | Tokens | Trouble, None]:
        for word in f"{cue.family}: {cue.core}".split():
            await asyncio.sleep(self.pause)
            yield f"{word} "


class Plain:
    """An ear for plain answers, a look-up that finds nothing."""

    def prepare(self, question: Question) -> None:
        return None

    def hear(
        self, text: str, question: Question | None, exchanges: Sequence[Exchange]
    ) -> tuple[Intent, tuple[str, ...]]:
        return ("answer" if question else "no_questions"), ()

    def clarification(self, question: Question, text: str) -> str:
        return ""

    def passage(self, text: str) -> tuple[str, str]:
        return "", ""


class Counting:
    """A judge that counts its judgements, takes its time, and fails as often as it is told to."""

    maker = Maker("embedded", "test")

    def __init__(self, seconds: float = 0.0, failures: int = 0) -> None:
        self.judged, self.seconds, self.failures = 0, seconds, failures

    async def judge(self, question: Question, exchanges: Sequence[Exchange]) -> Judgement:
        self.judged += 1
        await asyncio.sleep(self.seconds)
        if self.judged <= self.failures:
            raise RuntimeError("the judge broke")
        return Judgement(tuple(Mark(p.id, "no_evidence") for p in question.points), (), self.maker)


def house(
    store: Store,
    voice: WordByWord | None = None,
    judge: Counting | None = None,
    model: Counting | None = None,
    ear: Plain | None = None,
) -> Interviews:
    """Graded by `model` if there is one, with `judge` beside it as the embedded one."""
    clock = itertools.count(1000.0)
    plain = Plain()
    performer = Performer(BANK, voice or WordByWord(), ear or plain, plain, lambda: next(clock))
    judges: dict[str, Judge] = {"embedded": judge or Counting()} | ({"model": model} if model else {})
    return Interviews(BANK, store, performer, judges, "model" if model else "embedded", lambda: next(clock))


@pytest.fixture
def file(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'interviews.sqlite3'}"


@pytest.fixture
def store(file: str) -> Store:
    return open_store(file)


async def begun(interviews: Interviews, plan: Plan = DRILL) -> tuple[str, int]:
    id = await interviews.begin(plan)
    return id, turn_of(await interviews.settle(id))


async def say(interviews: Interviews, id: str, text: str = "an answer") -> int:
    session = await interviews.session(id)
    await interviews.answer(id, text, turn_of(session))
    return turn_of(await interviews.settle(id))


async def answered(interviews: Interviews, id: str = "") -> tuple[str, int]:
    """An interview, a new one by default, whose last attempt is over and being judged; and that attempt."""
    id = id or (await begun(interviews))[0]
    for _ in range(2):
        await asyncio.wait_for(say_quickly(interviews, id), 10)
    return id, attempts(await interviews.session(id))[-1].id


async def frames(interviews: Interviews, id: str, n: int) -> list[Frame]:
    seen: list[Frame] = []
    async for frame in interviews.follow(id):
        seen.append(frame)
        if len(seen) == n:
            break
    return seen


def test_an_interview_opens_asks_and_waits(store: Store) -> None:
    async def scenario() -> None:
        interviews = house(store)
        id, _ = await begun(interviews)

        session = store.load(id)

        assert session is not None
        assert isinstance(session.events[-1], Asked)
        assert next_move(session) == Listen("answer")

    asyncio.run(scenario())


def test_an_answer_is_on_disk_before_anybody_hears_it(store: Store, file: str) -> None:
    async def scenario() -> None:
        interviews = house(store, WordByWord(0.05))
        id, turn = await begun(interviews)

        await interviews.answer(id, "kept at once", turn)

        stored = open_store(file).load(id)
        assert stored is not None
        assert stored.events[-1] == Answered(stored.events[-1].at, "kept at once")

    asyncio.run(scenario())


def test_of_fifty_submits_of_a_turn_one_is_taken_and_the_others_are_told(store: Store) -> None:
    async def scenario() -> None:
        judge = Counting()
        interviews = house(store, judge=judge)
        id, turn = await begun(interviews)

        outcomes = await asyncio.gather(
            *(interviews.answer(id, f"click {n}", turn) for n in range(50)), return_exceptions=True
        )
        session = await interviews.settle(id)

        assert sum(isinstance(o, Conflict) for o in outcomes) == 49
        assert sum(isinstance(e, Answered) for e in session.events) == 1

    asyncio.run(scenario())


def test_two_processes_on_one_session_take_one_answer_and_the_loser_sees_it(store: Store, file: str) -> None:
    async def scenario() -> None:
        first, second = house(store), house(open_store(file))
        id, turn = await begun(first)
        await second.session(id)

        await first.answer(id, "from the first", turn)
        with pytest.raises(Conflict):
            await second.answer(id, "from the second", turn)

        session = await second.settle(id)
        assert [e.text for e in session.events if isinstance(e, Answered)] == ["from the first"]

    asyncio.run(scenario())


def test_who_is_told_of_another_process_that_has_ended_since_is_not_left_waiting(
    store: Store, file: str
) -> None:
    async def scenario() -> None:
        here = house(store)
        id, turn = await begun(here)
        session = await here.session(id)
        open_store(file).append(id, len(session.events), Answered(2000.0, "from a process that ends here"))

        with pytest.raises(Conflict):
            await here.answer(id, "from this one", turn)

        async with asyncio.timeout(5):
            while not any(isinstance(e, Heard) for e in (store.load(id) or session).events):
                await asyncio.sleep(0.02)

    asyncio.run(scenario())


def test_a_turn_is_judged_exactly_once_however_often_it_is_sent(store: Store) -> None:
    async def scenario() -> None:
        judge = Counting(0.05)
        interviews = house(store, judge=judge)
        id, _ = await begun(interviews)
        await say(interviews, id)
        await say(interviews, id)

        await asyncio.gather(interviews.settle(id), interviews.settle(id), frames(interviews, id, 1))

        assert judge.judged == 1

    asyncio.run(scenario())


def test_a_line_that_is_being_spoken_goes_on_for_a_page_that_comes_late(store: Store) -> None:
    async def scenario() -> None:
        interviews = house(store, WordByWord(0.03))
        id, turn = await begun(interviews)
        await interviews.answer(id, "so", turn)
        await asyncio.sleep(0.12)

        (late,) = await frames(interviews, id, 1)
        session = await interviews.settle(id)

        assert late.speaking.startswith("probe.point:")
        probe = session.events[-1]
        assert isinstance(probe, Probed)
        assert probe.line.startswith(late.speaking.strip())

    asyncio.run(scenario())


def test_an_interview_goes_on_in_another_process_where_the_first_one_stopped(store: Store, file: str) -> None:
    async def scenario() -> None:
        interviews = house(store, WordByWord(5))
        id = await interviews.begin(DRILL)
        await asyncio.sleep(0.01)

        session = await house(open_store(file)).settle(id)

        assert isinstance(session.events[-1], Asked)

    asyncio.run(scenario())


def test_grading_never_delays_the_next_question(store: Store) -> None:
    async def scenario() -> None:
        interviews = house(store, judge=Counting(30))
        id, _ = await begun(interviews, SCREEN)
        await say_quickly(interviews, id)
        await say_quickly(interviews, id)

        session = await interviews.session(id)

        assert sum(isinstance(e, Asked) for e in session.events) == 2
        assert not [e for e in session.events if isinstance(e, Graded)]

    asyncio.run(scenario())


async def say_quickly(interviews: Interviews, id: str) -> None:
    session = await interviews.session(id)
    await interviews.answer(id, "an answer", turn_of(session))
    async for frame in interviews.follow(id):
        if not frame.thinking and isinstance(next_move(frame.session), Listen):
            return


def test_a_judge_that_breaks_leaves_not_graded_and_can_be_asked_again(store: Store) -> None:
    async def scenario() -> None:
        interviews = house(store, judge=Counting(failures=1))
        id, _ = await begun(interviews)
        await say(interviews, id)
        await say(interviews, id)
        failed = [e for e in (await interviews.session(id)).events if isinstance(e, Graded)]

        await interviews.regrade(id, failed[0].attempt)
        session = await interviews.settle(id)

        assert (failed[0].grade.overall, bool(failed[0].grade.ungraded)) == (None, True)
        graded = [e.grade.overall for e in session.events if isinstance(e, Graded)]
        assert graded == [None, 1]

    asyncio.run(scenario())


def test_the_example_is_refused_before_an_own_attempt(store: Store) -> None:
    async def scenario() -> None:
        interviews = house(store)
        id, turn = await begun(interviews)

        with pytest.raises(Refused, match="after your own attempt"):
            await interviews.show_example(id, turn)

    asyncio.run(scenario())


@pytest.mark.parametrize(
    ("text", "says"), [("  \n ", "Type an answer"), ("x" * (LONGEST_ANSWER + 1), "100,000")]
)
def test_an_answer_that_cannot_be_taken_is_refused_and_nothing_changes(
    store: Store, text: str, says: str
) -> None:
    async def scenario() -> None:
        interviews = house(store)
        id, turn = await begun(interviews)

        with pytest.raises(Refused, match=says):
            await interviews.answer(id, text, turn)

        assert turn_of(await interviews.session(id)) == turn

    asyncio.run(scenario())


def test_a_lone_surrogate_is_replaced_and_everything_else_is_kept(store: Store) -> None:
    async def scenario() -> None:
        interviews = house(store)
        id, turn = await begun(interviews)

        await interviews.answer(id, "a\ud800b \0 <b> שלום", turn)

        loaded = store.load(id)
        assert loaded is not None
        assert [e.text for e in loaded.events if isinstance(e, Answered)] == ["a?b \0 <b> שלום"]

    asyncio.run(scenario())


@pytest.mark.parametrize("id", ["nobody", "", "../x", "\ud800"])
def test_an_unknown_interview_is_refused_in_a_sentence(store: Store, id: str) -> None:
    with pytest.raises(Refused, match="not known here"):
        asyncio.run(house(store).session(id))


def test_a_whole_screen_ends_and_everything_answered_is_graded(store: Store) -> None:
    async def scenario() -> None:
        interviews = house(store)
        id, _ = await begun(interviews, SCREEN)
        while isinstance(next_move(await interviews.session(id)), Listen):
            await say(interviews, id)

        session = await interviews.settle(id)

        assert next_move(session) == Rest()
        assert sum(isinstance(e, Graded) for e in session.events) == 2

    asyncio.run(scenario())


def test_a_page_that_loads_while_an_answer_is_written_leaves_memory_and_disk_the_same(store: Store) -> None:
    async def scenario() -> None:
        interviews = house(store)
        id, _ = await begun(interviews, SCREEN)
        for n in range(20):
            turn = turn_of(await interviews.session(id))
            taken = interviews.answer(id, f"answer {n}", turn)
            await asyncio.gather(
                taken, *(frames(interviews, id, 1) for _ in range(3)), return_exceptions=True
            )
            await interviews.settle(id)

        assert await interviews.session(id) == store.load(id)

    asyncio.run(scenario())


def test_an_attempt_that_is_not_there_is_refused_and_nothing_is_stored(store: Store) -> None:
    async def scenario() -> None:
        interviews = house(store)
        id, _ = await begun(interviews)
        await say(interviews, id)
        turn = await say(interviews, id)
        before = store.load(id)

        for refused in (
            interviews.retry(id, 999, turn),
            interviews.rate(id, 999, 3),
            interviews.regrade(id, 999),
        ):
            with pytest.raises(Refused, match="no such answer"):
                await refused

        assert store.load(id) == before

    asyncio.run(scenario())


def test_who_asks_again_and_again_for_the_embedded_grade_is_granted_it_once(store: Store) -> None:
    async def scenario() -> None:
        slow, quick = Counting(30.0), Counting(0.1)
        interviews = house(store, judge=quick, model=slow)
        id, attempt = await answered(interviews)

        for _ in range(5):
            await interviews.regrade(id, attempt, embedded=True)
        session = await interviews.settle(id)

        assert sum(isinstance(e, RegradeWished) for e in session.events) == 1
        assert (slow.judged, quick.judged) == (1, 1)
        assert store.load(id) == session

    asyncio.run(scenario())


def test_a_wish_for_the_embedded_grade_breaks_off_no_judgement_of_another_answer(store: Store) -> None:
    async def scenario() -> None:
        slow = Counting(30.0)
        interviews = house(store, judge=Counting(), model=slow)
        id, attempt = await answered(interviews)
        await interviews.regrade(id, attempt, embedded=True)
        session = await interviews.settle(id)
        slow.seconds = 0.5
        await interviews.retry(id, attempt, turn_of(session))
        await interviews.settle(id)
        await answered(interviews, id)

        await interviews.regrade(id, attempt, embedded=True)  # graded long ago
        session = await interviews.settle(id)

        assert slow.judged == 2
        assert [e.grade.overall for e in session.events if isinstance(e, Graded)] == [1, 1]

    asyncio.run(scenario())


def test_the_first_rating_counts_and_a_grade_that_was_made_is_not_made_again(store: Store) -> None:
    async def scenario() -> None:
        judge = Counting()
        interviews = house(store, judge=judge)
        id, attempt = await begun(interviews)
        await say(interviews, id)
        await say(interviews, id)
        await interviews.rate(id, attempt, 2)

        await interviews.rate(id, attempt, 5)
        await interviews.regrade(id, attempt)
        session = await interviews.settle(id)

        assert ([e.rating for e in session.events if isinstance(e, Rated)], judge.judged) == ([2], 1)

    asyncio.run(scenario())


def test_a_store_that_refuses_is_told_once_and_the_interview_goes_on_later(
    store: Store, tmp_path: Path
) -> None:
    async def scenario() -> None:
        interviews = house(store, WordByWord(0.02))
        id, turn = await begun(interviews)
        await interviews.answer(id, "kept", turn)
        blocker = sqlite3.connect(tmp_path / "interviews.sqlite3", isolation_level=None)
        blocker.execute("BEGIN EXCLUSIVE")
        stuck = await anext(frame async for frame in interviews.follow(id) if frame.trouble)
        blocker.execute("ROLLBACK")

        await interviews.resume(id)
        session = await interviews.settle(id)

        assert "could not be saved" in stuck.trouble
        assert isinstance(session.events[-1], Probed)

    asyncio.run(scenario())


def test_a_page_that_follows_gets_its_frame_again_so_that_one_that_has_gone_is_found_out(
    store: Store,
) -> None:
    async def scenario() -> None:
        interviews = house(store)
        id, _ = await begun(interviews)
        await interviews.settle(id)

        following = interviews.follow(id, beat=0.05)
        first, again = [await anext(following) for _ in range(2)]

        assert first == again

    asyncio.run(scenario())


# --- deleting ----------------------------------------------------------------------------------


def test_a_page_that_follows_an_interview_is_told_when_it_is_deleted(store: Store) -> None:
    async def scenario() -> None:
        interviews = house(store)
        id, turn = await begun(interviews)
        following = asyncio.create_task(frames(interviews, id, 100))
        await asyncio.sleep(0.05)

        await interviews.delete([id])

        with pytest.raises(Refused, match="was deleted"):
            await following
        with pytest.raises(Refused):
            await interviews.answer(id, "too late", turn)
        assert store.sessions() == ()

    asyncio.run(scenario())


def test_deleting_while_the_interviewer_speaks_and_the_grader_works_leaves_nothing_behind(
    store: Store,
) -> None:
    async def scenario() -> None:
        interviews = house(store, WordByWord(0.02), Counting(0.2))
        ids = [(await begun(interviews))[0] for _ in range(5)]
        for id in ids:
            await say(interviews, id)
        sessions = [await interviews.session(id) for id in ids]
        await asyncio.gather(*(interviews.answer(s.id, "more", turn_of(s)) for s in sessions))
        await asyncio.sleep(0.05)

        await interviews.delete()
        await asyncio.sleep(0.5)

        assert store.sessions() == ()
        new, _ = await begun(interviews)
        assert [s.id for s in store.sessions()] == [new]

    asyncio.run(scenario())


def test_a_page_of_another_process_learns_that_an_interview_was_deleted(store: Store, file: str) -> None:
    async def scenario() -> None:
        interviews, other = house(store), house(open_store(file))
        id, turn = await begun(interviews)
        following = asyncio.create_task(frames(other, id, 100))
        await asyncio.sleep(0.05)

        await interviews.delete([id])

        with pytest.raises(Conflict):
            await other.answer(id, "too late", turn)
        with pytest.raises(Refused, match="was deleted"):
            await following
        assert store.sessions() == ()

    asyncio.run(scenario())


def test_an_interview_that_comes_back_after_it_was_deleted_can_be_gone_on_with(store: Store) -> None:
    async def scenario() -> None:
        interviews = house(store)
        id, _ = await begun(interviews)
        session = await interviews.session(id)
        following = asyncio.create_task(frames(interviews, id, 100))
        await asyncio.sleep(0.05)
        await interviews.delete([id])

        await interviews.take_in([Tail(id, 0, session.events)])
        await say(interviews, id)

        assert len((await interviews.session(id)).events) > len(session.events)
        with pytest.raises(Refused, match="was deleted"):
            await following

    asyncio.run(scenario())


def test_only_the_one_is_deleted(store: Store) -> None:
    async def scenario() -> None:
        interviews = house(store)
        (id, _), (other, _) = await begun(interviews), await begun(interviews)

        await interviews.delete([id])
        await say(interviews, other)

        assert [s.id for s in store.sessions()] == [other]

    asyncio.run(scenario())


def test_what_comes_from_elsewhere_is_followed_by_a_page_that_is_open(store: Store) -> None:
    async def scenario() -> None:
        interviews = house(store)
        id, _ = await begun(interviews)
        session = await interviews.session(id)
        following = asyncio.create_task(frames(interviews, id, 2))
        await asyncio.sleep(0.05)

        await interviews.take_in([Tail(id, len(session.events), (Answered(2000.0, "said elsewhere"),))])

        assert "said elsewhere" in str((await following)[-1].session.events)

    asyncio.run(scenario())


@pytest.mark.parametrize(
    ("reply", "ended"),
    [("Yes, please.", True), ("yes", True), ("No, go on.", False), ("We stopped it at noon.", False)],
)
def test_an_interview_ends_by_a_word_only_when_the_candidate_says_so_twice(
    store: Store, reply: str, *, ended: bool
) -> None:
    class Stopping(Plain):
        def hear(
            self, text: str, question: Question | None, exchanges: Sequence[Exchange]
        ) -> tuple[Intent, tuple[str, ...]]:
            return ("stop", ()) if text == "I have to go" else super().hear(text, question, exchanges)

    async def scenario() -> None:
        interviews = house(store, ear=Stopping())
        id, _ = await begun(interviews)
        await say(interviews, id, "I have to go")
        assert isinstance((await interviews.session(id)).events[-1], Explained)

        await say(interviews, id, reply)

        session = await interviews.session(id)
        assert any(isinstance(e, Finished) for e in session.events) == ended
        said = [x.said for a in attempts(session) for x in a.exchanges]
        assert said == ([reply] if reply.startswith("We") else [])

    asyncio.run(scenario())


GERMAN = "Ich würde zuerst die Kosten schätzen und dann die Schwelle danach setzen, und das ist nicht leicht für mich."


class Modelled(Counting):
    """A judge that asks a model."""

    maker = Maker("model", "test", "marker")


async def told(interviews: Interviews, id: str) -> list[str]:
    return [e.line for e in (await interviews.session(id)).events if isinstance(e, Stumbled)]


def test_who_answers_in_a_language_that_the_grader_does_not_read_is_told_so_at_once_and_once(
    store: Store,
) -> None:
    async def scenario() -> None:
        interviews = house(store)
        id, _ = await begun(interviews)

        await say(interviews, id, GERMAN)

        assert await told(interviews, id) == [UNREAD]
        assert isinstance((await interviews.session(id)).events[-1], Probed)
        await say(interviews, id, GERMAN)
        assert await told(interviews, id) == [UNREAD]

    asyncio.run(scenario())


def test_a_model_reads_every_language_so_nobody_is_told_anything(store: Store) -> None:
    async def scenario() -> None:
        interviews = house(store, model=Modelled())
        id, _ = await begun(interviews)

        await say(interviews, id, GERMAN)

        assert await told(interviews, id) == []

    asyncio.run(scenario())
