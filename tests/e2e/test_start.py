"""The start: what is wrong is said in a sentence with its remedy, and nothing of the candidate's is touched."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from evals.server import ROOT, Server


def refused(data: Path, settings: Mapping[str, str], *arguments: str, program: Path = ROOT) -> str:
    """What a start that must fail says."""
    environment = {**os.environ, "PORT": "0", "DATA_DIR": str(data), "XDG_CONFIG_HOME": str(data), **settings}
    done = subprocess.run(
        [sys.executable, "app.py", *arguments],
        cwd=program, env=environment, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    return done.stderr.strip()


def wait_for_files(folder: Path, pattern: str, seconds: float = 120) -> list[Path]:
    """The files of that pattern, as soon as there are any."""
    until = time.monotonic() + seconds
    while not (found := list(folder.glob(pattern))):
        assert time.monotonic() < until, f"no {pattern} in {folder}"
        time.sleep(0.1)
    return found


@pytest.mark.parametrize(
    ("setting", "value", "says"),
    [
        ("PORT", "many", "PORT='many'"),
        ("GUIDE", "no-such-guide", "GUIDE='no-such-guide'"),
        ("OPENAI_BASE_URL", "nonsense", "OPENAI_BASE_URL"),
    ],
)
def test_a_wrong_setting_stops_the_start_with_one_sentence(
    tmp_path: Path, setting: str, value: str, says: str
) -> None:
    said = refused(tmp_path, {setting: value})

    assert says in said
    assert len(said.splitlines()) == 1


def test_a_port_that_another_program_has_stops_the_start_with_one_sentence(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        said = refused(tmp_path, {"PORT": str(port)})

    assert f"PORT={port} is in use" in said
    assert len(said.splitlines()) == 1


def test_an_address_of_another_machine_stops_the_start_with_one_sentence(tmp_path: Path) -> None:
    said = refused(tmp_path, {"HOST": "192.0.2.1", "LOGIN": "auto"})

    assert "HOST='192.0.2.1'" in said
    assert len(said.splitlines()) == 1


def test_a_file_of_the_program_that_is_not_whole_stops_the_start_and_names_it(tmp_path: Path) -> None:
    program = tmp_path / "program"
    shutil.copytree(
        ROOT, program, ignore=shutil.ignore_patterns(".*", "tests", "docs", "gold", "__pycache__")
    )
    tokenizer = program / "knowledge" / "embedding_model" / "tokenizer.json"
    tokenizer.write_bytes(tokenizer.read_bytes()[:1000])

    said = refused(tmp_path, {}, program=program)

    assert said.startswith(str(tokenizer))
    assert "restore the file" in said


def test_a_damaged_history_stops_the_start_and_is_left_as_it_is(tmp_path: Path) -> None:
    history = tmp_path / "interviews.sqlite3"
    history.write_bytes(b"not a database at all, and never was one" * 200)

    said = refused(tmp_path, {})

    assert "--fresh-history" in said
    assert history.read_bytes() == b"not a database at all, and never was one" * 200


def test_a_data_folder_that_cannot_be_made_stops_the_start(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")

    assert "DATA_DIR" in refused(tmp_path / "file", {"XDG_CONFIG_HOME": str(tmp_path)})


def test_a_guide_of_ones_own_with_a_mistake_is_named_with_file_and_line(tmp_path: Path) -> None:
    guide = tmp_path / "mine"
    guide.mkdir()
    (guide / "guide.md").write_text("no heading at all\n")

    said = refused(tmp_path, {"GUIDE": str(guide)})

    assert "guide.md" in said


def test_a_damaged_index_is_built_again_without_a_word(own_server: Server) -> None:
    own_server.start()
    kept = wait_for_files(own_server.data / "index", "*.vectors")
    own_server.stop()
    for part in kept:
        part.write_bytes(b"damaged")

    own_server.start()

    assert own_server.read("/ready") == "ready"


def test_every_reply_forbids_framing_sniffing_and_foreign_content(own_server: Server) -> None:
    headers = own_server.start().headers("/")

    assert "default-src 'self'" in headers["content-security-policy"]
    assert headers["x-frame-options"] == "DENY"
    assert headers["x-content-type-options"] == "nosniff"
