"""Years written in bulk: the rows are those that the commands write, and the same on both databases."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from itertools import zip_longest
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from app.cli.years.acts import Player
from app.cli.years.draws import Draws
from app.cli.years.filling import Plan, Shapes, company_of, stories_of, write
from app.cli.years.phone import StoryClock
from app.cli.years.scratch import LEFT_OUT, scratch
from app.cli.years.story import End, Story
from app.demo.randomness import stream
from app.kernel import Runtime, ledger, unit_of_work
from app.kernel.base import Base
from app.kernel.ledger_check import verify
from app.settings import Settings
from app.shell.migrate import upgrade
from app.shell.runtime import build_runtime
from app.stars.commands.facts import work_out
from app.stars.commands.standings import compare_months
from app.stars.reads.standings import Months
from app.stars.rules.months import Month, months_between
from tests.support.databases import PostgresDatabases, SqliteDatabases, hasten

END = datetime(2026, 3, 2, tzinfo=UTC)
VISITS = 200
MIGRATED = {"checklist_versions", "rubric_versions"}
"""What migrating brings is dated when it did."""

_TOLD = 2


@pytest.fixture(scope="module")
def shapes() -> Iterator[Shapes]:
    """The templates, each made when it is first met."""
    with scratch() as where:
        yield Shapes(where)


@contextmanager
def _company(url: str, folder: Path) -> Iterator[Runtime]:
    settings = Settings(data_dir=folder, database_url=url, secret_key="x", embedded_worker=False)
    runtime = build_runtime(settings.completed(), StoryClock(END))
    hasten(runtime.engine)
    yield runtime
    runtime.close()


@contextmanager
def _two(databases: SqliteDatabases, folder: Path) -> Iterator[tuple[Runtime, Runtime]]:
    with ExitStack() as stack:
        found = []
        for name in ("played", "filled"):
            (folder / name).mkdir()
            url = stack.enter_context(databases.migrated(folder / name))
            found.append(stack.enter_context(_company(url, folder / name)))
        yield found[0], found[1]


def _rows(runtime: Runtime) -> dict[str, list[dict[str, Any]]]:
    with runtime.engine.connect() as connection:
        return {
            table.name: [
                {
                    key: value
                    for key, value in row._mapping.items()
                    if (table.name, key) != ("search_texts", "id")
                }
                for row in connection.execute(select(table).order_by(*table.primary_key))
            ]
            for table in Base.metadata.sorted_tables
            if table.name not in LEFT_OUT | {"processes"}
        }


def _differences(found: list[dict[str, Any]], expected: list[dict[str, Any]]) -> list[Any]:
    """The first rows that differ, and in what."""
    told: list[Any] = []
    none: dict[str, Any] = {}
    for one, other in zip_longest(found, expected, fillvalue=none):
        if one != other and len(told) < _TOLD:
            wrong = {name for name in {*one, *other} if one.get(name) != other.get(name)}
            told.append([{name: row.get(name) for name in sorted(wrong)} for row in (one, other)])
    return told


def _chosen(stories: Iterator[Story]) -> list[Story]:
    """One of each shape that two years bring, and any others: so many visits as are asked for."""
    every = list(stories)
    firsts = list({story.shape: story for story in every if story.shape.end is not End.CALLED_OFF}.values())
    visits, chosen = 0, []
    others = random.Random(3).sample(every, len(every))
    for story in dict.fromkeys(map(id, (*firsts, *others))):
        one = next(each for each in every if id(each) == story)
        chosen.append(one)
        visits += 1 + one.shape.comes_again
        if visits >= VISITS:
            break
    return sorted(chosen, key=lambda one: one.at["requested"])


@pytest.mark.slow("plays 200 visits by the commands, a dozen transactions each")
def test_rows_and_events_are_those_that_the_commands_write(
    sqlite_databases: SqliteDatabases, tmp_path: Path, shapes: Shapes, cheap_hashing: None
) -> None:
    plan = Plan(2, 8, END, share=0.5)
    with _two(sqlite_databases, tmp_path) as (played, filled):
        chosen = _chosen(stories_of(company_of(played, plan), plan))
        company_of(filled, plan)
        made = write(filled, plan, iter(chosen), shapes, lambda _: None)
        assert made.visits >= VISITS
        draws, clock = Draws(), StoryClock(plan.begin)
        player = Player(played, clock, draws)
        for number, story in enumerate(chosen, 1):
            draws.begin(stream(plan.seed, "ids", number))
            player.play(story)
        clock.now = max(max(story.at.values()) for story in chosen)
        with unit_of_work(player.runtime) as uow:
            ledger.seal(uow)
        expected, found = _rows(played), _rows(filled)
        for name, rows in expected.items():
            assert _differences(found[name], rows) == [], name


@pytest.mark.slow("fills two databases and works their months out twice")
def test_same_seed_gives_the_same_rows_and_figures_on_both_databases(
    sqlite_databases: SqliteDatabases,
    postgres_databases: PostgresDatabases,
    tmp_path: Path,
    shapes: Shapes,
    cheap_hashing: None,
) -> None:
    plan, found = Plan(0.125, 8, END), []
    with (
        sqlite_databases.migrated(tmp_path) as file,
        postgres_databases.migrated(upgrade) as server,
        _company(file, tmp_path) as on_file,
        _company(server, tmp_path) as on_server,
    ):
        for runtime in (on_file, on_server):
            write(runtime, plan, stories_of(company_of(runtime, plan), plan), shapes, lambda _: None)
            with unit_of_work(runtime, write=False) as uow:
                assert verify(uow).intact
            months = Months(Month(2026, 1), Month(2026, 2))
            figures = []
            for _ in range(2):
                for month in months_between(months.first, months.last):
                    work_out(runtime, month)
                compare_months(runtime, months)
                figures.append(_rows(runtime))
            assert figures[0] == figures[1]
            found.append(figures[0])
    assert all(row.pop("tx_id") for row in found[1]["events"])
    assert not any(row.pop("tx_id") for row in found[0]["events"])
    assert len(found[0]["star_contributions"]) > 500
    for name in found[0].keys() - MIGRATED:
        assert _differences(found[1][name], found[0][name]) == [], name
