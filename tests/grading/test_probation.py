"""Probation from its first day to its end, and the year that finds somebody on it."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from app.grading.commands.freeze import freeze
from app.grading.rules.decision import GradeDoubt
from app.kernel import Principal, Role, Runtime, unit_of_work
from app.kernel.errors import Forbidden, Invalid
from app.qualifications.commands.probations import NewProbation, begin, end, extend
from app.qualifications.commands.watch import remind_of_probations
from app.qualifications.errors import ProbationOver
from app.qualifications.reads.probations import standing
from app.qualifications.rules.probation import ProbationOutcome, held_on
from app.qualifications.tables import Probation
from tests.grading.town import YEAR, Company, company
from tests.support.clock import FakeClock

LAST = date(YEAR, 12, 31)


@pytest.fixture
def town(runtime: Runtime, clock: FakeClock) -> Company:
    return company(runtime, clock)


def _begun(town: Company, until: date = LAST) -> Probation:
    with unit_of_work(town.runtime, town.manager) as uow:
        return begin(uow, NewProbation(town.li, date(YEAR, 7, 1), until, "Hired", town.wang))


@pytest.mark.parametrize(
    ("outcome", "ended_on", "expected"),
    [
        (None, None, True),
        (ProbationOutcome.PASSED, LAST.replace(day=30), False),
        (ProbationOutcome.PASSED, LAST, True),
        (ProbationOutcome.NOT_PASSED, LAST.replace(day=1), True),
    ],
)
def test_a_year_finds_somebody_on_probation(
    outcome: str | None, ended_on: date | None, *, expected: bool
) -> None:
    assert held_on(date(YEAR, 7, 1), outcome, ended_on, LAST) is expected
    assert not held_on(date(YEAR + 1, 1, 1), outcome, ended_on, LAST)


def test_whoever_is_on_probation_at_the_end_of_the_year_is_not_graded(town: Company) -> None:
    _begun(town)
    with unit_of_work(town.runtime, town.manager) as uow:
        assert freeze(uow, YEAR) == 3
    row = town.grade(town.li)
    assert row.doubt == GradeDoubt.PROBATION
    assert row.facts["probation"]["reason"] == "Hired"
    assert town.grade(town.wang).doubt is None


def test_managers_are_reminded_once_for_each_planned_end(town: Company) -> None:
    row = _begun(town, date(YEAR + 1, 1, 31))
    town.clock.now = datetime(YEAR + 1, 1, 16, tzinfo=UTC)
    with unit_of_work(town.runtime) as uow:
        assert remind_of_probations(uow) == 0, "sixteen days before the end it is too early"
    town.clock.now = datetime(YEAR + 1, 1, 17, tzinfo=UTC)
    with unit_of_work(town.runtime, town.manager) as uow:
        assert (remind_of_probations(uow), remind_of_probations(uow), standing(uow).count) == (1, 0, 1)
        extend(uow, row.id, date(YEAR + 1, 3, 31), "Was ill for a month")
        assert (remind_of_probations(uow), standing(uow).count) == (0, 0)
    town.clock.now = datetime(YEAR + 1, 4, 2, tzinfo=UTC)
    with unit_of_work(town.runtime, town.manager) as uow:
        assert remind_of_probations(uow) == 1
        assert end(uow, row.id, ProbationOutcome.PASSED, "Works well").ended_on == date(YEAR + 1, 4, 2)
        assert standing(uow).count == 0


def test_probations_that_make_no_sense_are_refused(town: Company) -> None:
    row = _begun(town)
    own = Principal(Role.MANAGER, "li", user_id=town.manager.user_id, engineer_id=town.li)
    with pytest.raises(Forbidden), unit_of_work(town.runtime, own) as uow:
        end(uow, row.id, ProbationOutcome.PASSED, "I work well")
    with unit_of_work(town.runtime, town.manager) as uow:
        with pytest.raises(Invalid) as refused:
            begin(uow, NewProbation(town.li, LAST, date(YEAR, 7, 1), " ", town.li))
        assert set(refused.value.errors) == {"engineer_id", "mentor_id", "planned_until", "reason"}
        with pytest.raises(Invalid) as refused:
            extend(uow, row.id, LAST, "")
        assert set(refused.value.errors) == {"note", "planned_until"}
        end(uow, row.id, ProbationOutcome.NOT_PASSED, "Came late")
        with pytest.raises(ProbationOver):
            extend(uow, row.id, date(YEAR + 1, 3, 1), "Another try")
