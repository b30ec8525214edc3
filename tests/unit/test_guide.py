"""Guides: any text becomes a whole guide with its passages at their places, or an error with the remedy."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.errors import GuideError
from knowledge.guide import LARGEST, load_guide, read_guide
from knowledge.types import Guide, Passage

ROOT = Path(__file__).parents[2]
ORIGINAL = ROOT.parent / "shared" / "guide.txt"
TWIN = ROOT / "tests" / "fixtures" / "guide_twin.txt"
SHIPPED = ROOT / "knowledge" / "guides" / "fintech-ml-engineer" / "guide.md"

needs_original = pytest.mark.skipif(not ORIGINAL.exists(), reason="the original guide is not on this machine")
every_guide = pytest.mark.parametrize(
    "path",
    [pytest.param(ORIGINAL, marks=needs_original, id="original"), TWIN, SHIPPED],
    ids=lambda path: path.name,
)


def passage(guide: Guide, id: str) -> Passage:
    return {passage.id: passage for passage in guide.passages}[id]


def stands_at_its_place(guide: Guide, passage: Passage) -> bool:
    return bool(passage.text.strip()) and guide.text[passage.start : passage.end] == passage.text


def words(path: Path) -> list[str]:
    return re.findall(r"[a-z0-9]+", path.read_text(encoding="utf-8").lower())


# --- the fintech guide: the original, a twin of its form, and the one that ships ------------------


@every_guide
def test_the_fintech_guide_is_read_whole(path: Path) -> None:
    guide = load_guide(path)

    assert len(guide.sections) == 68
    assert [stage.number for stage in guide.stages] == ["2.1", "2.2", "2.3", "2.4", "2.5", "2.6"]
    assert len(guide.questions) == 29
    assert len(guide.tips) == 3 + 9
    assert [faq.number for faq in guide.faqs] == [f"5.{n}" for n in range(1, 10)]


@every_guide
def test_the_questions_stand_in_five_topics_of_two_stages(path: Path) -> None:
    guide = load_guide(path)
    asked = [passage for passage in guide.passages if passage.kind == "question"]

    assert [passage.id for passage in asked] == [f"guide {question.number}" for question in guide.questions]
    assert [passage.id.count("guide 3.1.") for passage in asked].count(1) == 5
    assert [passage.id.count("guide 3.2.") for passage in asked].count(1) == 5
    assert [passage.id.count("guide 3.3.") for passage in asked].count(1) == 5
    assert [passage.id.count("guide 3.4.") for passage in asked].count(1) == 4
    assert [passage.stage for passage in asked] == ["technical"] * 19 + ["behavioral"] * 10
    assert len({passage.topic for passage in asked}) == 5


@every_guide
def test_every_passage_of_the_fintech_guide_stands_at_its_place(path: Path) -> None:
    guide = load_guide(path)

    assert all(stands_at_its_place(guide, passage) for passage in guide.passages)
    assert len({passage.id for passage in guide.passages}) == len(guide.passages)
    assert all(passage.source == passage.id for passage in guide.passages)


@every_guide
def test_every_question_has_advice_and_every_story_an_example(path: Path) -> None:
    guide = load_guide(path)

    assert all(question.text and question.advice for question in guide.questions)
    assert [question.example is not None for question in guide.questions] == [False] * 19 + [True] * 10
    assert not any("Example:" in question.advice for question in guide.questions)
    assert not any(re.search("[“”]", question.example or "") for question in guide.questions)


@every_guide
def test_the_tips_of_the_company_are_its_paragraphs(path: Path) -> None:
    guide = load_guide(path)

    assert [tip.number for tip in guide.tips[:4]] == ["4.1/1", "4.1/2", "4.1/3", "4.2.1"]
    assert all(tip.text for tip in guide.tips)
    assert passage(guide, "guide 4.1/2").section == "4.1"


@every_guide
def test_stages_are_called_by_their_names_and_known_ones_are_recognised(path: Path) -> None:
    guide = load_guide(path)

    assert not any(re.match(r"Stage \d", stage.name) for stage in guide.stages)
    assert [passage(guide, f"guide {stage.number}").stage for stage in guide.stages] == [
        "", "recruiter", "technical", "behavioral", "", "",
    ]  # fmt: skip


@every_guide
def test_frequent_questions_lose_their_quotation_marks_and_keep_their_answers(path: Path) -> None:
    guide = load_guide(path)

    assert all(faq.question.endswith("?") and faq.answer for faq in guide.faqs)
    assert "take-home" in guide.faqs[2].question
    assert "remote" in passage(guide, "guide 5.9").text


def test_a_question_is_found_together_with_its_advice() -> None:
    guide = load_guide(TWIN)

    found = passage(guide, "guide 3.3.4")

    assert found.text.startswith("Change a billion rows\nAvoid one giant transaction.")
    assert found.topic == "Data engineering and pipelines"


def test_a_line_of_the_text_that_begins_with_a_number_is_no_heading() -> None:
    guide = load_guide(TWIN)

    timeline = passage(guide, "guide 2.7").text

    assert "\n2-4 weeks" in timeline
    assert "\n3.5 million pages" in timeline
    assert "\n2 Machines" in timeline
    assert "\n3. How fast you reply." in timeline


def test_an_outro_belongs_to_no_section() -> None:
    guide = load_guide(TWIN)

    assert "coaching" in guide.text
    assert not any("coaching" in section.text for section in guide.sections)


def test_a_heading_without_text_of_its_own_is_a_section_but_no_passage() -> None:
    guide = load_guide(TWIN)

    assert "3.5" in {section.number for section in guide.sections}
    assert "guide 3.5" not in {passage.id for passage in guide.passages}


@needs_original
def test_the_shipped_guide_shares_no_run_of_eight_words_with_the_original() -> None:
    original, shipped, twin = words(ORIGINAL), words(SHIPPED), words(TWIN)
    runs = {tuple(original[n : n + 8]) for n in range(len(original))}

    assert not runs & {tuple(shipped[n : n + 8]) for n in range(len(shipped))}
    assert not runs & {tuple(twin[n : n + 8]) for n in range(len(twin))}


def test_every_section_of_the_shipped_guide_can_be_cited() -> None:
    guide = load_guide(SHIPPED)

    cited = {passage.id for passage in guide.passages}

    assert {f"guide {section.number}" for section in guide.sections} <= cited


# --- the same guide in another form -------------------------------------------------------------


def test_windows_line_ends_and_a_byte_order_mark_change_nothing(tmp_path: Path) -> None:
    same = tmp_path / "guide.txt"
    same.write_bytes(b"\xef\xbb\xbf" + TWIN.read_bytes().replace(b"\n", b"\r\n"))

    assert load_guide(same) == load_guide(TWIN)


def test_a_guide_without_empty_lines_keeps_its_questions() -> None:
    tight = re.sub(r"\n\n+", "\n", TWIN.read_text(encoding="utf-8"))

    assert read_guide(tight).questions == load_guide(TWIN).questions


def test_the_hash_changes_with_the_text() -> None:
    text = TWIN.read_text(encoding="utf-8")

    assert read_guide(text).sha256 != read_guide(text.replace("giant", "huge")).sha256


# --- Markdown without numbers --------------------------------------------------------------------

COACH = """# Data analyst at a hospital

