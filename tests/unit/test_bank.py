"""Banks: a folder becomes a whole bank, or every mistake in it is told with file, line, key and remedy."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.bank import SHIPPED, fingerprint, load_bank, main
from knowledge.errors import BankError, GuideError

GUIDE = """\
# A small guide

## 2 Interview process

### 2.1 Stage 1: Recruiter screen

A short call about you and the role.

## 3 Sample questions

### 3.1 System design

Whole systems.

#### 3.1.1 Design a ledger

Begin with who reads it, then say how entries are written.
"""
BANK = """\
id: small
role: ledger engineer
topics:
  - {id: design, stage: technical, name: System design, section: "3.1"}
"""
DIMENSIONS = """\
version: 1
technical:
  - id: framing
    name: Framing
    core: true
    anchors: {1: None stated., 3: Some stated., 5: All stated.}
"""
POINT = """\
  - id: {id}
    text: a {id}
    met_when: Says what the {id} is.
    aliases: [the {id}]
    said: [My {id} is this.]
    missed: [It has one.]
    dimension: framing
    weight: 2
    core: true
    probe: What is the {id}?
    hints: [area, concept, first step]
    fix: Say what the {id} is.
    source: guide 3.1.1
"""
QUESTION = (
    """\
id: "3.1.1"
version: 1
stage: technical
topic: design
kind: case
title: A ledger
minutes: 20
provenance: guide §3.1.1
text: Design a ledger.
rephrased: How would you build a book of entries?
clarifications:
  - asks: How large is it?
    says: A million entries a day.
points:
"""
    + "".join(POINT.format(id=id) for id in ("reader", "writer", "order", "audit"))
    + """\
red_flags:
  - id: rewrites
    text: Changes old entries.
    said: [I update the row.]
    penalty: 1
    dimension: framing
    source: guide 3.1.1
parts:
  - {id: first, text: Who reads it?, points: [reader]}
twists:
  - {id: tenfold, text: It grows tenfold., points: [writer, order]}
exemplars:
  - grade: 5
    text: The readers are auditors.
    met: [reader, audit]
    partly: [writer]
    red_flags: []
"""
)
LONG = "word " * 61


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A valid bank of one question."""
    (tmp_path / "questions").mkdir()
    (tmp_path / "guide.md").write_text(GUIDE, encoding="utf-8")
    (tmp_path / "bank.yaml").write_text(BANK, encoding="utf-8")
    (tmp_path / "dimensions.yaml").write_text(DIMENSIONS, encoding="utf-8")
    (tmp_path / "questions" / "3.1.1.yaml").write_text(QUESTION, encoding="utf-8")
    return tmp_path


def spoil(folder: Path, name: str, old: str, new: str) -> int:
    """Replace the first `old` in a file; returns the line it stands in, counted from 1."""
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def mistakes(folder: Path) -> list[str]:
    with pytest.raises(BankError) as caught:
        load_bank(folder)
    return str(caught.value).splitlines()


def test_a_valid_folder_becomes_a_bank_with_its_guide_topics_dimensions_and_questions(folder: Path) -> None:
    bank = load_bank(folder)

    question = bank.question("3.1.1")
    assert (bank.id, bank.guide.title, bank.topic("design").section) == ("small", "A small guide", "3.1")
    assert bank.dimensions_of("technical")[0].anchors[5] == "All stated."
    assert [point.id for point in question.points] == ["reader", "writer", "order", "audit"]
    assert question.twists[0].points == ("writer", "order")
    assert question.best_exemplar.met == ("reader", "audit")


def test_the_shipped_bank_is_valid() -> None:
    bank = load_bank(SHIPPED)

    assert {q.stage for q in bank.questions} == {"recruiter", "technical", "behavioral"}


