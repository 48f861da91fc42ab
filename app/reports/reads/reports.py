"""Makes a report: one query for its lines, one for the row of all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, func, literal_column, select, text

from app.kernel import UnitOfWork
from app.reports.reads import scope
from app.reports.reads.about_promises import FIXES, PROMISES, WAITS
from app.reports.reads.about_visits import RATINGS, WORKLOAD
from app.reports.reads.stages import stage_report
from app.reports.reads.topics import Topic
from app.reports.rules.asked import Asked, By
from app.reports.rules.figures import Line, Report

TOPICS: Mapping[str, Topic] = {topic.key: topic for topic in (PROMISES, WAITS, FIXES, RATINGS, WORKLOAD)}

MOST_LINES = 100
"""Lines on a page, those with most behind them; a file has up to `MOST_IN_FILE`."""

MOST_IN_FILE = 10_000

_MANY = frozenset({By.CUSTOMER, By.CONTRACT})
_SEVERAL = frozenset({By.ENGINEER, By.FAULT})
"""Few enough to be told all at once and cut then; of the many, those with most are looked for first."""

_KEY = "group_key"


def report(uow: UnitOfWork, asked: Asked, most: int = MOST_LINES) -> Report:
    """Make the report that is asked for.

    Raises:
        TooMuchAsked: its broken promises are too many to tell the stage of each.
    """
    if asked.by is By.STAGE:
        return stage_report(uow, PROMISES, asked)
    without_compiling(uow)
    topic = TOPICS[asked.topic]
    keys, left_off = _keys(uow, topic, asked, most)
    rows = defaultdict[str, list[Any]](list)
    for row in uow.session.execute(_grouped(uow, topic, asked, keys)):
        rows[scope.key_of(asked, row[0])].append(tuple(row)[1:])
    order = list(scope.days(asked)) if asked.by in (By.DAY, By.MONTH) else _most_first(topic, rows)
    if asked.by in _SEVERAL:
        order, left_off = order[:most], max(len(order) - most, 0)
    return Report(
        columns=topic.columns,
        lines=[Line(key, topic.fold(rows[key])) for key in order],
        total=totals(uow, asked),
        left_off=left_off,
    )


def without_compiling(uow: UnitOfWork) -> None:
    """PostgreSQL would compile these long expressions, which takes longer than reckoning them."""
    if uow.session.get_bind().dialect.name == "postgresql":
        uow.session.execute(text("SET LOCAL jit = off"))


def totals(uow: UnitOfWork, asked: Asked) -> Mapping[str, float | None]:
    """Return the figures of everything that is asked for."""
    topic = TOPICS[asked.topic]
    facts = _named(topic.facts(uow.now))
    query = scope.narrowed(uow, select(*facts, *topic.sums()), topic, asked)
    rows = uow.session.execute(query.group_by(*_names(facts))).all()
    return topic.fold([tuple(row) for row in rows])


def _most_first(topic: Topic, rows: Mapping[str, Sequence[Any]]) -> list[str]:
    first = topic.columns[0].key
    sizes = {key: topic.fold(found)[first] or 0 for key, found in rows.items()}
    return sorted(sizes, key=lambda key: (-sizes[key], key))


def _keys(uow: UnitOfWork, topic: Topic, asked: Asked, most: int) -> tuple[Sequence[Any] | None, int]:
    """Return the values to have lines for, None for all, and how many are left off."""
    if asked.by not in _MANY:
        return None, 0
    column = scope.group_column(topic, asked).label(_KEY)
    counted = scope.narrowed(uow, select(column, func.count().label("count")), topic, asked)
    counted = counted.group_by(literal_column(_KEY))
    ordered = counted.order_by(literal_column("count").desc(), literal_column(_KEY)).limit(most + 1)
    found = uow.session.execute(ordered).all()
    if len(found) <= most:
        return None, 0
    every = uow.session.scalar(select(func.count()).select_from(counted.subquery())) or 0
    return [row[0] for row in found[:most]], every - most


def _grouped(uow: UnitOfWork, topic: Topic, asked: Asked, keys: Sequence[Any] | None) -> Select[Any]:
    column = scope.group_column(topic, asked)
    facts = _named(topic.facts(uow.now))
    query = select(column.label(_KEY), *facts, *topic.sums())
    query = scope.narrowed(uow, query, topic, asked)
    if keys is not None:
        known = [key for key in keys if key is not None]
        query = query.where(
            column.in_(known) if len(known) == len(keys) else column.in_(known) | column.is_(None)
        )
    return query.group_by(literal_column(_KEY), *_names(facts))


def _named(facts: Sequence[ColumnElement[Any]]) -> list[ColumnElement[Any]]:
    return [fact.label(f"fact_{n}") for n, fact in enumerate(facts)]


def _names(facts: Sequence[Any]) -> list[ColumnElement[Any]]:
    """PostgreSQL groups by a name where it would take two expressions with parameters for different ones."""
    return [literal_column(fact.name) for fact in facts]
