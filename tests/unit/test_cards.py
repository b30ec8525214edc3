"""The card and the debrief on the page: every verdict in words, every citation opens, nothing typed does anything."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interviewer.debrief import loop_debrief, stage_debrief
from interviewer.grading.every_point import every_point
from interviewer.types import Card, DimensionRow, Drill, Maker, Raised, StageDebrief
from interviewer.web.cards import HINT_COUNTS, card_html
from interviewer.web.chart import chart_svg
from interviewer.web.debrief import debrief_html
from interviewer.web.study import chosen, drill_html
from tests.unit.sessions import ANSWER, BANK, COST, MARKED, SPLIT, Talk, one_answer, planned

VOID = {"br", "hr", "img", "input", "link", "meta"}


class Tree(HTMLParser):
    """Reads HTML and remembers what is in it; raises where a tag is closed that is not open."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        self.open += [] if tag in VOID else [tag]

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def opens(passage: str) -> str:
    return {p.id: p.text for p in BANK.guide.passages}.get(passage, "")


def answered(said: str = ANSWER) -> Talk:
    return one_answer(said).rate(4)


def shown(card: Card, agreement: str = "agreement 0.81") -> Tree:
    return Tree(card_html(card, opens, agreement))


def debriefed(debriefs: tuple[StageDebrief, ...], agreement: str = "agreement 0.81") -> Tree:
    return Tree(debrief_html(debriefs, opens, agreement))


CARD = answered().grade(3, MARKED, raised=(Raised("accuracy-only", "look at accuracy"),)).card


# --- the card ----------------------------------------------------------------------------------


def test_the_card_says_both_grades_who_made_it_and_how_far_to_trust_it() -> None:
    text = shown(CARD).text

    assert "You said 4 · Graded 3 (embedded grader, agreement 0.81)" in text
    assert "0:10 of 8:00 · 0 probes · 0 hints · evidence for 4 of 6 points" in text


def test_without_a_measured_agreement_the_card_claims_none() -> None:
    assert "Graded 3 (embedded grader)" in shown(CARD, agreement="").text


def test_a_candidate_who_did_not_rate_herself_is_not_said_to_have() -> None:
    assert "You said" not in shown(replace(CARD, rating=None)).text


def test_the_card_shows_the_parts_in_the_order_in_which_they_help() -> None:
    html = card_html(answered().grade(2, MARKED).card, opens, "")

    assert re.findall(r"<h3>([^<]+)</h3>", html) == [
        "Heard", "Fix first", "Why", "Keep", "Missing", "Facts to add",
    ]  # fmt: skip


def test_each_quote_says_in_a_word_and_a_symbol_what_it_counts_for() -> None:
    text = shown(CARD).text

    assert "“look at accuracy”✗ not met: a metric that fits rare events" in text
    assert "⚠ red flag: Judges a rare-event model by accuracy." in text
    assert "◐ partly: a threshold set from costs" in text


def test_every_citation_opens_its_passage_or_is_only_named() -> None:
    assert f"rubric point · guide 3.2.1{opens('guide 3.2.1')}" in shown(CARD).text
    assert Tree(card_html(CARD, lambda _: "", "")).tags.count("details") == 1


def test_a_passage_behind_all_missing_points_is_cited_once_and_each_of_several_beside_its_point() -> None:
    first, second = CARD.missing
    several = replace(CARD, missing=(first, replace(second, passage="guide 2.2")))

    once, each = (
        card_html(card, opens, "").split("<h3>Missing</h3>")[1].split("</section>")[0]
        for card in (CARD, several)
    )

    assert once.count(opens("guide 3.2.1")) == 1
    assert each.index("guide 3.2.1") < each.index(second.text) < each.index("guide 2.2")


def test_missing_points_that_have_no_room_are_counted() -> None:
    assert "and 1 more, under “Every point”" in shown(replace(CARD, missing=CARD.missing[:1])).text
    assert "more, under" not in shown(CARD).text