def test_questions_come_by_topic_and_with_their_numbers_in_order() -> None:
    stories = [q.id for q in load_bank(SHIPPED).of("behavioral")]

    assert stories.index("3.5.9") < stories.index("3.5.10")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('id: "3.1.1"', "id: 3.1", "id: 3.1 is not text; put it in quotes"),
        ('id: "3.1.1"', 'id: "3.1.2"', "id: '3.1.2' stands in a file named '3.1.1'; name the file after the id"),
        ("version: 1", "version: one", "version: 'one' is no whole number; write one such as 2"),
        ("version: 1", 'version: "2"', "version: '2' is no whole number; write one such as 2, without quotes"),
        ("version: 1", "version: true", "version: True is no whole number"),
        ("version: 1", "version: -1", "version: -1 is no version; write 1, and one more with each change"),
        ("stage: technical", "stage: talk", "stage: 'talk' does not fit; it should be 'recruiter'"),
        ("topic: design", "topic: other", "topic: 'other' is no topic of technical; write design"),
        ("kind: case", "kind: story", "kind: 'story' is not asked in technical; write case or short"),
        ("kind: case", "kind: short", "kind: a short with parts or twists; remove them, or call it a case"),
        ("minutes: 20", "minutes: 0", "minutes: 0.0 minutes; write more than 0"),
        ("minutes: 20", 'minutes: "20"', "minutes: '20' is no number; write one such as 1.5, without quotes"),
        ("minutes: 20", "minutes: true", "minutes: True is no number"),
        ("minutes: 20", "minutes: .nan", "minutes: nan minutes; write more than 0"),
        ("guide §3.1.1", "a colleague", "provenance: 'a colleague' names no origin; write 'guide §x'"),
        ("guide §3.1.1", "guide §9.9", "provenance: the guide has no text at '9.9'; cite one that it has"),
        ("Design a ledger.", LONG, "text: 61 words; write at most 60"),
        ("Design a ledger.", "Why? How?", "text: 2 question marks; ask one question"),
        ("How would you build", "Why? How could you build", "rephrased: 2 question marks; ask one question"),
        ("Says what the reader is.", '" "', "points[0].met_when: the text is empty; fill it in"),
        ("id: writer", "id: reader", "points[1].id: 'reader' stands twice; give each its own id"),
        ("id: writer", "id: The Writer", "points[1].id: 'The Writer' is not an id; use lower-case words"),
        ("weight: 2", "weight: 4", "points[0].weight: 4 is no weight; write 1, 2 or 3"),
        ("weight: 2", 'weight: "3"', "points[0].weight: '3' is no whole number; write one such as 2"),
        ("weight: 2", "weight: true", "points[0].weight: True is no whole number"),
        ("weight: 2", "weight: 2.0", "points[0].weight: 2.0 is no whole number"),
        ("core: true", 'core: "yes"', "points[0].core: 'yes' is neither true nor false; write one of the two"),
        ("core: true", "core: 1", "points[0].core: 1 is neither true nor false"),
        ("weight: 2", "wight: 2", "points[0].wight: the key is not known (its value is 2); correct or remove it"),
        ("dimension: framing", "dimension: none", "points[0].dimension: 'none' is no dimension of technical"),
        ("What is the reader?", "Tell me.", "points[0].probe: 0 question marks in 'Tell me.'; ask exactly one"),
        ("What is the reader?", f"{LONG}?", "points[0].probe: 62 words; write at most 60"),
        ("[area, concept, first step]", "[area, concept]", "points[0].hints[2]: it is missing; add it"),
        ("Say what the reader is.", "say " * 31, "points[0].fix: 31 words; write at most 30"),
        ("source: guide 3.1.1", "source: a book", "points[0].source: 'a book' is no citation; write 'guide x'"),
        ("source: guide 3.1.1", "source: guide 7", "points[0].source: the guide has no text at '7'"),
        ("aliases: [the reader]", "aliases: []", "points[0].aliases: the list is empty; write at least one"),
        ("penalty: 1", "penalty: 3", "red_flags[0].penalty: 3.0 grades; write 0.5 to 2"),
        ("penalty: 1", 'penalty: "1"', "red_flags[0].penalty: '1' is no number"),
        ("title: A ledger", 'title: "A\\0 ledger"', "title: the character '\\x00' belongs to no text; remove it"),
        ("said: [I update the row.]", "said: []", "red_flags[0].said: the list is empty; write at least one"),
        ("points: [reader]", "points: [leader]", "parts[0].points[0]: the question has no point 'leader'"),
        ("[writer, order]", "[writer, odor]", "twists[0].points[1]: the question has no point 'odor'"),
        ("met: [reader, audit]", "met: [all]", "exemplars[0].met[0]: the question has no point 'all'"),
        ("partly: [writer]", "partly: [reader]", "exemplars[0].partly: 'reader' is met as well; keep it in one"),
        ("red_flags: []", "red_flags: [no]", "exemplars[0].red_flags[0]: False is not text; put it in quotes"),
        ("red_flags: []", "red_flags: [x]", "exemplars[0].red_flags[0]: the question has no red flag 'x'"),
        ("grade: 5", "grade: 6", "exemplars[0].grade: 6 is no grade; write 1 to 5"),
        ("grade: 5", 'grade: "5"', "exemplars[0].grade: '5' is no whole number"),
        ("grade: 5", "grade: 4", "exemplars: none is at grade 5; write the answer"),
    ],
)  # fmt: skip
def test_a_mistake_in_a_question_is_told_with_file_line_key_and_remedy(
    folder: Path, old: str, new: str, told: str
) -> None:
    line = spoil(folder, "questions/3.1.1.yaml", old, new)

    told_lines = mistakes(folder)

    shown = [text for text in told_lines if told in text]
    assert len(shown) == 1
    # A mistake of a whole list stands at its key, one line above its first entry.
    assert shown[0].startswith(
        (f"questions/3.1.1.yaml, line {line}, ", f"questions/3.1.1.yaml, line {line - 1}, ")
    )


