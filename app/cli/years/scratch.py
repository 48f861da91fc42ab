"""A small company in a file of its own: one visit of each shape is played there, and its rows looked at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import Table, event

from app.checklist_templates.commands import shipped
from app.cli.years.acts import Player
from app.cli.years.company import Company, founded
from app.cli.years.draws import Drawn, Draws
from app.cli.years.phone import StoryClock
from app.cli.years.story import TRIP, Parties, Shape, Story
from app.demo.randomness import stream
from app.kernel import Runtime
from app.kernel.base import Base
from app.settings import Settings
from app.shell.runtime import build_runtime

LEFT_OUT = frozenset({"timers"})
"""Work that waits: of the past nothing does."""

CARD = {
    "score": 4,
    "on_time": 5,
    "technical": 3,
    "attitude": 2,
    "five_ones_used": True,
    "problem_solved": True,
}
VERDICT = "partly_upheld"
_BEGIN = datetime(2025, 3, 3, 1, tzinfo=UTC)
_APART = timedelta(days=9)
_ACTS = (
    "requested",
    *TRIP,
    "sent",
    "confirmed",
    "rated",
    "complained",
    "answered",
    "judged",
    "called",
    *(f"again_{act}" for act in TRIP),
    "called_again",
    "closed",
    "watched",
)
_MICROSECONDS = 13_577
_LATE = timedelta(hours=5)
_HOUR = timedelta(hours=1)

Rows = Mapping[tuple[str, tuple[Any, ...]], Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Played:
    """One story as it was played: the rows that it left, as SQLite keeps them, and what was drawn for it."""

    story: Story
    rows: Rows
    drawn: tuple[Drawn, ...]


class Scratch:
    """Plays stories one after the other, days apart."""

    def __init__(self, runtime: Runtime, company: Company, draws: Draws, clock: StoryClock) -> None:
        self._runtime, self._company, self._draws = runtime, company, draws
        self._player = Player(runtime, clock, draws)
        self._played = 0
        self._rows = self._all_rows()

    def play(self, shape: Shape, card: Mapping[str, Any]) -> Played:
        """Play a story of that shape."""
        self._played += 1
        self._draws.begin(stream(0, "scratch", self._played))
        story = self._story(shape, card)
        self._player.play(story)
        before, self._rows = self._rows, self._all_rows()
        new = {key: row for key, row in self._rows.items() if before.get(key) != row}
        return Played(story, new, tuple(self._draws.noted))

    def _story(self, shape: Shape, card: Mapping[str, Any]) -> Story:
        """Each act has microseconds of its own, by which its instant is known wherever it is written."""
        begin, at = _BEGIN + self._played * _APART, {}
        for n, act in enumerate(_ACTS):
            after = timedelta(minutes=5 * n, microseconds=_MICROSECONDS * (n + 1))
            at[act] = begin + after + (_LATE if n > _ACTS.index("sent") - 1 else timedelta())
            if shape.late and n >= _ACTS.index("seen"):
                at[act] += _HOUR
        for which in ("", "again_"):
            at[f"{which}arrived"] = at[f"{which}seen"] + timedelta(seconds=10, microseconds=1)
        if not shape.five_ones:
            at["checked"] = at["arrived"] + timedelta(seconds=60, microseconds=1)
        return Story(shape, self._parties(), at, card, VERDICT if shape.complaint else "")

    def _parties(self) -> Parties:
        company, fault = self._company, self._company.faults[0]
        place, worker = company.places[0], company.workers[0]
        return Parties(
            company.territory_id,
            place.customer_id,
            place.site_id,
            place.machines[0].id,
            place.point,
            place.phone,
            worker.id,
            worker.number,
            fault.code,
            fault.skill,
            fault.expected_s,
        )

    def _all_rows(self) -> Rows:
        with self._runtime.engine.connect() as connection:
            return {
                (table.name, tuple(row[column.name] for column in table.primary_key)): row
                for table in Base.metadata.sorted_tables
                if table.name not in LEFT_OUT
                for row in _raw(connection, table)
            }


def _raw(connection: Any, table: Table) -> Iterator[Mapping[str, Any]]:
    """Read the rows as they stand in the file."""
    names = [column.name for column in table.columns]
    for row in connection.exec_driver_sql(f"SELECT {', '.join(names)} FROM {table.name}"):  # noqa: S608 - our names
        yield dict(zip(names, row, strict=True))


def _write_nothing_through(connection: Any, _record: object) -> None:
    connection.execute("PRAGMA synchronous = OFF")


@contextmanager
def scratch() -> Iterator[Scratch]:
    """Yield one; it is gone afterwards."""
    with TemporaryDirectory(prefix="onehour-fill-") as folder:
        url = f"sqlite:///{Path(folder) / 'scratch.db'}"
        settings = Settings(data_dir=Path(folder), database_url=url, secret_key=str(folder)).completed()
        clock = StoryClock(_BEGIN - _APART)
        runtime = build_runtime(settings, clock)
        event.listen(runtime.engine, "connect", _write_nothing_through)
        try:
            Base.metadata.create_all(runtime.engine)
            shipped.load(runtime.engine)
            draws = Draws(stream(0, "scratch"))
            yield Scratch(runtime, founded(runtime, 1, 0, "beijing"), draws, clock)
        finally:
            runtime.close()
