"""What was given as settings, by the environment or by a file, and what each of them is called by whoever gave it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from interviewer.errors import SettingsError

_SHOWN = 60
"""Letters of a value that are told: it may be a whole file that was pasted."""

_LARGEST = 2**20


@dataclass(frozen=True)
class Given:
    """Values by the name of their setting; those of `in_file` stand in `file`. The key is among them: no repr shows it."""

    values: Mapping[str, str] = field(repr=False)
    file: Path
    in_file: frozenset[str]

    def __getitem__(self, name: str) -> str:
        return self.values[name]

    def called(self, name: str) -> str:
        """A setting as whoever gave it knows it: PORT, or port in '/path/to/settings.toml'."""
        return self._placed(name, "")

    def shown(self, name: str) -> str:
        """The same with its value, for what is no secret: PORT='x', or port='x' in '/path/to/settings.toml'."""
        return self._placed(name, f"={self.values[name][:_SHOWN]!r}")

    def _placed(self, name: str, value: str) -> str:
        return f"{name.lower()}{value} in {str(self.file)!r}" if name in self.in_file else f"{name}{value}"


def given(environment: Mapping[str, str], file: Path, defaults: Mapping[str, str], *, named: bool) -> Given:
    """The settings of this start, the environment before the file; a blank value is none.

    named: the file was asked for, so it must be there. Raises SettingsError for a file that is none of settings.
    """
    filed = _read(file, defaults) if named or _is_there(file) else {}
    here = {name: environment[name].strip() for name in defaults if environment.get(name, "").strip()}
    return Given({**defaults, **filed, **here}, file, frozenset(filed.keys() - here.keys()))


def _is_there(file: Path) -> bool:
    try:
        return file.exists()
    except OSError as error:
        raise _unreadable(file, error) from error


def _read(file: Path, known: Mapping[str, str]) -> dict[str, str]:
    values: dict[str, str] = {}
    for key, value in _table(file).items():
        name = key.upper()
        if name not in known:
            there = ", ".join(one.lower() for one in known)
            raise SettingsError(f"{str(file)!r} has the unknown setting {key[:_SHOWN]!r}; there are {there}.")
        if name in values:
            raise SettingsError(f"{name.lower()} stands twice in {str(file)!r}; remove one of the two.")
        if not isinstance(value, str | int | float):
            raise SettingsError(f"{name.lower()} in {str(file)!r} must be one text in quotes, or a number.")
        values[name] = str(value).lower() if isinstance(value, bool) else str(value).strip()
    return {name: value for name, value in values.items() if value}


def _table(file: Path) -> dict[str, object]:
    try:
        if file.is_fifo():  # opening it would wait for ever
            raise SettingsError(
                f"The settings file {str(file)!r} is a pipe; name a file in INTERVIEWER_SETTINGS."
            )
        with file.open("rb") as opened:  # of what never ends, the beginning is no TOML either
            return tomllib.loads(opened.read(_LARGEST).decode("utf-8-sig"))  # an editor may have marked it
    except OSError as error:
        raise _unreadable(file, error) from error
    except RecursionError as error:
        raise SettingsError(f"The settings file {str(file)!r} is nested too deep; write it flat.") from error
    except ValueError as error:  # no UTF-8, or no TOML; neither repeats what stands there
        raise SettingsError(
            f"The settings file {str(file)!r} is no TOML: {error}; correct that place, such as port = 7861."
        ) from error


def _unreadable(file: Path, error: OSError) -> SettingsError:
    return SettingsError(
        f"The settings file {str(file)!r} cannot be read ({error.strerror}); check its path and rights."
    )