def test_advice_beside_the_points_own_source_is_cited_as_advice() -> None:
    assert "advice · guide 2.2" in shown(replace(CARD, why_passage="guide 2.2")).text


def test_every_point_stands_under_the_fold_with_its_verdict_and_the_words_behind_it() -> None:
    fold = card_html(CARD, opens, "").split('<details class="points">')[1]

    assert fold.count("<li>") == 6
    assert "○</span> no evidence</span> <strong>what bias and variance mean" in fold
    assert "✓</span> met</span> <strong>validation that respects time" in fold
    assert "“We split by time, not randomly”" in fold
    assert f"embedded grader 1 · rubric {BANK.question('3.2.1').rubric}" in fold


def test_a_point_is_named_by_what_it_asks_for_the_heaviest_first_and_says_what_would_meet_it() -> None:
    fold = Tree(
        '<details class="points">'
        + card_html(CARD, opens, "").split('<details class="points">')[1].removesuffix("</section>")
    ).text
    points = {p.id: p for p in BANK.question("3.2.1").points}
    shown = sorted(points.values(), key=lambda p: fold.index(p.text))

    assert [p.weight for p in shown] == [3, 3, 3, 2, 2, 1]
    assert f"Met when: “{points['metric'].met_when}”" in fold
    assert f"Met when: “{points['trade-off'].met_when}”" in fold
    assert points["over-time"].met_when not in fold


def test_what_a_rubric_says_of_the_person_is_no_advice_below_the_fold_either() -> None:
    question = BANK.question("3.2.1")
    rude = tuple(replace(p, met_when="You seem nervous.") for p in question.points)

    assert not any(p.met_when for p in every_point(replace(question, points=rude), CARD.grade.marks))


def test_a_models_grade_names_the_model_and_the_prompts() -> None:
    made = replace(CARD, grade=replace(CARD.grade, maker=Maker("model", "2", "qwen", "ab12")))

    assert (
        f"model grader 2 · rubric {BANK.question('3.2.1').rubric} · model qwen · prompts ab12"
        in shown(made).text
    )


def test_a_grade_that_could_not_be_made_is_words_and_no_number() -> None:
    text = shown(answered().grade(None).card).text

    assert "You said 4 · Not graded: The grader failed." in text
    assert "Graded 3" not in text
    assert "Fix first" not in text


def test_a_capped_or_hinted_grade_says_why() -> None:
    hinted = answered().grade(3, {"over-time": ("met", SPLIT)}, hinted={"over-time": 2}).card
    capped = replace(CARD, grade=replace(CARD.grade, cap_reason="This repeats the question."))

    assert HINT_COUNTS in shown(hinted).text
    assert "This repeats the question." in shown(capped).text


def test_an_answer_that_met_everything_has_nothing_to_fix() -> None:
    complete = answered().grade(5, {p.id: ("met", SPLIT) for p in BANK.question("3.2.1").points})

    assert "Nothing: every point is met." in shown(complete.card).text


def test_an_answer_that_met_nothing_is_told_so_without_a_quote() -> None:
    text = shown(answered("Weather.").grade(1).card).text

    assert "Nothing yet that counts for this question." in text
    assert "“" not in text.split("Why")[0]


# --- the debrief -------------------------------------------------------------------------------


def stage(*, verdict_overall: int = 4) -> StageDebrief:
    talk = Talk(planned("3.2.1", "3.2.2", mode="live")).open("technical").ask("3.2.1").say(ANSWER).rate(5)
    talk.grade(3, MARKED, tokens=1200).ask("3.2.1", again=True).say(ANSWER).grade(verdict_overall, MARKED)
    return stage_debrief(talk.close("technical").session, "technical", BANK)


def test_the_debrief_says_what_it_covers_and_that_it_is_not_calibrated() -> None:
    text = debriefed((stage(),)).text

    assert "Technical interview" in text
    assert "(not calibrated)" in text
    assert "Mean: 4.0 over 1 answer (embedded grader, agreement 0.81)" in text


