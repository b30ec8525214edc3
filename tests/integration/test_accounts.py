"""Accounts on disk: who may sign in, and what the file shows of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from interviewer.accounts import Accounts
from interviewer.errors import SettingsError

PASSWORD = "a long enough one"


def test_whoever_was_added_fits_with_the_right_password_only(tmp_path: Path) -> None:
    accounts = Accounts(tmp_path)

    accounts.add("ada", PASSWORD)

    assert accounts.fits("ada", PASSWORD)
    assert not accounts.fits("ada", "another one, as long")
    assert not accounts.fits("bob", PASSWORD)
    assert not accounts.fits("", "")


def test_the_file_holds_no_password_and_is_read_by_its_owner_only(tmp_path: Path) -> None:
    folder = tmp_path / "data"

    Accounts(folder).add("ada", PASSWORD)

    file = folder / "accounts.json"
    assert PASSWORD not in file.read_text()
    assert [path.stat().st_mode & 0o777 for path in (folder, file)] == [0o700, 0o600]


def test_a_new_password_replaces_the_old_one_and_a_closed_account_fits_no_more(tmp_path: Path) -> None:
    accounts = Accounts(tmp_path)
    accounts.add("ada", PASSWORD)

    accounts.add("ada", "a newer password")
    assert not accounts.fits("ada", PASSWORD)
    assert accounts.fits("ada", "a newer password")

    accounts.remove("ada")
    assert not accounts.fits("ada", "a newer password")
    assert accounts.names() == ()


@pytest.mark.parametrize(
    ("name", "password", "says"),
    [
        ("../../etc", PASSWORD, "cannot be a name"),
        ("Ada", PASSWORD, "cannot be a name"),
        ("", PASSWORD, "cannot be a name"),
        ("ada", "short", "10 to 200 characters"),
    ],
)
def test_what_cannot_be_an_account_is_refused_with_the_remedy(
    tmp_path: Path, name: str, password: str, says: str
) -> None:
    with pytest.raises(SettingsError, match=says):
        Accounts(tmp_path).add(name, password)


def test_a_damaged_file_is_told_and_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "accounts.json").write_text("{ torn")

    with pytest.raises(SettingsError, match="cannot be read"):
        Accounts(tmp_path).add("ada", PASSWORD)

    assert (tmp_path / "accounts.json").read_text() == "{ torn"


def test_closing_an_account_that_does_not_exist_is_told(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="no account 'ada'"):
        Accounts(tmp_path).remove("ada")


def test_a_new_password_changes_the_seal_and_a_closed_account_has_none(tmp_path: Path) -> None:
    accounts = Accounts(tmp_path)
    accounts.add("ada", PASSWORD)
    before = accounts.seal("ada")

    accounts.add("ada", "a newer password")
    assert accounts.seal("ada") not in ("", before)

    accounts.remove("ada")
    assert accounts.seal("ada") == ""


def test_a_name_of_somebody_before_whose_interviews_lie_there_is_not_given_away(tmp_path: Path) -> None:
    accounts = Accounts(tmp_path)
    accounts.home("ada").mkdir(parents=True)

    with pytest.raises(SettingsError, match="earlier 'ada'"):
        accounts.add("ada", PASSWORD)
