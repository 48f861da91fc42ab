"""Years written in bulk: the rows are those that the commands write, and the same on both databases."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from app.demo.randomness import stream
from app.demo.years.acts import Player
from app.demo.years.draws import Draws
from app.demo.years.filling import Plan, Shapes, company_of, stories_of, write
from app.demo.years.phone import StoryClock
from app.demo.years.scratch import LEFT_OUT, scratch
from app.demo.years.story import End, Story
from app.kernel import Runtime, ledger, unit_of_work
from app.kernel.base import Base
from app.settings import Settings
from app.shell.runtime import build_runtime
from tests.support.databases import SqliteDatabases, hasten

END = datetime(2026, 3, 2, tzinfo=UTC)
VISITS = 200

pytestmark = pytest.mark.any_database


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


def test_rows_and_events_are_those_that_the_commands_write(
    sqlite_databases: SqliteDatabases, tmp_path: Path, cheap_hashing: None
) -> None:
    plan = Plan(2, 8, END, share=0.5)
    with _two(sqlite_databases, tmp_path) as (played, filled):
        chosen = _chosen(stories_of(company_of(played, plan), plan))
        company_of(filled, plan)
        with scratch() as where:
            made = write(filled, plan, iter(chosen), Shapes(where), lambda _: None)
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
            assert found[name] == rows, name
