"""What is open on every desk looks at few rows, however many requests there ever were.

SQLite tells its plan whatever the tables hold; PostgreSQL's follows what it counted of the rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Engine, event, select

from app.kernel import unit_of_work
from app.promise.commands.look import look
from app.registers.tables import Territory
from tests.pages.conftest import Browser
from tests.support.morning import Morning

SignIn = Callable[[str], Browser]

LARGE = ("service_requests", "visits", "customers", "sites", "assets", "search_texts", "follow_ups")

PAGES = (
    "/",
    "/work",
    "/hotline",
    "/hotline/search?q=sanlitun",
    "/hotline/search?q=13800138000",
    "/requests",
    "/requests?part=list&state=closed",
    "/requests?sort=due_at",
    "/requests?q=sanlitun",
    "/requests?q=sanlitun%20ma",
    "/requests?from=2026-03-02&to=2026-03-02",
)


@contextmanager
def _read_through(engine: Engine) -> Iterator[list[str]]:
    """Note each statement that reads a large table from end to end."""
    found: list[str] = []

    def explain(connection: Any, cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        if not statement.startswith(("SELECT", "WITH")):
            return
        plan = cursor.connection.execute(f"EXPLAIN QUERY PLAN {statement}", parameters).fetchall()
        steps = [step[-1] for step in plan]
        found.extend(
            f"{step}: {statement}"
            for step in steps
            if step.startswith(tuple(f"SCAN {table}" for table in LARGE)) and "INDEX" not in step
        )

    event.listen(engine, "after_cursor_execute", explain)
    try:
        yield found
    finally:
        event.remove(engine, "after_cursor_execute", explain)


@pytest.mark.parametrize("page", PAGES)
def test_pages_of_every_minute_read_no_large_table_through(
    signed_in: SignIn, morning: Morning, page: str
) -> None:
    browser = signed_in("dispatcher")
    with _read_through(morning.runtime.engine) as found:
        assert browser.open(page).status_code == 200
    assert found == []


def test_the_watch_of_promises_reads_no_large_table_through(morning: Morning) -> None:
    with unit_of_work(morning.runtime, write=False) as uow:
        territories = uow.session.scalars(select(Territory.id)).all()
    with _read_through(morning.runtime.engine) as found:
        for territory_id in territories:
            look(morning.runtime, territory_id)
    assert found == []
