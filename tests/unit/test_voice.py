"""The written voice: neutral lines that vary, none twice in an interview, and a file of lines that is checked."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml

from interviewer.conduct import faults, secrets
from interviewer.cues import Cue
from interviewer.errors import SettingsError
from interviewer.voice import ASKING, LINES, SLOTS, WHOLE, WITH_CORE, LinesVoice, load_lines
from knowledge.bank import SHIPPED, load_bank

BANK = load_bank(SHIPPED)
VOICE = LinesVoice()
POOL = load_lines()
FRAME = {"minutes": "45", "questions": "6 questions", "stage": "behavioral interview"}
CORE = "Which part of it did you write yourself?"
LEAST = {"ask.after_answer": 24, "probe.point": 24, "probe.part": 12, "redirect": 16, "explain": 16}


def cue(family: str, *, nth: int = 0, seed: int = 7, core: str = CORE) -> Cue:
    return Cue(family, core if family in WITH_CORE else "", FRAME, "", "", seed, nth)


def spoken(asked: Cue) -> list[str]:
    async def listen() -> list[str]:
        return [str(piece) async for piece in VOICE.speak(asked)]

    return asyncio.run(listen())


@pytest.mark.parametrize("family", [*WITH_CORE, *WHOLE])
def test_a_family_has_enough_lines(family: str) -> None:
    least = LEAST.get(family, LEAST.get(family.split(".", maxsplit=1)[0], 8))

    assert len(POOL[family]) >= least


@pytest.mark.parametrize("family", [*WITH_CORE, *WHOLE])
def test_every_line_keeps_the_rules_whatever_is_asked(family: str) -> None:
    forbidden = tuple(dict.fromkeys(text for q in BANK.questions for text in secrets(q)))
    core = cue(family).core
    lines = [VOICE.words(cue(family, nth=n)) for n in range(len(POOL[family]))]
    found = {line: faults(line, core=core, forbidden=forbidden) for line in lines}

    assert found == dict.fromkeys(lines, ())


@pytest.mark.parametrize("family", [*WITH_CORE, *WHOLE])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_no_line_comes_twice_while_any_is_left(family: str, seed: int) -> None:
    lines = [VOICE.words(cue(family, nth=n, seed=seed)) for n in range(len(POOL[family]))]

    assert len(set(lines)) == len(lines)


def test_the_same_seed_says_the_same_and_another_says_it_otherwise() -> None:
    first = [VOICE.words(cue("probe.point", nth=n, seed=1)) for n in range(10)]
    again = [VOICE.words(cue("probe.point", nth=n, seed=1)) for n in range(10)]
    other = [VOICE.words(cue("probe.point", nth=n, seed=2)) for n in range(10)]

    assert first == again
    assert first != other


def test_when_every_line_was_heard_the_core_comes_alone() -> None:
    assert VOICE.words(cue("ask.after_answer", nth=len(POOL["ask.after_answer"]))) == CORE


FREE = [family for family in WHOLE if family.startswith(("explain.", "answer_back."))]


@pytest.mark.parametrize("family", FREE)
def test_a_family_without_a_core_has_new_pairs_when_every_line_was_heard(family: str) -> None:
    lines = [VOICE.words(cue(family, nth=n)) for n in range(5 * len(POOL[family]))]

    assert len(set(lines)) == len(lines)
    assert [line for line in lines if faults(line, core="", forbidden=())] == []
    assert [line for line in lines if line.count("?") != (family in ASKING)] == []


def test_a_core_that_leaves_no_room_comes_alone() -> None:
    core = " ".join(["word"] * 59) + "?"

    assert VOICE.words(cue("probe.point", core=core)) == core


@pytest.mark.parametrize("family", [family for family in SLOTS if family.startswith("open.")])
def test_an_opening_says_how_long_and_what_comes_and_asks_nothing(family: str) -> None:
    lines = [VOICE.words(cue(family, nth=n)) for n in range(len(POOL[family]))]

    assert [line for line in lines if "45 minutes" not in line or "6 questions" not in line] == []
    assert [line for line in lines if "?" in line or len(line.split()) > 60] == []


@pytest.mark.parametrize("family", ["open.recruiter", "open.technical", "open.behavioral"])
def test_an_opening_of_a_live_stage_speaks_of_notes_and_own_questions(family: str) -> None:
    own = re.compile(
        r"your (?:own )?(?:questions|side|turn)|you can ask|ask me|want to (?:ask|know)|floor|you bring"
    )

    assert [line for line in POOL[family] if "notes" not in line.lower()] == []
    assert [line for line in POOL[family] if not own.search(line.lower())] == []


@pytest.mark.parametrize("family", ASKING)
def test_a_line_that_takes_questions_asks_exactly_one(family: str) -> None:
    assert {line.count("?") for line in POOL[family]} == {1}


def test_words_come_sentence_by_sentence_and_are_the_line() -> None:
    pieces = spoken(cue("open.technical"))

    assert len(pieces) > 2
    assert "".join(pieces) == VOICE.words(cue("open.technical"))


def test_a_dollar_sign_of_a_core_is_left_alone() -> None:
    assert VOICE.words(cue("hint.1", core="It costs $5 a $call.")).endswith("It costs $5 a $call.")


BROKEN: Mapping[str, tuple[object, str]] = {
    "an unknown family": ({"ask.somehow": ["Well."]}, "ask.somehow"),
    "an empty family": ({"finish": []}, "'finish'"),
    "a line that is no text": ({"finish": [12]}, "12"),
    "an unknown slot": ({"finish": ["Goodbye, $name."]}, "$name"),
    "a lost dollar sign": ({"finish": ["That is 5$."]}, "5$"),
    "a long acknowledgement": ({"ask.first": ["one two three four five six seven eight nine"]}, "8 words"),
    "a long line": ({"finish": ["word " * 70]}, "shorter"),
    "a question before a question": ({"probe.part": ["Shall we?"]}, "Shall we?"),
    "an invitation without a question": ({"invite": ["Your turn."]}, "Your turn."),
    "a line that stands twice": ({"finish": ["Goodbye.", "Good-bye!", "goodbye"]}, "goodbye"),
    "no list": ({"finish": "Goodbye."}, "list"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_file_stops_the_start_and_names_family_and_line(case: str, tmp_path: Path) -> None:
    change, named = BROKEN[case]
    content = yaml.safe_load(LINES.read_text("utf-8"))
    path = tmp_path / "lines.yaml"
    path.write_text(yaml.safe_dump({**content, **dict(change)}), "utf-8")  # type: ignore[call-overload]

    with pytest.raises(SettingsError) as caught:
        load_lines(path)

    assert named in caught.value.line


def test_a_missing_family_is_named(tmp_path: Path) -> None:
    content = yaml.safe_load(LINES.read_text("utf-8"))
    del content["finish"]
    path = tmp_path / "lines.yaml"
    path.write_text(yaml.safe_dump(content), "utf-8")

    with pytest.raises(SettingsError, match="lacks family 'finish'"):
        load_lines(path)


@pytest.mark.parametrize("content", [b"a: [", b"\xff\xfe\x00", b"- 1"])
def test_a_file_that_is_no_yaml_of_families_is_refused(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "lines.yaml"
    path.write_bytes(content)

    with pytest.raises(SettingsError, match=r"lines\.yaml"):
        load_lines(path)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="restore"):
        load_lines(tmp_path / "lines.yaml")