def test_a_verdict_is_a_word_and_a_symbol() -> None:
    assert "▼▼ Strong No Hire" in debriefed((stage(),)).text
    assert "▲ Hire" in debriefed((replace(stage(), verdict="Hire"),)).text


def test_a_stage_without_a_grade_has_no_mean() -> None:
    assert (
        "Mean: none (0 of 3 answers graded)"
        in debriefed((replace(stage(), mean=None, given=3, graded=0, cards=()),)).text
    )


def test_the_grid_gives_the_level_the_words_and_the_next_step_and_names_apart_what_was_not_assessed() -> None:
    html = debrief_html((stage(),), opens, "")

    assert '<th scope="row">Framing' not in html
    assert "<h3>Not assessed</h3><ul><li>Framing</li>" in html
    assert '<td data-label="Level"><strong>3.0</strong>' in html
    assert "“I would use SMOTE”" in html
    assert "Say how you secure point-in-time correctness" in html


def test_the_chart_says_its_figures_to_those_who_do_not_see_it() -> None:
    rows = (
        DimensionRow("a", "Framing", True, 3.0, 2, (), ""),
        DimensionRow("b", "Data & features", False, None, 0, (), ""),
    )

    assert (
        'aria-label="Dimensions of the Stage, 1 to 5: Framing 3.0; Data &amp; features not assessed"'
        in chart_svg(rows, "Stage")
    )


def test_the_answers_stand_in_a_table_with_time_and_both_grades() -> None:
    html = debrief_html((stage(),), opens, "")

    assert "<caption>Time and grades by answer</caption>" in html
    assert '<td data-label="You said">' in html
    assert '<td data-label="Time">' in html


def test_drills_name_success_and_open_the_tips() -> None:
    html = drill_html(stage().drills[0], opens)

    assert "Your answer contains what bias and variance mean" in html
    assert opens("guide 4.2.3") in html


def test_of_several_stages_the_first_drill_of_each_comes_before_any_second_and_three_are_enough() -> None:
    drills = {name: (Drill(f"{name}1", name, "", ()), Drill(f"{name}2", name, "", ())) for name in "ab"}

    plan = chosen([replace(stage(), drills=drills[name]) for name in "ab"])

    assert [drill.question for drill in plan] == ["a1", "b1", "a2"]


def test_the_grid_says_what_not_assessed_means_and_what_was_asked_for_in_vain() -> None:
    rows = (
        DimensionRow("a", "Framing", True, 2.0, 3, (), "", silent=1, note="Own questions are not graded."),
        DimensionRow("b", "Serving", False, None, 0, (), ""),
    )
    text = debriefed((replace(stage(), rows=rows),)).text
    full = debriefed((replace(stage(), rows=(replace(rows[0], silent=0),)),)).text

    assert (
        "Not assessed: no question and no follow-up asked for it. What was asked for and left out counts"
        in text
    )
    assert "asked for" not in full
    assert "over 3 answers, nothing said in 1" in text
    assert "Own questions are not graded." in text


def test_the_candidates_own_questions_are_a_figure_where_they_were_invited() -> None:
    assert "<dt>Your own questions</dt><dd>2</dd>" in debrief_html(
        (replace(stage(), own_questions=2),), opens, ""
    )
    assert "<dt>Your own questions</dt><dd>0</dd>" in debrief_html(
        (replace(stage(), own_questions=0),), opens, ""
    )
    assert "Your own questions" not in debriefed((stage(),)).text


def test_names_of_points_that_hold_commas_stand_apart() -> None:
    talk = answered().grade(3, {"metric": ("met", COST), "control": ("met", COST)})

    assert "why accuracy does not · a concrete way" in shown(talk.card).text


def test_the_figures_stand_in_a_list_of_terms() -> None:
    html = debrief_html((stage(),), opens, "")

    assert "<dt>Tokens</dt><dd>1,200</dd>" in html
    assert "<dt>Your own grades</dt><dd>2.0 higher than the grades, on average</dd>" in html