def test_too_few_points_and_none_of_them_core_are_told(folder: Path) -> None:
    path = folder / "questions" / "3.1.1.yaml"
    text = path.read_text(encoding="utf-8").replace(POINT.format(id="audit"), "")
    path.write_text(text.replace("core: true", "core: false").replace(", audit]", "]"), encoding="utf-8")

    told = mistakes(folder)

    assert told == [
        "questions/3.1.1.yaml, line 14, points: 3 points; write 4 to 8.",
        "questions/3.1.1.yaml, line 14, points: no point is core; "
        "mark the one to three that a strong answer stands on.",
    ]


def test_a_missing_key_is_told_at_the_line_of_what_lacks_it(folder: Path) -> None:
    line = spoil(folder, "questions/3.1.1.yaml", "    probe: What is the reader?\n", "")

    told = mistakes(folder)

    assert told == [f"questions/3.1.1.yaml, line {line - 9}, points[0].probe: it is missing; add it."]


def test_a_key_that_stands_twice_is_told(folder: Path) -> None:
    line = spoil(folder, "questions/3.1.1.yaml", "version: 1\n", "version: 1\nversion: 2\n")

    told = mistakes(folder)

    where = f"questions/3.1.1.yaml, line {line + 1}, version"
    assert told == [f"{where}: the key stands twice; remove one of the two."]


@pytest.mark.parametrize(
    ("name", "old", "new", "told"),
    [
        ("bank.yaml", "role: ledger engineer\n", "", "role: it is missing; add it"),
        ("bank.yaml", '"3.1"', '"3.7"', "topics[0].section: the guide has no section '3.7'"),
        ("bank.yaml", "topics:\n", "topics:\n  - {id: lone, stage: technical, name: L, section: '3.1'}\n",
         "topics[0]: 'lone' has no question; write one in questions/"),
        ("bank.yaml", "topics:\n", "topics:\n  - {id: design, stage: technical, name: L, section: '3.1'}\n",
         "topics[1].id: 'design' stands twice; give each its own id"),
        ("dimensions.yaml", "3: Some stated., ", "", "technical[0].anchors: anchors at [1, 5]; describe 1, 3 and 5"),
        ("dimensions.yaml", "technical:\n", "technical:\n  - {id: framing, name: F, core: true, anchors: {1: a}}\n",
         "technical[1].id: 'framing' stands twice; give each its own id"),
        ("dimensions.yaml", "All stated.}\n", "All stated.}\n    steps: {4: Try.}\n",
         "technical[0].steps: steps to [4]; say what to do to reach 3 and 5, or leave them out"),
        ("dimensions.yaml", "technical:", "panel:", "panel: the key is not known"),
        ("dimensions.yaml", "version: 1", 'version: "1"', "version: '1' is no whole number"),
        ("dimensions.yaml", "version: 1", "version: -4", "version: -4 is no version"),
        ("dimensions.yaml", "core: true", 'core: "on"', "technical[0].core: 'on' is neither true nor false"),
        ("dimensions.yaml", "{1: None", '{"1": None', "technical[0].anchors.1: '1' is no whole number"),
    ],
)  # fmt: skip
def test_a_mistake_in_the_bank_s_other_files_is_told(
    folder: Path, name: str, old: str, new: str, told: str
) -> None:
    spoil(folder, name, old, new)

    shown = [text for text in mistakes(folder) if told in text]

    assert len(shown) == 1
    assert shown[0].startswith(f"{name}, line ")


