"""The interview in the terminal: a real process that is typed at, on the same store as the page."""

from __future__ import annotations

import os
import re
import select
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

from evals.server import ROOT, Server, interruptible
from interviewer.settings import GUIDES
from interviewer.store import open_store
from tests.e2e.candidate import BANK

DRILL = ("3", "4")
"""Five-minute drill, behavioral."""
STORY = "At a lender I rebuilt the nightly load alone, and failed runs fell from nine a month to one."


def typed(data: Path, *lines: str, id: str = "", guide: Path | None = None, status: int = 0) -> str:
    """What the terminal shows when these lines are typed and the input then ends, with that exit status."""
    environment = {
        **{k: v for k, v in os.environ.items() if not k.startswith("OPENAI_")},
        "DATA_DIR": str(data), "XDG_CONFIG_HOME": str(data), "COLUMNS": "200",
        **({"GUIDE": str(guide)} if guide else {}),
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "app.py", f"--terminal={id}"],
        cwd=ROOT, env=environment, input="".join(f"{line}\n" for line in lines),
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert "Traceback" not in done.stderr
    assert done.returncode == status
    return done.stdout


def left(shown: str) -> str:
    """The id that the terminal names when it is left."""
    found = re.search(r"--terminal=(\S+)", shown)
    assert found is not None
    return found[1]


def test_a_drill_is_held_to_its_card_and_debrief(tmp_path: Path) -> None:
    id = left(typed(tmp_path, *DRILL))
    session = open_store(f"sqlite:///{tmp_path}/interviews.sqlite3").load(id)
    assert session is not None
    question = BANK.question(session.plan.questions[0].id)
    thin, fair = (next(e.text for e in question.exemplars if e.grade == grade) for grade in (2, 3))

    shown = typed(tmp_path, " ".join(thin.split()), " ".join(fair.split()), "3", "", id=id)

    assert "You said 3" in shown
    assert "Fix first" in shown
    assert "Debrief: Behavioral interview" in shown


def test_on_a_guide_that_no_grader_was_measured_on_the_overall_comes_when_asked_for(tmp_path: Path) -> None:
    guide = tmp_path / "another-guide"
    shutil.copytree(GUIDES / "fintech-ml-engineer", guide)
    bank = guide / "bank.yaml"
    bank.write_text(bank.read_text("utf-8").replace("id: fintech-ml-engineer", "id: another-guide"), "utf-8")
    id = left(typed(tmp_path, *DRILL, STORY, f"{STORY} I measured it.", "", "/quit", guide=guide))

    shown = typed(tmp_path, "n", "/quit", id=id, guide=guide)
    before, asked, after = shown.partition("n: show the number anyway")

    assert "Overall not shown" in before
    assert "Graded" not in before
    assert asked
    assert "Graded" in after


def test_an_interview_that_was_left_goes_on_in_the_terminal_and_stands_on_the_page(tmp_path: Path) -> None:
    id = left(typed(tmp_path, *DRILL, STORY, "/quit"))

    resumed = typed(tmp_path, id=id)
    server = Server(tmp_path).start()
    on_the_page = server.read(f"/sessions/{id}.md")
    server.stop()

    assert f"You: {STORY}" in resumed
    assert STORY in on_the_page


def test_an_id_that_is_not_known_and_an_empty_answer_are_told_in_a_sentence(tmp_path: Path) -> None:
    assert "not known here" in typed(tmp_path, id="nobody", status=1)
    assert "not known here" in typed(tmp_path, id="\udcff", status=1)
    assert "Type an answer first" in typed(tmp_path, *DRILL, "", STORY)


def test_who_leaves_over_her_own_grade_has_given_none_and_a_word_is_no_grade(tmp_path: Path) -> None:
    id = left(typed(tmp_path, *DRILL))
    session = open_store(f"sqlite:///{tmp_path}/interviews.sqlite3").load(id)
    assert session is not None
    question = BANK.question(session.plan.questions[0].id)
    thin, fair = (next(e.text for e in question.exemplars if e.grade == grade) for grade in (2, 3))

    shown = typed(tmp_path, " ".join(thin.split()), " ".join(fair.split()), "four", "/quit", id=id)
    again = typed(tmp_path, "4", "", id=id)

    assert "Type a number from 1 to 5" in shown
    assert "Fix first" not in shown
    assert "You said 4" in again


def test_what_others_wrote_commands_no_terminal(tmp_path: Path) -> None:
    id = left(typed(tmp_path, *DRILL, f"{STORY} \x1b[2J\x1b]52;c;b3duZWQ=\x07"))

    assert "\x1b" not in typed(tmp_path, id=id)


def test_ctrl_c_leaves_the_terminal_at_once_and_the_interview_where_it_is(tmp_path: Path) -> None:
    environment = {
        **os.environ,
        "DATA_DIR": str(tmp_path),
        "XDG_CONFIG_HOME": str(tmp_path),
        "COLUMNS": "200",
    }
    terminal = subprocess.Popen(
        [sys.executable, "app.py", "--terminal"],
        cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        preexec_fn=interruptible,  # noqa: PLW1509  # one call, no lock
    )  # fmt: skip
    assert terminal.stdin is not None
    assert terminal.stdout is not None
    terminal.stdin.write("".join(f"{line}\n" for line in DRILL))
    terminal.stdin.flush()
    shown, until = "", time.monotonic() + 60
    while "You>" not in shown and time.monotonic() < until:
        if select.select([terminal.stdout], [], [], 1)[0]:
            shown += os.read(terminal.stdout.fileno(), 4096).decode()

    terminal.send_signal(signal.SIGINT)
    rest = terminal.communicate(timeout=20)[0]

    assert "It is saved" in rest
    assert terminal.returncode == 0


def test_a_live_interview_that_is_ended_asks_for_her_own_grade_before_the_debrief(tmp_path: Path) -> None:
    id = left(typed(tmp_path, "1", "2", "1", STORY, "/quit"))

    shown = typed(tmp_path, "/end", "4", id=id)
    before, asked, after = shown.partition("Your own grade, 1-5")

    assert asked
    assert "Debrief" not in before
    assert "Your own grades against these" in after