def test_nothing_is_said_of_own_grades_that_were_not_given() -> None:
    html = debrief_html((replace(stage(), rating_gap=None, cards=(replace(CARD, rating=None),)),), opens, "")

    assert "Your own grades" not in html
    assert "You said" not in html


def test_while_the_interview_goes_on_the_latest_debrief_comes_first_and_the_earlier_ones_are_folded() -> None:
    html = debrief_html((stage(), replace(stage(), stage="behavioral")), opens, "", over=False)

    assert html.startswith('<section class="debrief" aria-label="Debrief: Behavioral interview">')
    assert html.count('<details class="earlier"><summary>Technical interview: its debrief</summary>') == 1
    assert "at a glance" not in html


@pytest.mark.parametrize(
    ("gap", "said"),
    [
        (-0.5, "0.5 lower than the grades, on average"),
        (0.01, "level with the grades, on average"),
    ],
)
def test_the_gap_to_the_own_grades_is_said_in_words(gap: float | None, said: str) -> None:
    assert f"<dd>{said}</dd>" in debrief_html((replace(stage(), rating_gap=gap),), opens, "")


def test_a_second_try_is_named_as_one() -> None:
    assert "Bias-variance and class imbalance (try 2): graded 4" in debriefed((stage(),)).text


def test_an_agreement_is_not_claimed_for_grades_of_two_graders() -> None:
    first, second = stage().cards
    other = replace(second, grade=replace(second.grade, maker=Maker("model", "1", "qwen")))

    assert "agreement 0.81" not in debriefed((replace(stage(), cards=(first, other)),)).text


def test_several_stages_begin_with_an_overview() -> None:
    talk = Talk(planned("R2", "3.2.1", mode="live")).open("recruiter").ask("R2").say("Because.").grade(2)
    talk.close("recruiter").open("technical").ask("3.2.1").say(ANSWER).grade(3, MARKED).close("technical")
    html = debrief_html(loop_debrief(talk.finish().session, BANK), opens, "")

    assert '<th scope="row">Recruiter screen</th>' in html
    assert (
        html.index("at a glance") < html.index("Debrief: Recruiter screen") < html.index("Debrief: Technical")
    )


def test_no_debrief_is_nothing() -> None:
    assert debrief_html((), opens, "") == ""


# --- safe whatever was said --------------------------------------------------------------------

HOSTILE = "<img src=x onerror=alert(1)> \"quoted\" & 'so' </section><script>1</script>"


def test_what_a_candidate_or_a_model_wrote_is_text() -> None:
    marks = {p.id: ("partly", HOSTILE) for p in BANK.question("3.2.1").points}
    talk = answered(HOSTILE).grade(3, marks).close("technical")
    card = replace(talk.card, title=HOSTILE, fix_first=HOSTILE, why=HOSTILE, facts_to_add=(HOSTILE,))
    debrief = replace(
        stage_debrief(talk.session, "technical", BANK), stage=HOSTILE, flip=HOSTILE, next_time=HOSTILE,
        not_assessed=(HOSTILE,), cards=(card,),
    )  # fmt: skip
    tree = Tree(
        card_html(card, lambda _: HOSTILE, HOSTILE)
        + debrief_html((debrief, debrief), lambda _: HOSTILE, HOSTILE)
    )

    assert {"img", "script"}.isdisjoint(tree.tags)
    assert not any(name.startswith("on") for name, _ in tree.attributes)
    assert HOSTILE in tree.text


@settings(max_examples=50, deadline=None)
@given(st.text(min_size=1))
def test_the_card_is_well_formed_whatever_is_quoted(said: str) -> None:
    tree = shown(answered(said).grade(2, {"over-time": ("met", said), "metric": ("partly", COST)}).card)

    assert set(tree.tags) <= {
        "section",
        "header",
        "h2",
        "h3",
        "p",
        "div",
        "ul",
        "li",
        "span",
        "strong",
        "details",
        "summary",
        "a",
    }


def test_nothing_of_a_debrief_is_styled_in_place() -> None:
    assert [value for name, value in debriefed((stage(),)).attributes if name == "style"] == []