## The interview process
Two conversations.

### Phone screen
Half an hour.

### Case day
Half a day on site.

### Timeline
About ten days.

## Questions

### SQL
Window functions come up.

#### How do you find duplicates?
Group, count, decide which one stays.

#### What is a window function?
Show one with patients per ward.

### Behavioral

#### Tell me about a mistake of yours
Own it.

Example: *"I shipped a wrong join
and told the ward the same day."*

Close with the lesson.

## Tips

- Learn the words of a ward. Ask a nurse.
- Bring a query that you are proud of:
  - short
  - fast

## FAQ

### Can I work from home?
Two days a week.
"""


def test_numbers_follow_from_the_structure_of_a_markdown_guide() -> None:
    guide = read_guide(COACH)

    assert guide.title == "Data analyst at a hospital"
    assert [stage.name for stage in guide.stages] == ["Phone screen", "Case day"]
    assert [question.number for question in guide.questions] == ["2.1.1", "2.1.2", "2.2.1"]
    assert [question.topic for question in guide.questions] == ["SQL", "SQL", "Behavioral"]
    assert [faq.number for faq in guide.faqs] == ["4.1"]
    assert all(stands_at_its_place(guide, passage) for passage in guide.passages)


def test_an_example_of_several_lines_is_told_from_the_advice_around_it() -> None:
    question = read_guide(COACH).questions[2]

    assert question.example == "I shipped a wrong join and told the ward the same day."
    assert question.advice == "Own it.\n\nClose with the lesson."


def test_a_chapter_of_tips_may_be_a_list() -> None:
    guide = read_guide(COACH)

    assert [(tip.number, tip.title) for tip in guide.tips] == [
        ("3/1", "Learn the words of a ward."),
        ("3/2", "Bring a query that you are proud of:"),
    ]
    assert guide.tips[1].text.endswith("- fast")


def test_questions_may_be_the_items_of_a_list() -> None:
    guide = read_guide(
        "# Technical questions\n\n1. What is a join?\n   - inner\n   - outer\n2. What is an\nindex?\n\nGo.\n"
        "# Behavioral questions\n* Tell me about a conflict.\n"
    )

    assert [(question.number, question.text) for question in guide.questions] == [
        ("1/1", "What is a join?"),
        ("1/2", "What is an index?"),
        ("2/1", "Tell me about a conflict."),
    ]
    assert guide.questions[0].advice == "- inner\n   - outer"
    assert passage(guide, "guide 2/1").stage == "behavioral"
    assert all(stands_at_its_place(guide, passage) for passage in guide.passages)


def test_the_title_says_what_the_headings_are_where_they_do_not() -> None:
    guide = read_guide(
        "# Interview questions\n## Technical\n### What is a join?\n## Behavioral\n### A conflict?\n"
    )

    assert [question.number for question in guide.questions] == ["1.1", "2.1"]


def test_own_numbers_of_headings_count_among_their_siblings() -> None:
    guide = read_guide(
        "# Guide\n## SQL questions\n### 1. A join?\n### 3. An index?\n## 3 rows for 2 questions\n### Why?"
    )

    assert [section.number for section in guide.sections] == ["1", "1.1", "1.3", "2", "2.1"]
    assert guide.sections[3].title == "3 rows for 2 questions"


def test_headings_in_code_and_deeper_ones_without_a_number_are_part_of_the_text() -> None:
    guide = read_guide(
        "# 1 Questions\n## 1.1 What is C#\n### Hint\nA language.\n```\n# a comment\n```\n# Thanks\nto all\n"
    )

    assert [(question.text, question.advice) for question in guide.questions] == [
        ("What is C#", "### Hint\nA language.\n```\n# a comment\n```")
    ]


# --- what cannot be read -------------------------------------------------------------------------

QUESTION = "1. Questions\n\n1.1 What is a join?\nExplain.\n\n"


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        pytest.param("", 1, "the guide is empty", id="empty"),
        pytest.param(" \n\t\n", 1, "the guide is empty", id="white space"),
        pytest.param("Just some words.\n", 1, "no headings were found", id="no headings"),
        pytest.param("# Guide\n## Process\n### A call\n", 1, "no sample questions", id="no questions"),
        pytest.param(QUESTION + "1.1 What is an index?\n", 6, "'1.1' repeats that of line 3", id="repeats"),
        pytest.param(QUESTION + "1.3 A?\n\n1.2 B?\n", 8, "'1.2' comes after '1.3'", id="backwards"),
        pytest.param(
            QUESTION + "1.2\nWhat is an index?\n", 6, "'1.2' has no text", id="question without text"
        ),
        pytest.param("# Questions\n##\nWhy?\n", 2, "'1' has no text", id="hashes without text"),
        pytest.param(
            "# 1 Questions\n## 1.1 A?\n## B?\n## 1.2 C?\n", 3, "'B?' has no number", id="not numbered"
        ),
        pytest.param(QUESTION + "2. FAQ\n\n2.1 Is it remote?\n", 8, "has no answer", id="unanswered"),
        pytest.param(QUESTION + "a\x00b\n", 6, "'\\x00' belongs to no text", id="a zero byte"),
        pytest.param(QUESTION + "a\ud800b\n", 6, "'\\ud800' belongs to no text", id="half a character"),
        pytest.param(QUESTION + "é" * (LARGEST // 2), 1, "larger than 5 MB", id="too large"),
    ],
)
def test_a_malformed_guide_is_refused_with_line_and_remedy(text: str, line: int, what: str) -> None:
    with pytest.raises(GuideError) as caught:
        read_guide(text, name="guide.md")

    message = str(caught.value)
    assert message.startswith(f"guide.md, line {line}: ")
    assert what in message
    assert caught.value.remedy
    assert message.endswith(f"; {caught.value.remedy}.")


@pytest.mark.parametrize(
    ("raw", "where", "what"),
    [
        (b"# Questions\n## Na\xefve Bayes?\n", "guide.md, line 2", "b'\\xef' is no UTF-8 text"),
        (COACH.encode("utf-16"), "guide.md, line 1", "is no UTF-8 text"),
        (b"#" * (LARGEST + 1), "guide.md", "larger than 5 MB"),
    ],
    ids=["latin-1", "utf-16", "too large"],
)
def test_a_file_that_is_no_guide_is_refused(tmp_path: Path, raw: bytes, where: str, what: str) -> None:
    (tmp_path / "guide.md").write_bytes(raw)

    with pytest.raises(GuideError) as caught:
        load_guide(tmp_path / "guide.md")

    assert caught.value.where.endswith(where)
    assert what in caught.value.what


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(GuideError, match=r"guide\.md: cannot be read \(No such file or directory\)"):
        load_guide(tmp_path / "guide.md")


# --- any text ------------------------------------------------------------------------------------

LINES = st.sampled_from([
    "1. Questions", "2. Process", "3. Tips", "4. FAQ", "1.1 What is a join?", "1.1.1 Why?", "1.2 k-means",
    "2.1 Stage 1: Call", "3.1 Company tips", "4.1 “Remote?”", "3.5 million", "12.05.2026 Talk", "2.2",
    "# Questions", "## Why?", "## 1.1 How?", "### 2. Who?", "#", "##", "```", "- one", "  * two", "1) three",
    "Example: “four”", "In Title Case", "some words.", "", "  ", "\ufeff", "\x0c", "\r", "\u2028x",
])  # fmt: skip
TEXTS = st.one_of(
    st.text(),
    st.lists(LINES, max_size=25).map("\n".join),
    st.lists(st.one_of(LINES, st.text(alphabet="0123456789.#-*“ aZ\n\t", max_size=12)), max_size=25).map(
        "\n".join
    ),
)


def read_or_refuse(text: str) -> Guide | None:
    try:
        return read_guide(text)
    except GuideError:
        return None


def is_whole(guide: Guide) -> bool:
    """Whether passages stand at their places, in order, one for each thing that was read."""
    kinds = [passage.kind for passage in guide.passages]
    return (
        all(stands_at_its_place(guide, passage) for passage in guide.passages)
        and all(
            (a.start or 0) < (b.start or 0) or a.section == b.section for a, b in pairwise(guide.passages)
        )
        and len({passage.id for passage in guide.passages}) == len(guide.passages)
        and bool(guide.questions)
        and kinds.count("question") == len(guide.questions)
        and kinds.count("stage") == len(guide.stages)
        and kinds.count("tip") == len(guide.tips)
        and kinds.count("faq") == len(guide.faqs)
    )


@given(TEXTS)
def test_any_text_is_read_whole_or_refused(text: str) -> None:
    guide = read_or_refuse(text)

    assert guide is None or is_whole(guide)


@given(TEXTS)
def test_a_guide_read_again_from_its_own_text_is_the_same(text: str) -> None:
    guide = read_or_refuse(text)

    assert guide is None or guide == read_guide(guide.text)


@given(st.lists(st.integers(min_value=0, max_value=60), max_size=20), st.integers(min_value=0, max_value=200))
def test_a_guide_whose_lines_are_lost_or_moved_is_read_whole_or_refused(lost: list[int], cut: int) -> None:
    lines = TWIN.read_text(encoding="utf-8").split("\n")
    kept = [line for n, line in enumerate(lines) if n not in lost]

    guide = read_or_refuse("\n".join(kept[cut:] + kept[:cut]))

    assert guide is None or is_whole(guide)
