"""The history's address (`?view=history&part=progress`): what it names, and the scripts that write it.

The address is the state of the view: every choice writes it, and the server shows what it names. So a reload, a
link and the back button all lead to the same thing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, get_args
from urllib.parse import parse_qsl

from interviewer.cues import STAGE_NAMES
from interviewer.history import Filter
from interviewer.types import Mode
from knowledge.types import STAGES

PARTS = (
    ("Interviews", "interviews"), ("Progress", "progress"), ("Due again", "due"),
    ("Side by side", "attempts"), ("Your data", "keep"),
)  # fmt: skip
MODES = [("Any", ""), *((mode.capitalize(), mode) for mode in get_args(Mode))]
PLACES = [("Any", ""), *((STAGE_NAMES[stage].split()[0].capitalize(), stage) for stage in STAGES)]
STATES = [("Any", ""), ("Finished", "finished"), ("Open", "open")]
PAGE = 30
"""Interviews listed at first, and more with each press of the button."""

HERE = "() => location.search"
SEE = """(part, mode, stage, state, question) => {
  const query = new URLSearchParams({ view: 'history', part });
  for (const [key, value] of Object.entries({ mode, stage, state, question })) if (value) query.set(key, value);
  history.replaceState(null, '', '?' + query);
  return [part, mode, stage, state, question, '?' + query];
}"""
MORE = """() => {
  const query = new URLSearchParams(location.search);
  query.set('more', Number(query.get('more')) + 1);
  history.replaceState(null, '', '?' + query);
  return '?' + query;
}"""
TO_LIST = "(done) => { if (done) history.replaceState(null, '', '?view=history'); }"


@dataclass(frozen=True)
class Address:
    """What an address names; whatever it does not know is as if it were not there."""

    part: str = "interviews"
    mode: str = ""
    stage: str = ""
    state: str = ""
    question: str = ""
    replay: str = ""
    more: int = 0

    @classmethod
    def read(cls, search: str) -> Address:
        """The address behind a query string."""
        given = dict(parse_qsl(search.removeprefix("?")))
        more = given.get("more", "")
        return cls(
            part=_known(given.get("part", ""), PARTS) or "interviews",
            mode=_known(given.get("mode", ""), MODES),
            stage=_known(given.get("stage", ""), PLACES),
            state=_known(given.get("state", ""), STATES),
            question=given.get("question", ""),
            replay=given.get("replay", ""),
            more=int(more) if more.isdecimal() and len(more) < 4 else 0,
        )

    @property
    def many(self) -> int:
        """How many interviews it lists at most."""
        return PAGE * (1 + self.more)

    @property
    def filter(self) -> Filter:
        """Which interviews it lists."""
        return Filter(self.mode, self.stage, self.state)  # type: ignore[arg-type]  # checked when it was read


def _known(value: str, choices: Any) -> str:
    return value if value in {choice for _, choice in choices} else ""
