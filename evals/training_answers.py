"""Our own graded answers for teaching the embedded judge: evals/training/*.md, each `# <question> <grade>` and text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent / "training"
_HEAD = re.compile(r"^# (\S+) ([1-5])$", re.M)


@dataclass(frozen=True)
class TrainingAnswer:
    """An answer written by us, with the grade we gave it by the anchors of evals/gold/README.md."""

    id: str
    question: str
    grade: int
    text: str


def training_answers() -> list[TrainingAnswer]:
    """All of them, file by file."""
    out: list[TrainingAnswer] = []
    for path in sorted(FOLDER.glob("*.md")):
        pieces = _HEAD.split(path.read_text("utf-8"))[1:]
        for n, (question, grade, text) in enumerate(
            zip(pieces[::3], pieces[1::3], pieces[2::3], strict=True)
        ):
            out.append(TrainingAnswer(f"{path.stem}/{n}", question, int(grade), text.strip()))
    return out
