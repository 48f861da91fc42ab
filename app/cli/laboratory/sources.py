"""Where the days come from: made up, learned from the company's requests, files, or days that were."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import click
from sqlalchemy import select

from app.cli.setup import means
from app.kernel import UnitOfWork, unit_of_work
from app.laboratory.reads.experience import experience
from app.laboratory.reads.past_days import PastDay, past_day
from app.registers.tables import Territory
from app.settings import from_environ
from dispatch.fields import SnapshotError
from dispatch.simulation.day import Day, parse_day
from dispatch.simulation.experiment import Scenario
from dispatch.simulation.generator import Terms
from dispatch.simulation.series import Series, city_series, company_series
from dispatch.simulation.texts import Language, say


@dataclass(frozen=True, slots=True)
class Source:
    """The days to play, and those of them that really were."""

    scenarios: Sequence[Scenario]
    past: Sequence[PastDay] = ()

    @property
    def crew(self) -> int:
        """How many engineers the first day has."""
        return len(self.scenarios[0].day.engineers)


def source_of(chosen: Mapping[str, Any], language: Language) -> Source:
    """The days that the options ask for.

    Raises:
        click.UsageError: the options exclude each other, or there are no such days.
    """
    asked = [bool(chosen["files"]), chosen["date"] is not None, chosen["learn"]]
    if sum(asked) > 1:
        raise click.UsageError(say(language, "one_source"))
    if chosen["files"]:
        return Source([Scenario(chosen["seed"], _read(path, language)) for path in chosen["files"]])
    if chosen["date"] is not None:
        return _past(chosen, language)
    if chosen["without"]:
        raise click.UsageError(say(language, "needs_date"))
    days = 7 * chosen["weeks"] if chosen["weeks"] else chosen["days"]
    seeds = range(chosen["seed"], chosen["seed"] + chosen["seeds"])
    series = [series_of({**chosen, "seed": seed}, language) for seed in seeds]
    return Source([scenario for one, crew in series for scenario in one.scenarios(days, crew)])


def series_of(chosen: Mapping[str, Any], language: Language) -> tuple[Series, int]:
    """Days made up or learned, and how many engineers belong to them.

    Raises:
        click.UsageError: there is nothing to learn from.
    """
    if chosen["learn"]:
        return _learned(chosen, language)
    terms = _promised(Terms(hours=chosen["hours"]), chosen)
    made = city_series(
        chosen["seed"],
        terms,
        engineers=chosen["engineers"],
        load=chosen["load"],
        per_day=chosen["requests"],
        km=chosen["km"],
    )
    return made, chosen["engineers"]


def _promised(terms: Terms, chosen: Mapping[str, Any]) -> Terms:
    minutes = chosen["promise_min"]
    return terms if minutes is None else replace(terms, promise_s=round(minutes * 60))


def _learned(chosen: Mapping[str, Any], language: Language) -> tuple[Series, int]:
    with territory_of(chosen, language) as (uow, territory):
        learned = experience(uow, territory, chosen["learn_weeks"])
    if learned is None:
        raise click.UsageError(say(language, "no_requests"))
    terms = _promised(learned.terms, chosen)
    return company_series(chosen["seed"], learned.demand, learned.crew, terms), len(learned.crew)


def _past(chosen: Mapping[str, Any], language: Language) -> Source:
    first: datetime = chosen["date"]
    count = chosen["days"] if chosen["days_given"] else 1
    with territory_of(chosen, language) as (uow, territory):
        past = [past_day(uow, territory, first.date() + timedelta(days=n)) for n in range(count)]
    past = [one for one in past if one.day.requests]
    if not past:
        raise click.UsageError(say(language, "no_requests"))
    if not all(one.day.engineers for one in past):
        raise click.UsageError(say(language, "no_crew"))
    return Source([Scenario(chosen["seed"], one.day) for one in past], past)


@contextmanager
def territory_of(chosen: Mapping[str, Any], language: Language) -> Iterator[tuple[UnitOfWork, Territory]]:
    """Read the territory that was named, or the only one there is."""
    settings = from_environ(database_url=chosen["database_url"], data_dir=chosen["data_dir"])
    if not settings.database_url and not (settings.data_dir / "onehour.db").is_file():
        raise click.UsageError(say(language, "no_database"))
    with means(settings.completed()) as runtime, unit_of_work(runtime, write=False) as uow:
        yield uow, _chosen_territory(uow, chosen["territory"], language)


def _chosen_territory(uow: UnitOfWork, code: str | None, language: Language) -> Territory:
    found = {one.code: one for one in uow.session.scalars(select(Territory).order_by(Territory.code))}
    codes = ", ".join(found) or "-"
    if code is None:
        if len(found) == 1:
            return next(iter(found.values()))
        raise click.UsageError(say(language, "which_territory", codes=codes))
    if code not in found:
        raise click.UsageError(say(language, "no_territory", code=code, codes=codes))
    return found[code]


def _read(path: Path, language: Language) -> Day:
    try:
        return parse_day(json.loads(path.read_text("utf-8")))
    except SnapshotError as fault:
        why = fault.text.zh_cn if language == "zh-CN" else fault.text.en
        told = say(language, "bad_day", path=f"{path}: {fault.path}", message=why)
        raise click.UsageError(told) from fault
    except (OSError, ValueError) as bad:
        raise click.UsageError(say(language, "bad_day", path=path, message=bad)) from bad
