"""What can go wrong in the knowledge room, as a tree.

    KnowledgeError
    ├── GuideError       a guide cannot be read as one ("guide.md, line 12: ...; ...")
    ├── BankError        a question bank is wrong ("questions/3.2.1.yaml, points[2].weight: ...; ...")
    └── IndexUnusable    the index of passages cannot be trusted or reached, and has to be built anew

Each says in one sentence where it stands, what is wrong there, with the value in question, and what to do.
"""

from __future__ import annotations


class KnowledgeError(Exception):
    """Knowledge that cannot be used: `where` it stands, `what` is wrong, and the `remedy`."""

    def __init__(self, where: str, what: str, remedy: str) -> None:
        super().__init__(where, what, remedy)
        self.where = where
        self.what = what
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.where}: {self.what}; {self.remedy}."


class GuideError(KnowledgeError):
    """A text that cannot be read as a guide. `where` is its name with the line: "guide.md, line 12"."""


class BankError(KnowledgeError):
    """A bank's file that is wrong. `where` is the file with the key: "questions/3.2.1.yaml, points[2].weight"."""


class IndexUnusable(KnowledgeError):
    """An index that cannot be trusted or reached. The guide is the truth: it can always be built anew."""
