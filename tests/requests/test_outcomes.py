"""One rule for what became of a promise, in Python and in SQL."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import create_engine, func, insert, select
from sqlalchemy.orm import Session

from app.kernel.base import Base
from app.requests.reads.outcomes import has_outcome, outcome_of
from app.requests.rules.lifecycle import RequestState
from app.requests.rules.promise import KEPT, ArrivalVerdict, Outcome
from app.requests.tables import ServiceRequest

NOW = datetime(2026, 3, 2, 1, 0, 0, 123456, tzinfo=UTC)
_MOMENTS = st.sampled_from(
    [NOW + timedelta(microseconds=m) for m in (-3_600_000_000, -1, 0, 1, 3_600_000_000)]
)


@dataclass
class Row:
    state: str = RequestState.PROMISED
    due_at: datetime = NOW
    on_site_at: datetime | None = None
    arrival_verdict: str | None = None
    solved_remotely_at: datetime | None = None


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (Row(), Outcome.OPEN),
        (Row(due_at=NOW - timedelta(microseconds=1)), Outcome.BROKEN),
        (Row(on_site_at=NOW, arrival_verdict="proven"), Outcome.KEPT_PROVEN),
        (Row(on_site_at=NOW, arrival_verdict="by_office"), Outcome.KEPT_BY_OFFICE),
        (Row(on_site_at=NOW, arrival_verdict="plausible"), Outcome.KEPT_PLAUSIBLE),
        (Row(on_site_at=NOW, arrival_verdict="doubtful"), Outcome.UNSETTLED),
        (Row(on_site_at=NOW + timedelta(microseconds=1), arrival_verdict="proven"), Outcome.BROKEN),
        (Row(on_site_at=NOW + timedelta(microseconds=1), arrival_verdict="doubtful"), Outcome.BROKEN),
        (Row(solved_remotely_at=NOW), Outcome.SOLVED_REMOTELY),
        (Row(solved_remotely_at=NOW + timedelta(seconds=1)), Outcome.BROKEN),
        (Row(state=RequestState.CANCELLED, on_site_at=NOW, arrival_verdict="proven"), Outcome.CANCELLED),
    ],
)
def test_a_promise_came_to(row: Row, expected: Outcome) -> None:
    assert outcome_of(row, NOW) is expected


def test_kept_is_what_starts_with_kept() -> None:
    assert {one for one in Outcome if one.startswith("kept")} == KEPT


_FILLERS = {UUID: UUID(int=1), object: NOW, str: "", int: 1, float: 0.0, bool: False}


@pytest.fixture(scope="module")
def session() -> Session:
    engine = create_engine("sqlite://")
    Base.metadata.tables["service_requests"].create(engine)
    return Session(engine)


@given(
    state=st.sampled_from([RequestState.PROMISED, RequestState.RESOLVED, RequestState.CANCELLED]),
    due_at=_MOMENTS,
    on_site_at=st.none() | _MOMENTS,
    verdict=st.none() | st.sampled_from(list(ArrivalVerdict)),
    solved_at=st.none() | _MOMENTS,
)
def test_sql_says_what_python_says(session, state, due_at, on_site_at, verdict, solved_at) -> None:  # type: ignore[no-untyped-def]
    row = Row(state, due_at, on_site_at, verdict, solved_at)
    table = ServiceRequest.__table__
    needed = [
        column
        for column in table.columns
        if not (column.nullable or column.server_default or hasattr(row, column.name))
    ]
    values = {column.name: _FILLERS[column.type.python_type] for column in needed}
    session.execute(insert(table).values(**values, **vars(row)))
    told = [one for one in Outcome if session.scalar(select(func.count()).where(has_outcome([one], NOW)))]
    session.rollback()
    assert told == [outcome_of(row, NOW)]


def test_broken_promises_are_found_by_an_index_of_their_own(session: Session) -> None:
    broken = select(ServiceRequest.id).where(has_outcome([Outcome.BROKEN], NOW))
    newest = broken.order_by(ServiceRequest.requested_at.desc(), ServiceRequest.id.desc()).limit(25)
    written = newest.compile(session.connection(), compile_kwargs={"render_postcompile": True})
    plan = session.connection().exec_driver_sql(
        f"EXPLAIN QUERY PLAN {written}", tuple(written.params[name] for name in written.positiontup or ())
    )
    assert "ix_service_requests_not_in_time" in str(plan.all())
