"""A system's keyring that tests can look into: named to keyring by PYTHON_KEYRING_BACKEND, as a system would."""

from __future__ import annotations

import json
import os
from pathlib import Path

from keyring.backend import KeyringBackend


class KeyringInAFile(KeyringBackend):
    """Secrets in the JSON file that TEST_KEYRING names."""

    priority = 1

    @property
    def file(self) -> Path:
        return Path(os.environ["TEST_KEYRING"])

    def set_password(self, service: str, username: str, password: str) -> None:
        self._write({**self._held(), f"{service} {username}": password})

    def get_password(self, service: str, username: str) -> str | None:
        return self._held().get(f"{service} {username}")

    def delete_password(self, service: str, username: str) -> None:
        held = self._held()
        held.pop(f"{service} {username}")
        self._write(held)

    def _held(self) -> dict[str, str]:
        return dict(json.loads(self.file.read_text())) if self.file.exists() else {}

    def _write(self, held: dict[str, str]) -> None:
        self.file.write_text(json.dumps(held))
