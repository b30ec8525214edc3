"""Measuring a model of one's own: nothing is sent unasked, and the page then knows the figure for that very model."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from evals import grading, own_model
from evals.gold_answers import gold_answers
from evals.wire.endpoint import Endpoint
from evals.wire.player import play
from interviewer.grading.agreement import (
    LOW,
    OTHER_GUIDE,
    OTHER_VERSION,
    UNKNOWN_GUIDE,
    UNMEASURED,
    Results,
    standing,
)
from interviewer.types import Maker
from tests.unit.sessions import BANK


@pytest.fixture
def endpoint(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Endpoint]:
    """A scripted model, named in the settings of a fresh user."""
    with Endpoint(play, models=("marker",)) as served:
        for name, value in {
            "OPENAI_BASE_URL": served.url, "INTERVIEWER_MODEL": "marker", "GRADER_MODEL": "", "OPENAI_API_KEY": "",
            "DATA_DIR": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path), "INTERVIEWER_SETTINGS": "",
        }.items():  # fmt: skip
            monkeypatch.setenv(name, value)
        yield served


def test_without_a_model_one_sentence_says_what_to_set(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))

    assert grading.main(["--judge", "model", "--split", "tune"]) == 1
    assert own_model.NO_MODEL in capsys.readouterr().err


def test_nothing_is_sent_before_its_owner_has_agreed_to_what_it_costs(
    endpoint: Endpoint, capsys: pytest.CaptureFixture[str]
) -> None:
    agreed = own_model.agreed(BANK, gold_answers("tune"), yes=False, ask=lambda _: "n")

    said = capsys.readouterr().out
    assert not agreed
    assert "153 answers" in said
    assert "prompt and" in said
    assert "no price list here names this model" in said
    assert len(endpoint.chats) == 1  # the connection test: "Say the word: ready"


def test_a_model_with_a_price_list_is_priced_before_it_is_asked() -> None:
    cost = own_model.cost("gpt-4.1-mini", BANK, gold_answers("tune"))

    assert cost.dollars == pytest.approx((cost.prompt * 0.4 + cost.completion * 1.6) / 1e6)
    assert "US dollars" in cost.line


def test_a_model_that_does_not_reply_is_not_measured(
    endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")

    assert grading.main(["--judge", "model", "--split", "tune", "--yes"]) == 1
    assert "cannot be reached" in capsys.readouterr().err


def test_every_answer_goes_over_the_wire_once_and_is_counted(
    endpoint: Endpoint, capsys: pytest.CaptureFixture[str]
) -> None:
    assert grading.main(["--judge", "model", "--split", "tune", "--yes"]) == 0

    said = capsys.readouterr().out
    first_looks = [r for r in endpoint.chats if "\nFLAGS\n" in r.user]
    assert len(first_looks) == 153
    assert "judge model" in said
    assert "graded 153 of 153" in said
    assert not list(grading.RESULTS.glob("*model*"))


MAKER = Maker("model", "2", "marker", "abc")


def measured(folder: Path, maker: Maker, kappa: float | None, **more: object) -> Results:
    """A results file of that maker, as the eval writes it."""
    result = {
        "judge": maker.judge, "version": maker.version, "model": maker.model, "prompts": maker.prompts,
        "split": "report", "groups": {"all": {"n": 143, "kappa": kappa}}, "bank": BANK.fingerprint, "guide": BANK.id,
        **more,
    }  # fmt: skip
    own_model_file = folder / f"grading-{len(list(folder.iterdir()))}.json"
    own_model_file.write_text(json.dumps(result), "utf-8")
    return Results((folder,))


def test_the_page_then_knows_the_agreement_of_that_very_model(tmp_path: Path) -> None:
    results = measured(tmp_path, MAKER, 0.91)

    assert standing(MAKER, results(), BANK).line == "agreement 0.91 with three AI raters, n = 143"
    assert standing(replace(MAKER, model="another"), results(), BANK).line == UNMEASURED
    assert standing(replace(MAKER, prompts="def"), results(), BANK).line == OTHER_VERSION


def test_figures_that_are_added_while_the_app_runs_are_found(tmp_path: Path) -> None:
    results = Results((tmp_path, tmp_path / "not there"))
    assert results() == ()

    measured(tmp_path, MAKER, 0.91)

    assert [r.model for r in results()] == ["marker"]


def test_a_damaged_file_of_figures_counts_as_none(tmp_path: Path) -> None:
    (tmp_path / "grading-x.json").write_text("{", "utf-8")

    assert standing(MAKER, measured(tmp_path, MAKER, 0.8)(), BANK).line.startswith("agreement 0.80")


def test_a_grader_that_agrees_too_little_has_its_overall_withheld(tmp_path: Path) -> None:
    assert standing(MAKER, measured(tmp_path, MAKER, 0.39)(), BANK).withheld == LOW


def test_on_a_guide_that_no_grader_was_measured_on_the_overall_is_withheld(tmp_path: Path) -> None:
    found = standing(MAKER, measured(tmp_path, MAKER, 0.9)(), replace(BANK, id="nurse"))

    assert (found.line, found.withheld) == (OTHER_GUIDE, UNKNOWN_GUIDE)


def test_a_figure_from_before_the_questions_changed_says_so(tmp_path: Path) -> None:
    found = standing(MAKER, measured(tmp_path, MAKER, 0.9)(), replace(BANK, fingerprint="later"))

    assert found.line.endswith("on an earlier version of these questions")
    assert found.withheld == ""
