"""Simulated candidates sit whole interviews with the real interviewer: they end, nothing is lost, no rule is broken."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from evals.casting import WISHES, Run, runs
from evals.repertoire import personas
from evals.simulation import Outcome, Parts, furnished, held
from evals.wire.awkward import Awkward
from evals.wire.endpoint import Endpoint
from interviewer.chat_models import chat_model
from interviewer.events import Answered, Finished, Probed, Spent
from interviewer.planner import Wish
from interviewer.settings import read_settings
from knowledge.bank import load_bank

PERSONAS = {persona.name: persona for persona in personas()}
SETTINGS = read_settings({})
BANK = load_bank(SETTINGS.guide)
SCREEN = Wish("live", ("recruiter",), "short")
DRILL = Wish("drill", ("recruiter",), "short", question="R1")
PRACTICE = Wish("practice", ("recruiter",), "short")
ABOUT_THE_EAR = "misheard"
"""`python -m evals interview` counts what is misheard; these tests are about everything else."""


@pytest.fixture(scope="module")
def parts() -> Parts:
    return furnished(SETTINGS, BANK)


@pytest.fixture
def awkward(parts: Parts) -> Iterator[Parts]:
    """The same parts, but with a model that words everything as it must not be said."""
    with Endpoint(Awkward(BANK)) as endpoint:
        url = endpoint.url
        yield replace(parts, chat=lambda: chat_model(model="awkward", api_key="none", base_url=url))


def interview(persona: str, wish: Wish, parts: Parts, folder: Path, seed: int = 2) -> Outcome:
    return held(Run(1, seed, PERSONAS[persona], wish), parts, f"sqlite:///{folder / 'interviews.sqlite3'}")


def broken(outcome: Outcome) -> list[str]:
    return [f"{v.check}: {v.what}" for v in outcome.violations if v.check != ABOUT_THE_EAR]


def count(outcome: Outcome, kind: type) -> int:
    assert outcome.session is not None
    return sum(isinstance(event, kind) for event in outcome.session.events)


@pytest.mark.parametrize("persona", sorted(PERSONAS))
def test_a_screen_with_any_candidate_ends_and_breaks_no_rule(
    persona: str, parts: Parts, tmp_path: Path
) -> None:
    outcome = interview(persona, SCREEN, parts, tmp_path)

    assert broken(outcome) == []
    assert count(outcome, Finished) == 1


@pytest.mark.parametrize("persona", ["strong", "terse", "injecting", "switching-language"])
def test_whatever_a_model_says_no_candidate_hears_a_broken_rule(
    persona: str, awkward: Parts, tmp_path: Path
) -> None:
    outcome = interview(persona, SCREEN, awkward, tmp_path)

    assert broken(outcome) == []
    assert count(outcome, Spent) >= count(outcome, Probed) > 0


def test_an_interview_that_changes_its_server_loses_nothing(parts: Parts, tmp_path: Path) -> None:
    restless = PERSONAS["leaving"].model_copy(update={"away": 1.0, "new_process": 1.0})

    outcome = held(Run(1, 5, restless, PRACTICE), parts, f"sqlite:///{tmp_path / 'interviews.sqlite3'}")

    assert broken(outcome) == []
    assert count(outcome, Answered) == outcome.messages > 2


def test_the_same_seed_gives_the_same_interview(parts: Parts, tmp_path: Path) -> None:
    (tmp_path / "again").mkdir()

    first = interview("lost", DRILL, parts, tmp_path)
    second = interview("lost", DRILL, parts, tmp_path / "again")

    assert first.session is not None
    assert second.session is not None
    assert [e.kind for e in first.session.events] == [e.kind for e in second.session.events]


def test_every_persona_meets_every_mode_length_and_stage() -> None:
    pairs = {(run.persona.name, run.wish) for run in runs(len(PERSONAS) * len(WISHES), seed=1)}

    assert len(pairs) == len(PERSONAS) * len(WISHES)
