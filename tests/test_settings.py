"""Settings come from variables or files, and secrets stay out of sight."""

from __future__ import annotations

import re
import secrets
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest

from app.settings import Settings, SettingsInvalid, from_environ

CONFIDENTIAL = re.compile(r"secret|password|token_key|database_url|_store$|notify_|private")


def test_a_file_stands_for_a_variable(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    key = secrets.token_hex(32)
    secret.write_text(f"{key}\n")
    settings = from_environ({"ONEHOUR_SECRET_KEY_FILE": str(secret), "ONEHOUR_PORT": "81"})
    assert (settings.secret_key, settings.port) == (key, 81)


@pytest.mark.parametrize("name", ["ONEHOUR_SECRET_KEY", "ONEHOUR_SECRET_KEY_PREVIOUS"])
@pytest.mark.parametrize("key", ["", "short", "a" * 64, "abcabcabc" * 8])
def test_a_key_that_can_be_guessed_is_refused(name: str, key: str) -> None:
    if key or not name.endswith("_PREVIOUS"):
        with pytest.raises(SettingsInvalid, match=f"{name} must have at least 32"):
            from_environ({name: key, "ONEHOUR_PUBLIC_URL": "https://onehour.example"})


@pytest.mark.parametrize("name", [item.name for item in fields(Settings)])
def test_an_empty_file_is_not_taken_for_a_setting_left_out(tmp_path: Path, name: str) -> None:
    variable, empty = f"ONEHOUR_{name.upper()}_FILE", tmp_path / "empty"
    empty.write_text("\n")
    with pytest.raises(SettingsInvalid, match=f"{variable} names a file with nothing in it"):
        from_environ({variable: str(empty)})


def test_a_kept_key_that_was_cut_off_is_refused(tmp_path: Path) -> None:
    Settings(data_dir=tmp_path).completed()
    (tmp_path / "secret.key").write_text("")
    with pytest.raises(SettingsInvalid, match="at least 32 characters"):
        Settings(data_dir=tmp_path).completed()


def test_a_data_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for folder in (tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(SettingsInvalid, match="ONEHOUR_DATA_DIR cannot be made"):
            Settings(data_dir=folder).completed()


@pytest.mark.parametrize("name", [item.name for item in fields(Settings)])
def test_every_setting_can_come_from_a_file(tmp_path: Path, name: str) -> None:
    variable = f"ONEHOUR_{name.upper()}_FILE"
    with pytest.raises(SettingsInvalid, match=variable):
        from_environ({variable: str(tmp_path / "missing")})


def test_a_variable_and_its_file_at_once_are_refused(tmp_path: Path) -> None:
    both = {"ONEHOUR_SECRET_KEY": "a", "ONEHOUR_SECRET_KEY_FILE": str(tmp_path)}
    with pytest.raises(SettingsInvalid, match="both set"):
        from_environ(both)


def test_a_text_that_does_not_fit_names_the_variable_and_not_the_text() -> None:
    with pytest.raises(SettingsInvalid, match="ONEHOUR_PORT must be a number") as told:
        from_environ({"ONEHOUR_PORT": "hunter2"})
    assert "hunter2" not in str(told.value)


@pytest.mark.parametrize(
    ("given", "variable"),
    [
        ({"travel": "magic"}, "ONEHOUR_TRAVEL"),
        ({"travel": "osrm"}, "ONEHOUR_OSRM_URL"),
        ({"travel": "osrm", "osrm_url": "file:///etc/passwd"}, "ONEHOUR_OSRM_URL"),
        ({"osrm_table_size": 1}, "ONEHOUR_OSRM_TABLE_SIZE"),
    ],
)
def test_a_travel_model_that_cannot_work_is_refused(tmp_path: Path, given: Any, variable: str) -> None:
    with pytest.raises(SettingsInvalid, match=f"{variable} must"):
        Settings(data_dir=tmp_path, **given).completed()


def test_nothing_confidential_is_in_the_representation() -> None:
    hidden = {item.name for item in fields(Settings) if CONFIDENTIAL.search(item.name)}
    assert {"secret_key", "secret_key_previous", "database_url", "rate_limit_store"} <= hidden
    shown = repr(replace(Settings(), **dict.fromkeys(hidden, "hunter2")))
    assert "hunter2" not in shown


def test_the_kept_secret_is_made_for_its_owner_alone_and_stays(tmp_path: Path) -> None:
    first = Settings(data_dir=tmp_path).completed()
    assert (tmp_path / "secret.key").stat().st_mode & 0o777 == 0o600
    assert len(first.secret_key) == 64
    assert Settings(data_dir=tmp_path).completed().secret_key == first.secret_key


def test_a_kept_secret_that_others_can_read_is_refused(tmp_path: Path) -> None:
    Settings(data_dir=tmp_path).completed()
    (tmp_path / "secret.key").chmod(0o644)
    with pytest.raises(SettingsInvalid, match="chmod 600"):
        Settings(data_dir=tmp_path).completed()


def test_earlier_secrets_come_before_the_one_that_signs(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, secret_key="new", secret_key_previous="oldest older").completed()
    assert settings.secret_keys == ["oldest", "older", "new"]


@pytest.mark.parametrize(("address", "secure"), [("https://a.example", True), ("http://a.example", False)])
def test_an_https_address_makes_cookies_secure(tmp_path: Path, address: str, *, secure: bool) -> None:
    assert Settings(data_dir=tmp_path, public_url=address).completed().secure_cookies is secure
