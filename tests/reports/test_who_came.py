"""Whose promise it was: in SQL as `promised_visit` says it of rows."""

from __future__ import annotations

import random
import statistics
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from app.desk.reads.engineer_file import engineer_file
from app.dispatching.commands.apply import Slot, place
from app.kernel import unit_of_work
from app.kernel.local_dates import local_date
from app.promise.reads.reports import promises
from app.reports.reads.reports import report, totals
from app.reports.rules.asked import Asked, By
from app.reports.rules.measures import median, percentile
from app.requests.reads.outcomes import promised_visit
from app.requests.reads.who_came import answerable_engineer, answerable_engineer_id, promised_engineer_id
from app.requests.rules.promise import Outcome
from app.requests.tables import ServiceRequest, Visit
from tests.support.clock import FakeClock
from tests.support.town import Town
from tests.support.walk import walk

VERDICTS = (None, "proven", "plausible", "doubtful")
SETTLED = (None, None, "arrived", "not_arrived")


def test_engineer_of_a_promise_is_that_of_the_visit_that_it_is_about(town: Town) -> None:
    rng = random.Random(5)
    first = town.visit(town.report())
    with unit_of_work(town.runtime) as uow:
        request = uow.get(ServiceRequest, first.request_id)
        visits = [uow.get(Visit, first.id)]
        for ordinal in (2, 3):
            more = Visit(
                id=uow.new_id(),
                created_at=uow.now,
                updated_at=uow.now,
                request_id=request.id,
                ordinal=ordinal,
                territory_id=request.territory_id,
                state="planned",
                arrival_code="1234",
            )
            uow.session.add(more)
            visits.append(more)
        uow.session.flush()
        for _ in range(120):
            for visit in visits:
                visit.engineer_id = rng.choice(town.engineers)
                came = request.requested_at + timedelta(minutes=rng.randrange(10, 110))
                visit.on_site_at = rng.choice((None, came))
                visit.arrival_verdict, visit.arrival_settled = rng.choice(VERDICTS), rng.choice(SETTLED)
            uow.session.flush()
            about = promised_visit(visits, request.due_at) or visits[-1]
            found = uow.session.scalar(select(promised_engineer_id()).where(ServiceRequest.id == request.id))
            assert found == about.engineer_id


def _give(town: Town, visit_id: UUID, engineer: int) -> None:
    with unit_of_work(town.runtime) as uow:
        place(uow, uow.get(Visit, visit_id), Slot(town.engineers[engineer], 0, uow.now))


def test_broken_promise_is_of_whoever_had_the_visit_when_it_was_due(town: Town, clock: FakeClock) -> None:
    """He had it and lost it late, nobody had it, he handed it on before, and it became an appointment."""
    first, second = town.engineers
    lost, nobodys, handed_on, put_off = every = [town.report(km) for km in range(4)]
    for visit_id in (lost, handed_on, put_off):
        _give(town, visit_id, 0)
    clock.advance(minutes=59)
    _give(town, handed_on, 1)
    clock.advance(minutes=2)
    for visit_id in (lost, nobodys, put_off):
        _give(town, visit_id, 1)
    with unit_of_work(town.runtime) as uow:
        request = uow.get(ServiceRequest, town.visit(put_off).request_id)
        request.first_due_at, request.due_at = request.due_at, uow.now + timedelta(hours=1)
    clock.advance(hours=2)
    with unit_of_work(town.runtime) as uow:
        for visit_id in every:
            visit = uow.get(Visit, visit_id)
            visit.on_site_at = uow.get(ServiceRequest, visit.request_id).on_site_at = uow.now
    with unit_of_work(town.runtime, write=False) as uow:
        answers = dict(uow.session.execute(select(ServiceRequest.id, answerable_engineer_id())).all())
        found = {}
        for visit_id in every:
            visit = uow.get(Visit, visit_id)
            request = uow.get(ServiceRequest, visit.request_id)
            assert answerable_engineer(request, [visit]) == answers[request.id]
            found[visit_id] = answers[request.id]
        assert found == {lost: first, nobodys: None, handed_on: second, put_off: second}
        today = local_date(uow.now, "Asia/Shanghai")
        asked = Asked("promises", By.ENGINEER, today, today, "Asia/Shanghai")
        lines = {line.key: line.figures["broken"] for line in report(uow, asked).lines}
        assert lines == {str(first): 1, str(second): 1, "": 1}
        assert engineer_file(uow, first).promises.counts[Outcome.BROKEN] == 1


def test_totals_are_those_of_the_promise(town: Town, clock: FakeClock) -> None:
    walk(town, town.report(), on_site=60, completed=90)
    walk(town, town.report(), on_site=61, completed=80)
    walk(town, town.report(), on_site=20)
    clock.advance(hours=2)
    with unit_of_work(town.runtime, write=False) as uow:
        today = local_date(uow.now, "Asia/Shanghai")
        asked = Asked("promises", By.DAY, today - timedelta(days=1), today, "Asia/Shanghai")
        mine, theirs = totals(uow, asked), promises(uow).hour
    assert (mine["kept"], mine["broken"], mine["kept_pct"]) == (theirs.kept, theirs.broken, theirs.kept_pct)


def test_percentile_is_the_nearest_rank() -> None:
    assert [percentile([(10, 1), (20, 8), (30, 1)], share) for share in (0.1, 0.5, 0.9, 1.0)] == [
        10,
        20,
        20,
        30,
    ]
    assert percentile([], 0.5) is None


@pytest.mark.any_database
@pytest.mark.parametrize("values", [[4], [1, 2], [1, 2, 9], [5, 5, 7, 100], [*range(31)], [*range(100)]])
def test_median_is_the_middle_as_everybody_computes_it(values: list[int]) -> None:
    assert median([(value, 1) for value in values]) == statistics.median(values)
    assert median([(value, 3) for value in values]) == statistics.median(values * 3)
    assert median([]) is None
