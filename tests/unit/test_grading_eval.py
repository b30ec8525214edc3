"""The grading eval: judges are compared answer by answer, and only where both have graded."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from evals.agreement import agreement, difference
from evals.gold_answers import GoldAnswer, Split
from evals.grading import GUIDE, Graded, differences, main, result_file, stored, summary
from evals.tables import compared
from interviewer.types import Grade, Maker
from knowledge.bank import load_bank

LABELS = [1, 2, 3, 4, 5, 1, 3, 5]
QUESTIONS = ["R1", "R1", "R2", "R2", "R3", "R3", "R4", "R4"]
MAKER = Maker("model", "1", "some-model", "abc")


def gold(n: int, label: int, question: str = "R1", kind: str = "a") -> GoldAnswer:
    return GoldAnswer(
        id=f"{question}-{n}", question_id=question, stage="recruiter", split="tune", kind=kind, answer="words", overall=label
    )  # fmt: skip


def grade(overall: int | None) -> Grade:
    return Grade("R1", "R1@1", (), (), (), overall, MAKER)


def run(overalls: list[int | None]) -> list[Graded]:
    rows = zip(overalls, LABELS, QUESTIONS, strict=True)
    return [Graded(gold(n, label, question), grade(given)) for n, (given, label, question) in enumerate(rows)]


def test_a_judge_is_no_better_than_itself() -> None:
    same = difference(LABELS, LABELS, LABELS, QUESTIONS)
    assert (same.n, same.kappa, same.low, same.high, same.better) == (8, 0.0, 0.0, 0.0, 0.0)


def test_the_difference_is_that_of_the_two_kappas() -> None:
    other = [2, 2, 3, 3, 4, 1, 3, 3]
    found = difference(LABELS, other, LABELS, QUESTIONS)
    assert found.kappa == pytest.approx(1.0 - (agreement(other, LABELS, QUESTIONS).kappa or 0))
    assert found.better == 1.0
    back = difference(other, LABELS, LABELS, QUESTIONS)
    assert back.kappa == pytest.approx(-(found.kappa or 0))


def test_nothing_in_common_is_no_difference_and_not_zero() -> None:
    assert difference([], [], [], []).kappa is None
    assert difference([3, 3], [3, 3], [3, 3], ["R1", "R2"]).kappa is None


def test_only_answers_that_both_judges_graded_are_compared() -> None:
    found = run([1, 2, None, 4, 5, 1, 3, 5])
    other = {g.gold.id: 3 for g in found if g.gold.id != "R1-0"}
    gaps = differences(found, other)
    assert gaps["all"].n == 6
    assert "kappa less that of embedded" in compared("embedded", gaps)


def test_a_stored_run_gives_back_the_grade_of_each_answer(tmp_path: Path) -> None:
    found = run([1, 2, None, 4, 5, 1, 3, 5])
    file = result_file("model", "tune", tmp_path)
    file.write_text(json.dumps(summary(found, MAKER, load_bank(GUIDE), "tune")), "utf-8")
    assert stored(file) == {g.gold.id: g.grade.overall for g in found if g.grade.overall is not None}


@pytest.mark.parametrize(
    ("split", "name"), [("report", "grading-model.json"), ("tune", "grading-model-tune.json")]
)
def test_a_run_on_tune_never_takes_the_place_of_one_on_report(
    split: Split, name: str, tmp_path: Path
) -> None:
    assert result_file("model", split, tmp_path).name == name


def test_comparing_with_a_run_that_was_not_stored_says_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--split", "tune", "--against", "nobody"]) == 2
    assert "run that judge on this split first" in capsys.readouterr().err
