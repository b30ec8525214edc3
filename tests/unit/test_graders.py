"""How good the graders are, said from the results files alone: for the page and for the docs."""

from __future__ import annotations

import json
from pathlib import Path

from evals import published
from evals.grading import RESULTS
from interviewer.grading.agreement import Figure, Published, Results
from interviewer.grading.local_marks import Gain, LocalMarks, local_marks
from interviewer.grading.report import (
    NONE,
    Robustness,
    Share,
    Table,
    as_markdown,
    report,
    robustness,
    weaknesses,
)
from interviewer.web.graders import graders_page

FIGURES = {
    "all": Figure(n=143, kappa=0.78, low=0.73, high=0.82, exact=0.48, within_one=0.91, bias=-0.05),
    "muddy": Figure(n=48, kappa=0.33, low=0.01, high=0.56, exact=0.42, within_one=0.9, bias=0.08),
    "recruiter": Figure(n=18, kappa=0.87, low=0.84, high=0.9),
    "technical": Figure(n=81, kappa=0.76, low=0.68, high=0.83),
    "band low": Figure(n=49, kappa=0.1, bias=0.33, exact=0.5),
    "band middle": Figure(n=34, kappa=0.0, exact=0.29, within_one=0.97),
    "band high": Figure(n=60, kappa=0.27, bias=-0.43, exact=0.57),
}
RESULT = Published(
    judge="embedded", version="a1", model="", prompts="", split="report", groups=FIGURES, n=144, graded=143,
    not_graded=("language",), labels="medians of three language-model raters, not of people",
)  # fmt: skip
GOOD = RESULT.model_copy(
    update={
        "groups": {"all": Figure(n=143, kappa=0.95, low=0.9, high=0.97, exact=0.9, within_one=1.0)},
        "graded": 144,
    }
)


def test_every_figure_of_the_results_is_in_the_report_with_n_and_interval() -> None:
    told = as_markdown(report([RESULT]))

    assert "| All answers | 143 | 0.78 [0.73, 0.82] | 48% | 91% | -0.05 |" in told
    assert "| Strong answers (4-5) | 60 | – | 57% | 0% | -0.43 |" in told
    assert "not of people" in told


def test_what_a_grader_is_bad_at_is_read_off_its_figures() -> None:
    told = " ".join(weaknesses(RESULT))

    assert "1 of 144 answers it could not grade (language)." in told
    assert "hardly tells apart: agreement 0.33 [0.01, 0.56]" in told
    assert "too kind to weak answers, by 0.3" in told
    assert "too strict with strong answers, by 0.4" in told
    assert "exactly in 29% only" in told
    assert "weakest in the technical interview" in told


def test_a_grader_with_good_figures_has_no_faults_invented_for_it() -> None:
    assert list(weaknesses(GOOD)) == []


def test_shares_of_the_robustness_battery_stand_beside_the_grader_that_they_are_of() -> None:
    held = Robustness(
        judge="embedded",
        version="a1",
        families={"padding": Share(held=38, n=39, same=30, fell=9, means="It did not help.")},
    )
    other = held.model_copy(update={"version": "older"})

    [table] = [
        b for b in report([RESULT], [other, held]) if isinstance(b, Table) and "Robustness" in b.caption
    ]
    assert table.rows == (("padding", "It did not help", "38 of 39", "30 of 39", "9 of 39"),)
    assert not [b for b in report([RESULT], [other]) if isinstance(b, Table) and "Robustness" in b.caption]


def test_a_grader_whose_overall_is_another_ones_has_a_sentence_in_place_of_the_same_table() -> None:
    local = RESULT.model_copy(update={"judge": "local", "version": "a1-b2", "model": "qwen"})
    moved = local.model_copy(update={"groups": GOOD.groups})

    told = as_markdown(report([RESULT, local]))

    assert told.count("| All answers |") == 1
    assert "Its overall is that of the embedded grader" in told.split("## Local grader (qwen)")[1]
    assert as_markdown(report([RESULT, moved])).count("| All answers |") == 2


def test_marks_with_a_local_model_are_told_with_their_figures() -> None:
    found = LocalMarks(
        model="qwen", questions=39, points={"met": 79, "partly": 120, "nothing": 88}, embedded=0.795, both=0.855,
        gain=Gain(whole=0.06, low=0.02, high=0.1), exact={"embedded": 0.52, "both": 0.56},
    )  # fmt: skip

    told = as_markdown(report([RESULT], marks=found))

    assert "On 287 points of middling examples to 39 questions" in told
    assert "in 86% of pairs; by the embedded grader alone in 80% (gain 0.06 [0.02, 0.10])" in told
    assert "exactly their credit: 56%, alone 52%. The overall" in told


def test_a_damaged_record_of_these_marks_counts_as_none(tmp_path: Path) -> None:
    (tmp_path / "claims-local.json").write_text('{"model": "qwen"}')

    assert local_marks(tmp_path) is None


def test_without_results_nothing_is_claimed() -> None:
    assert NONE in report([])


def test_the_page_shows_what_stands_in_a_file_as_text() -> None:
    hostile = RESULT.model_copy(update={"model": "<script>alert(1)</script>", "judge": "model"})

    page = graders_page(report([hostile]))

    assert "<script>" not in page
    assert "&lt;script&gt;" in page
    assert "http" not in page.replace("https", "http").split("<body>")[1].replace("&lt;", "")


def test_one_command_writes_the_docs_from_the_results(tmp_path: Path) -> None:
    (tmp_path / "grading-x.json").write_text(RESULT.model_dump_json(), "utf-8")
    (tmp_path / "robustness-x.json").write_text(json.dumps({"judge": "embedded"}), "utf-8")

    assert published.main(["--results", str(tmp_path), "--to", str(tmp_path / "graders.md")]) == 0

    assert (tmp_path / "graders.md").read_text("utf-8") == as_markdown(report([RESULT]))


def test_the_published_results_can_be_read() -> None:
    found = Results((RESULTS,))()

    assert "embedded" in {result.judge for result in found}
    assert {r.judge for r in robustness(RESULTS)} >= {"embedded"}