def test_a_technical_topic_without_a_case_is_told(folder: Path) -> None:
    path = folder / "questions" / "3.1.1.yaml"
    text = path.read_text(encoding="utf-8").replace("kind: case", "kind: short")
    head, _, tail = text.partition("parts:")
    path.write_text(head + tail[tail.index("exemplars:") :], encoding="utf-8")

    told = mistakes(folder)

    remedy = "give one of its questions kind: case, parts and twists"
    assert told == [f"bank.yaml, line 4, topics[0]: 'design' has no case; {remedy}."]


def test_all_mistakes_of_all_files_are_told_at_once_one_a_line(folder: Path) -> None:
    spoil(folder, "bank.yaml", "role: ledger engineer\n", "")
    spoil(folder, "dimensions.yaml", "version: 1\n", "")
    spoil(folder, "questions/3.1.1.yaml", "version: 1\n", "")
    spoil(folder, "questions/3.1.1.yaml", "weight: 2", "weight: heavy")

    told = mistakes(folder)

    assert [text.split(",")[0] for text in told] == [
        "bank.yaml",
        "dimensions.yaml",
        "questions/3.1.1.yaml",
        "questions/3.1.1.yaml",
    ]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "questions/3.1.1.yaml: the file is empty; fill it in or remove it."),
        (b"a: [1", "questions/3.1.1.yaml, line 2: did not find expected"),
        (b"a: \xff", "questions/3.1.1.yaml: cannot be read ("),
        (b"&a [*a]", "questions/3.1.1.yaml, line 1, [0]: it refers to another place"),
        (b"[" * 100_000, "questions/3.1.1.yaml, line 1: more than 20 levels are nested; write it flat."),
        (b"- " * 5000, "questions/3.1.1.yaml, line 1: more than 20 levels are nested; write it flat."),
        (b"id: a\nversion: 2020-99-99", "questions/3.1.1.yaml, line 2: '2020-99-99' cannot be read as timestamp"),
        (b'id: a\nversion: !!int "abc"', "questions/3.1.1.yaml, line 2: 'abc' cannot be read as int"),
        (b'core: !!bool "abc"', "questions/3.1.1.yaml, line 1: 'abc' cannot be read as bool"),
        (b"version: " + b"1" * 5000, "questions/3.1.1.yaml, line 1: '1111"),
        (b"- a\n- b\n", "questions/3.1.1.yaml, line 1: ['a', 'b'] does not fit; "),
        (b"a: !!python/object:os.system {}", "questions/3.1.1.yaml, line 1: "),
    ],
)  # fmt: skip
def test_a_file_that_is_no_question_is_told(folder: Path, content: bytes, told: str) -> None:
    (folder / "questions" / "3.1.1.yaml").write_bytes(content)

    assert mistakes(folder)[0].startswith(told)


def test_of_very_many_mistakes_the_first_are_told_at_once_and_the_others_counted(folder: Path) -> None:
    (folder / "questions" / "3.1.1.yaml").write_text("".join(f"key{n}: 1\n" for n in range(20_000)))

    with pytest.raises(BankError) as told:
        load_bank(folder)

    lines = str(told.value).splitlines()
    assert len(lines) == 21
    assert re.fullmatch(r"\.\.\. and 19,\d+ more\.", lines[-1])


@pytest.mark.parametrize("name", ["R1.yml", "R1.YAML"])
def test_a_question_that_would_be_left_out_for_its_name_is_told(folder: Path, name: str) -> None:
    (folder / "questions" / name).write_text(QUESTION, encoding="utf-8")

    assert mistakes(folder) == [f"questions/{name}: it would be left out; let its name end in .yaml."]


