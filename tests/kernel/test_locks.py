"""Locked rows are fresh, found or refused; and on PostgreSQL the second who locks one waits."""

from __future__ import annotations

import pytest
from sqlalchemy import select, text, update

from app.kernel import Runtime, locks, unit_of_work
from app.kernel.errors import NotFound, TryAgain
from app.kernel.tables import StreamHead


def _heads(runtime: Runtime, *streams: str) -> None:
    with unit_of_work(runtime) as uow:
        uow.session.add_all(StreamHead(stream=s, number=1, hash="0" * 64, sealed_number=0) for s in streams)


def test_a_row_that_is_not_there_is_named(runtime: Runtime) -> None:
    with unit_of_work(runtime) as uow:
        assert locks.row_or_none(uow, StreamHead, "a") is None
        with pytest.raises(NotFound):
            locks.row(uow, StreamHead, "a")


def test_rows_are_locked_in_the_order_of_the_query(runtime: Runtime) -> None:
    _heads(runtime, "b", "a", "c")
    with unit_of_work(runtime) as uow:
        found = locks.rows(uow, select(StreamHead).order_by(StreamHead.stream))
        assert [head.stream for head in found] == ["a", "b", "c"]
        assert locks.one_or_none(uow, select(StreamHead).where(StreamHead.stream == "d")) is None


def test_rows_read_before_are_read_afresh(runtime: Runtime) -> None:
    _heads(runtime, "a")
    with unit_of_work(runtime) as uow:
        known = uow.get(StreamHead, "a")
        change = update(StreamHead).values(number=2).execution_options(synchronize_session=False)
        uow.session.execute(change)
        assert known.number == 1
        assert locks.rows(uow, select(StreamHead)) == [known]
        assert known.number == 2
        uow.session.execute(change.values(number=3))
        locks.again(uow, known)
        assert known.number == 3


@pytest.mark.parametrize("database_kind", ["postgresql"])
def test_the_second_who_locks_a_row_waits(runtime: Runtime) -> None:
    _heads(runtime, "a", "b")

    def lock(stream: str) -> None:
        with unit_of_work(runtime) as second:
            second.session.execute(text("SET LOCAL lock_timeout = '50ms'"))
            locks.row(second, StreamHead, stream)

    with unit_of_work(runtime) as first:
        locks.row(first, StreamHead, "a")
        lock("b")
        with pytest.raises(TryAgain):
            lock("a")
