"""Commands as they are written so that they work on this installation: in the terminal and on pages alike."""

from __future__ import annotations

from dataclasses import replace
from shlex import quote

from sqlalchemy import make_url

from app.settings import DEFAULT_DATA_DIR, Settings

FIRST_ACCOUNT = "user add LOGIN --role admin"


def here(settings: Settings) -> str:
    """Return the options that have another command work on the same installation; a password is left out."""
    said = "" if settings.data_dir == DEFAULT_DATA_DIR else f" --data-dir {quote(str(settings.data_dir))}"
    if replace(settings, database_url="").completed().database_url != settings.database_url:
        shown = make_url(settings.database_url).render_as_string(hide_password=True)
        said += f" --database-url {quote(shown)}"
    return said


def typed_here(settings: Settings, command: str) -> str:
    """Return the whole line that runs a command on this installation."""
    return f"onehour {command}{here(settings)}"
