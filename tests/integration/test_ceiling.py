"""A session has a ceiling of tokens: from there on the interview goes on without the model, and says so once."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import pytest

from evals.simulation import Parts, furnished
from evals.wire.endpoint import Endpoint
from interviewer.bill import USED_UP, Purse, bill, spent
from interviewer.chat_models import chat_model
from interviewer.engine import voice
from interviewer.events import Asked, Finished, Graded, Session, Stumbled
from interviewer.grading.judge import Judge
from interviewer.grading.model_judge import ModelJudge
from interviewer.interview import Interviews
from interviewer.machine import next_move
from interviewer.moves import Listen
from interviewer.performer import Performer
from interviewer.planner import Wish, make_plan
from interviewer.room import turn_of
from interviewer.settings import read_settings
from interviewer.store import open_store
from interviewer.types import Plan
from knowledge.bank import SHIPPED, load_bank

BANK = load_bank(SHIPPED)
SCREEN = make_plan(BANK, Wish("live", ("recruiter",), "short"), seed=3)


@pytest.fixture(scope="module")
def parts() -> Parts:
    return furnished(read_settings({}), BANK)


def held(plan: Plan, parts: Parts, folder: Path, ceiling: int) -> tuple[Session, int]:
    """A whole interview with a model behind it, and how often the model was asked."""

    async def hold(url: str) -> Session:
        chat, purse = (
            chat_model(model="gpt-4.1-mini", api_key="none", base_url=url),
            Purse(ceiling),
        )
        performer = Performer(BANK, voice(BANK, chat, purse), parts.ear, parts.lookup, time.time)
        judges: dict[str, Judge] = {"embedded": parts.judge, "model": ModelJudge(chat)}
        store = open_store(f"sqlite:///{folder / 'interviews.sqlite3'}")
        interviews = Interviews(BANK, store, performer, judges, "model", time.time, purse)
        id = await interviews.begin(plan)
        session = await interviews.settle(id)
        while isinstance(move := next_move(session), Listen):
            text = "No, thank you." if move.awaits == "question" else _answer(session)
            await interviews.answer(id, text, turn_of(session))
            session = await interviews.settle(id)
        await chat.close()
        return session

    with Endpoint() as endpoint:
        return asyncio.run(hold(endpoint.url)), len(endpoint.chats)


def _answer(session: Session) -> str:
    asked = next(e for e in reversed(session.events) if isinstance(e, Asked))
    return BANK.question(asked.question).exemplars[0].text


def told(session: Session) -> list[str]:
    return [e.line for e in session.events if isinstance(e, Stumbled)]


def test_below_the_ceiling_the_model_words_and_judges(parts: Parts, tmp_path: Path) -> None:
    session, _ = held(SCREEN, parts, tmp_path, ceiling=0)

    assert told(session) == []
    assert {e.grade.maker.judge for e in session.events if isinstance(e, Graded)} == {"model"}
    assert bill(session).completion > 0
    assert bill(session).dollars


def test_at_the_ceiling_one_sentence_is_said_and_the_interview_goes_on_to_its_end_and_is_graded(
    parts: Parts, tmp_path: Path
) -> None:
    session, asked = held(SCREEN, parts, tmp_path, ceiling=600)

    assert told(session) == [USED_UP]
    assert asked == 1
    assert isinstance(session.events[-1], Finished | Graded)
    assert {e.grade.maker.judge for e in session.events if isinstance(e, Graded)} == {"embedded"}


@pytest.mark.parametrize("ceiling", [1, 700, 3_000, 7_000])
def test_no_session_spends_more_than_its_ceiling(ceiling: int, parts: Parts, tmp_path: Path) -> None:
    session, _ = held(SCREEN, parts, tmp_path, ceiling)

    assert spent(session) <= ceiling
