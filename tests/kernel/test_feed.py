from __future__ import annotations

import pytest
from sqlalchemy import text

from app.kernel import Runtime, feed, ledger, unit_of_work
from app.kernel.errors import Invalid
from app.kernel.feed import START, Cursor
from app.kernel.tables import Event


def _record(runtime: Runtime, stream: str) -> None:
    with unit_of_work(runtime) as uow:
        ledger.note(uow, stream, "thing.happened")


def _streams(runtime: Runtime, cursor: Cursor, limit: int = 10) -> list[str]:
    with unit_of_work(runtime, write=False) as uow:
        return [event.stream for event in feed.after(uow, cursor, limit)]


def test_reader_goes_on_behind_its_cursor(runtime: Runtime) -> None:
    for stream in ("a", "b", "c"):
        _record(runtime, stream)
    with unit_of_work(runtime, write=False) as uow:
        first = feed.after(uow, START, 1)[0]
    assert first.stream == "a"
    assert _streams(runtime, Cursor.of(first)) == ["b", "c"]


def test_newest_is_behind_everything(runtime: Runtime) -> None:
    _record(runtime, "a")
    with unit_of_work(runtime, write=False) as uow:
        end = feed.newest(uow)
    assert _streams(runtime, end) == []
    _record(runtime, "b")
    assert _streams(runtime, end) == ["b"]


def test_feed_can_be_narrowed(runtime: Runtime) -> None:
    _record(runtime, "a")
    _record(runtime, "b")
    with unit_of_work(runtime, write=False) as uow:
        assert [e.stream for e in feed.after(uow, START, 10, Event.stream == "b")] == ["b"]


@pytest.mark.parametrize("database_kind", ["postgresql"])
def test_event_that_commits_late_is_not_skipped(runtime: Runtime) -> None:
    """The slow transaction took its number, and its event's id, before the quick one that commits first."""
    with unit_of_work(runtime) as slow:
        ledger.note(slow, "slow", "thing.happened")
        slow.session.flush()
        slow.session.execute(text("SELECT pg_current_xact_id()"))
        _record(runtime, "quick")
        assert _streams(runtime, START) == []  # the quick one waits behind the slow one
    assert _streams(runtime, START) == ["slow", "quick"]


@pytest.mark.parametrize("database_kind", ["postgresql"])
def test_lower_id_of_a_later_transaction_is_not_skipped(runtime: Runtime) -> None:
    with unit_of_work(runtime) as first:
        first.session.execute(text("SELECT pg_current_xact_id()"))
        with unit_of_work(runtime) as second:
            ledger.note(second, "second", "thing.happened")
        ledger.note(first, "first", "thing.happened")
    with unit_of_work(runtime, write=False) as uow:
        events = feed.after(uow, START, 10)
    assert [event.stream for event in events] == ["first", "second"]
    assert events[0].id > events[1].id  # ids alone would have told otherwise


def test_cursor_survives_as_text() -> None:
    assert Cursor.parse(str(Cursor(71, 9))) == Cursor(71, 9)


@pytest.mark.parametrize(
    "nonsense", ["", "1", "-", "1-", "-1", "1-x", "²-1", "1-2-3", "9" * 30 + "-1", "01-2", "1-02"]
)
def test_text_that_is_no_cursor_is_refused_with_the_field(nonsense: str) -> None:
    with pytest.raises(Invalid) as refused:
        Cursor.parse(nonsense, "Last-Event-ID")
    assert list(refused.value.errors) == ["Last-Event-ID"]
