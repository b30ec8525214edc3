"""Tokens are counted here: o200k_base from the vocabulary that ships with us, never from the network."""

from __future__ import annotations

import hashlib
import os
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from interviewer.errors import SettingsError

if TYPE_CHECKING:
    import tiktoken

VOCABULARY = Path(__file__).resolve().parent / "vocabulary"

_FILE = "fb374d419588a4632f3f557e76b4b70aebbca790"
"""sha1 of the vocabulary's address: tiktoken looks for it under this name."""

_SHA256 = "446a9538cb6c348e3516120d7c08b09f57c36495e2acfffe59a5bf8b0cfb1a2d"

_STRETCH = 10_000
"""Characters counted at a time: one very long run without a break would cost tiktoken quadratic time."""


def count(text: str) -> int:
    """The number of tokens of `text`. Any text is counted: a lone surrogate as the replacement character."""
    plain = text.encode("utf-8", "replace").decode("utf-8")
    stretches = (plain[start : start + _STRETCH] for start in range(0, len(plain), _STRETCH))
    return sum(len(_encoding().encode_ordinary(stretch)) for stretch in stretches)


@cache
def _encoding() -> tiktoken.Encoding:
    path = VOCABULARY / _FILE
    # A file that tiktoken finds wrong is deleted and fetched again: it must not come to that.
    if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != _SHA256:
        raise SettingsError(
            f"the token vocabulary {path.name!r} is missing or damaged; restore it from the release"
        )
    os.environ["TIKTOKEN_CACHE_DIR"] = str(VOCABULARY)
    import tiktoken

    return tiktoken.get_encoding("o200k_base")
