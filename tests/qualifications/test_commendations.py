"""Praise: who enters and withdraws it, what it says, and what it does to a grade and to rewards."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from app.grading.commands.freeze import freeze
from app.grading.commands.scoring import Scores, score
from app.kernel import Principal, Role, Runtime, unit_of_work
from app.kernel.errors import Invalid, NotFound
from app.qualifications.commands.commendations import NewCommendation, commend, withdraw
from app.qualifications.commands.probations import NewProbation, begin, end
from app.qualifications.errors import CommendationWithdrawn, OwnPraise
from app.qualifications.reads.commendations import commendation_of, commendations
from app.qualifications.rules.praise import PraiseSource
from app.qualifications.rules.probation import ProbationOutcome
from app.rewards.reads.measures import counted
from app.rewards.rules.handbook import RewardMeasure
from app.stars.reads.standings import whole_year
from app.stars.reads.trained import earned
from app.stars.rules.figures import Subject
from app.stars.rules.rubric import BonusKind
from tests.grading.town import YEAR, Company, company
from tests.support import build
from tests.support.clock import FakeClock


@pytest.fixture
def town(runtime: Runtime, clock: FakeClock) -> Company:
    return company(runtime, clock)


def _said(engineer_id: UUID, **given: Any) -> NewCommendation:
    told = NewCommendation(
        engineer_id, PraiseSource.CUSTOMER_LETTER, "Haidian Books", date(YEAR, 5, 4), "Stayed until it ran."
    )
    return replace(told, **given)


def test_praise_has_a_source_and_nobody_enters_or_withdraws_his_own(town: Company) -> None:
    own = Principal(Role.MANAGER, "li", user_id=town.second.user_id, engineer_id=town.li)
    with pytest.raises(OwnPraise), unit_of_work(town.runtime, own) as uow:
        commend(uow, _said(town.li))
    with unit_of_work(town.runtime, town.manager) as uow:
        strange = build.job(uow).visit_id
        wrong = _said(town.li, praised_by="Li Wei", reason=" ", received_on=date(2026, 1, 11))
        with pytest.raises(Invalid) as refused:
            commend(uow, replace(wrong, visit_id=strange))
        assert set(refused.value.errors) == {"praised_by", "reason", "received_on", "visit_id"}
        key = commend(uow, _said(town.li)).id
    for who, count in ((town.engineer, 1), (town.provider, 0)):
        with unit_of_work(town.runtime, who, write=False) as uow:
            assert len(uow.session.scalars(commendations(uow)).all()) == count
    with pytest.raises(NotFound), unit_of_work(town.runtime, town.provider, write=False) as uow:
        commendation_of(uow, key)
    with pytest.raises(OwnPraise), unit_of_work(town.runtime, own) as uow:
        withdraw(uow, key, "Too much")
    with unit_of_work(town.runtime, town.second) as uow:
        withdraw(uow, key, "It was about Wang.")
        withdraw(uow, key, "It was about Wang.")
        with pytest.raises(CommendationWithdrawn):
            withdraw(uow, key, "Another reason")
        assert uow.session.scalars(commendations(uow, standing=True)).all() == []


def test_praise_is_the_bonus_of_the_grade_and_counts_for_rewards(town: Company) -> None:
    with unit_of_work(town.runtime, town.manager) as uow:
        for day in (date(YEAR, 12, 1), date(YEAR, 12, 31), date(2026, 1, 2)):
            commend(uow, _said(town.li, received_on=day))
        withdraw(uow, commend(uow, _said(town.li, received_on=date(YEAR, 12, 5))).id, "Twice the same")
        commend(uow, _said(town.wang, received_on=date(YEAR, 12, 1)))
        figures = counted(uow, RewardMeasure.COMMENDATIONS, [f"{YEAR}-12"])
        assert {key: one.figure for key, one in figures.items()} == {town.li: 2}, "a provider pays its own"
        assert earned(uow, Subject.ENGINEER, town.li, whole_year(YEAR)) == {BonusKind.COMMENDATION: 2}
        assert freeze(uow, YEAR) == 3
    frozen = town.grade(town.li)
    assert frozen.bonuses == frozen.facts["bonuses"] == {"commendation": 2}
    assert frozen.facts["bonus"] > 0
    with unit_of_work(town.runtime, town.manager) as uow:
        score(uow, frozen.id, Scores({}))
    scored = town.grade(town.li)
    assert scored.total == frozen.facts["total"]
    with unit_of_work(town.runtime, town.manager) as uow:
        with pytest.raises(Invalid) as bare:
            score(uow, frozen.id, Scores({}, bonuses={"commendation": 0}))
        assert list(bare.value.errors) == ["bonus_reason"]
        score(uow, frozen.id, Scores({}, bonuses={"commendation": 0}, bonus_reason="Both are of one job."))
    assert (town.grade(town.li).total or 0) < frozen.facts["total"]


@pytest.mark.any_database
def test_looking_after_somebody_counts_where_he_passed(town: Company) -> None:
    with unit_of_work(town.runtime, town.manager) as uow:
        first = date(2026, 1, 1)
        said = NewProbation(town.wang, first, date(2026, 3, 31), "Hired", mentor_id=town.li)
        end(uow, begin(uow, said).id, ProbationOutcome.PASSED, "Well done")
        assert earned(uow, Subject.ENGINEER, town.li, whole_year(2026)) == {BonusKind.MENTORING: 1}
        assert earned(uow, Subject.ENGINEER, town.li, whole_year(YEAR)) == {}
