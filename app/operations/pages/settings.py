"""Settings of the installation and of its territories: what each means, its value in force, its default."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from flask import Blueprint, render_template

from app.kernel.phrases import Phrase
from app.operations.pages.setting_words import GROUPS, MEANINGS, SECRET, TERRITORY
from app.registers.pages.declared.choices import CALENDARS
from app.registers.pages.words import calendar_name
from app.registers.reads.territories import active_territories
from app.registers.tables import Territory
from app.settings import PREFIX, Settings
from app.web.context import runtime, transaction
from app.web.languages import LOCALES
from app.web.pages.form_values import write_duration
from app.web.wording import say


@dataclass(frozen=True, slots=True)
class Shown:
    """One setting; `variable` is by what it is set."""

    variable: str
    meaning: Phrase
    value: str
    default: str

    @property
    def is_set(self) -> bool:
        """Whether it differs from its default."""
        return self.value != self.default


def settings() -> str:
    """Show the installation's settings, and its territories."""
    with transaction(write=False) as uow:
        territories = active_territories(uow)
    known = {item.name: item for item in fields(Settings)}
    groups = [
        (title, [_shown(name, known[name].default) for name in names]) for title, names in GROUPS.values()
    ]
    return render_template("settings.html", groups=groups, territories=territories)


def _shown(name: str, default: Any) -> Shown:
    value = getattr(runtime().settings, name)
    if name in SECRET:
        return Shown(_variable(name), MEANINGS[name], _is_there(value), _is_there(default))
    if name.endswith("_url"):
        value = _bare(value)
    if name == "default_locale":
        value, default = (f"{LOCALES[one]} ({one})" if one in LOCALES else one for one in (value, default))
    return Shown(_variable(name), MEANINGS[name], _written(value), _written(default))


def _bare(url: str) -> str:
    """Return an address without what may be a key in it: a password, or anything behind a question mark."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}" if parts.netloc else url


def _variable(name: str) -> str:
    return PREFIX + name.upper()


def _is_there(value: object) -> str:
    return say(Phrase("set, not shown")) if value else say(Phrase("not set"))


def _written(value: object) -> str:
    if isinstance(value, bool):
        return say(Phrase("Yes")) if value else say(Phrase("No"))
    if isinstance(value, float):
        return f"{value:g}"
    return str(value) if value not in ("", None) else "–"


def territory_settings(territory_id: UUID) -> str:
    """Show one territory's settings."""
    with transaction(write=False) as uow:
        territory = uow.get(Territory, territory_id)
        rows = [_of_territory(territory, name) for name in TERRITORY]
        return render_template("territory_settings.html", territory=territory, rows=rows)


def _of_territory(territory: Territory, name: str) -> Shown:
    made = Territory.__table__.columns[name].default
    default = made.arg if made is not None else ""
    write: Callable[[Any], str] = _written
    if name.endswith("_s"):
        write = write_duration
    elif name == "holiday_calendar":
        write = _of_days
    return Shown("", TERRITORY[name], write(getattr(territory, name)), write(default))


def _of_days(value: Any) -> str:
    return say(CALENDARS[value]) if value in CALENDARS else calendar_name(value)


def register(site: Blueprint) -> None:
    """Add the addresses."""
    site.add_url_rule("/settings", view_func=settings)
    site.add_url_rule("/settings/territories/<uuid:territory_id>", view_func=territory_settings)