def test_a_question_that_would_be_left_out_for_its_folder_is_told(folder: Path) -> None:
    (folder / "questions" / "more").mkdir()

    assert mistakes(folder) == [
        "questions/more: a folder in there would be left out; move its questions into the folder above it."
    ]


def test_what_an_editor_or_the_system_hides_there_is_no_question(folder: Path) -> None:
    (folder / "questions" / ".#3.1.1.yaml").symlink_to("somebody@somewhere.123")

    assert [question.id for question in load_bank(folder).questions] == ["3.1.1"]


def test_questions_that_cannot_be_looked_for_are_told_as_such(folder: Path) -> None:
    questions = folder / "questions"
    questions.rename(folder / "away")
    questions.symlink_to(questions)  # the rights of a folder hinder no root

    assert mistakes(folder) == [
        f"{questions}: cannot be read (Too many levels of symbolic links); "
        "make it a folder that you may read, with a file for each question."
    ]


@pytest.mark.parametrize("name", ["bank.yaml", "dimensions.yaml", "questions/3.1.1.yaml"])
def test_a_file_that_is_a_pipe_is_told_at_once(folder: Path, name: str) -> None:
    (folder / name).unlink()
    os.mkfifo(folder / name)

    assert f"{folder / name}: is no file; put a text file there." in mistakes(folder)


def test_a_file_that_never_ends_is_told_at_once(folder: Path) -> None:
    (folder / "questions" / "3.1.1.yaml").unlink()
    (folder / "questions" / "3.1.1.yaml").symlink_to("/dev/zero")

    assert mistakes(folder) == [f"{folder}/questions/3.1.1.yaml: is no file; put a text file there."]


def test_a_file_that_is_far_too_large_is_told(folder: Path) -> None:
    (folder / "bank.yaml").write_text(BANK + "#" * 2**20)

    assert mistakes(folder) == [f"{folder}/bank.yaml: is larger than 1 MB; keep only its text."]


def test_a_folder_that_is_no_guide_s_is_named(tmp_path: Path) -> None:
    with pytest.raises(GuideError, match=f"{tmp_path}/nowhere/guide.md: cannot be read"):
        load_bank(tmp_path / "nowhere")


def test_a_guide_that_is_no_file_is_told_at_once(folder: Path) -> None:
    (folder / "guide.md").unlink()
    os.mkfifo(folder / "guide.md")

    with pytest.raises(GuideError, match="is no file"):
        load_bank(folder)


@given(content=st.binary(max_size=200) | st.text(alphabet='ab:-{}[]"&*!|> \n', max_size=60).map(str.encode))
def test_no_file_brings_the_loader_down_in_any_other_way(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    folder = tmp_path_factory.mktemp("bank")
    (folder / "questions").mkdir()
    (folder / "guide.md").write_text(GUIDE, encoding="utf-8")
    (folder / "questions" / "q.yaml").write_bytes(content)

    assert mistakes(folder)


def test_a_folder_without_a_guide_is_no_bank(tmp_path: Path) -> None:
    with pytest.raises(GuideError, match=r"guide\.md"):
        load_bank(tmp_path)


def test_the_fingerprint_changes_with_any_byte_and_any_name(folder: Path) -> None:
    before = fingerprint(folder)

    spoil(folder, "guide.md", "short call", "long call")
    changed = fingerprint(folder)
    (folder / "questions" / "3.1.1.yaml").rename(folder / "questions" / "3.1.2.yaml")
    renamed = fingerprint(folder)

    assert len({before, changed, renamed}) == 3


def test_the_command_says_what_a_folder_holds(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status = main([str(folder)])

    assert status == 0
    assert "1 questions, 4 points, 1 exemplars" in capsys.readouterr().out


def test_the_command_fails_with_the_mistakes(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    spoil(folder, "questions/3.1.1.yaml", "weight: 2", "weight: 9")

    status = main([str(folder)])

    assert status == 1
    assert "9 is no weight; write 1, 2 or 3." in capsys.readouterr().err
