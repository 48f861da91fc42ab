"""The year by commands: a manager, a second one, an engineer who appeals, a provider."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app.grading.commands import effective
from app.grading.commands.appeals import REJECTED, UPHELD, answer, appeal
from app.grading.commands.approving import approve, close_calibration, give_back
from app.grading.commands.correcting import correct
from app.grading.commands.freeze import freeze
from app.grading.commands.notice import publish, start_notice
from app.grading.commands.scoring import Scores, calibrate, doubt, score
from app.grading.commands.vetoes import unveto, veto
from app.grading.errors import (
    AppealMade,
    AppealTimeOver,
    GradeIsPublished,
    NoticeRuns,
    OwnGrade,
    SecondPersonNeeded,
    WrongGradeState,
    YearNotReady,
)
from app.grading.reads.waiting import standing
from app.grading.rules.decision import GradeDoubt, most, proposed
from app.grading.rules.states import GradeState
from app.grading.tables import GradeOfYear
from app.kernel import Principal, Role, Runtime, unit_of_work
from app.kernel.errors import Conflict, Forbidden, Invalid, NotFound, VersionConflict
from app.kernel.principal import SYSTEM
from app.kernel.tables import Event
from app.registers.commands import registry
from app.registers.reads.stars_held import engineer_stars_at, held_by
from app.registers.tables import Engineer
from app.stars.rules.rubric import VetoKind
from app.stars.tables import StarStanding
from tests.grading.town import YEAR, Company, company, scored
from tests.support.clock import FakeClock
from tests.support.web import make_user


@pytest.fixture
def town(runtime: Runtime, clock: FakeClock) -> Company:
    return company(runtime, clock)


def by(town: Company, who: Principal, act: Callable[..., Any], *args: Any, **more: Any) -> Any:
    """Do something in a transaction of its own, as somebody."""
    with unit_of_work(town.runtime, who) as uow:
        return act(uow, *args, **more)


def refused(
    error: type[Exception], town: Company, who: Principal, act: Callable[..., Any], *args: Any
) -> None:
    with pytest.raises(error):
        by(town, who, act, *args)


def in_notice(town: Company) -> None:
    scored(town, town.manager)
    by(town, town.manager, close_calibration, YEAR)
    for key in (town.li, town.wang, town.provider_id):
        by(town, town.second, approve, town.grade(key).id)
    assert by(town, town.manager, start_notice, YEAR) == 3


def test_a_year_with_four_people(town: Company) -> None:
    assert by(town, town.manager, freeze, YEAR) == 3
    first = town.grade(town.li)
    assert by(town, town.manager, freeze, YEAR) == 0  # a second time
    assert (town.grade(town.li).facts, first.state) == (first.facts, GradeState.FROZEN)
    assert len(first.facts_digest) == 64
    points = proposed(first.facts)
    less = points | {"technical": points["technical"] - 3}
    with pytest.raises(Invalid) as bare:
        by(town, town.manager, score, first.id, Scores(less))
    assert list(bare.value.errors) == ["technical_reason"]
    by(town, town.manager, score, first.id, Scores(less, {"technical": "Needed help with lasers."}))
    refused(YearNotReady, town, town.manager, close_calibration, YEAR)
    for key in (town.wang, town.provider_id):
        row = town.grade(key)
        by(town, town.manager, score, row.id, Scores(proposed(row.facts)))
    assert by(town, town.manager, close_calibration, YEAR) == 3
    refused(SecondPersonNeeded, town, town.manager, approve, first.id)
    for key in (town.li, town.wang, town.provider_id):
        by(town, town.second, approve, town.grade(key).id)
    by(town, town.second, start_notice, YEAR)
    mine = by(town, town.engineer, appeal, first.id, "The lasers came without a manual. 😀")
    assert mine.answer_due_on == date(2026, 1, 20)
    assert by(town, town.engineer, appeal, first.id, "The lasers came without a manual. 😀").id == mine.id
    refused(AppealMade, town, town.engineer, appeal, first.id, "And another thing.")
    refused(Forbidden, town, town.provider, appeal, town.grade(town.wang).id, "Ours!")
    refused(SecondPersonNeeded, town, town.manager, answer, first.id, REJECTED, "No.")
    by(town, town.second, answer, first.id, UPHELD, "So it was.", {"technical": points["technical"]})
    again = town.grade(town.li)
    assert (again.state, again.noticed_on, again.total) == (GradeState.CALIBRATED, None, first.facts["total"])
    refused(SecondPersonNeeded, town, town.second, approve, first.id)  # he gave the new scores
    third = make_user(town.runtime, Role.ADMIN)
    by(town, third, approve, first.id)
    town.clock.advance(days=8)
    told = by(town, town.second, publish, YEAR, date(2026, 2, 1))
    assert ({row.subject_id for row in told.rows}, told.waiting) == ({town.wang, town.provider_id}, 0)
    by(town, third, start_notice, YEAR)
    refused(NoticeRuns, town, third, publish, YEAR)
    town.clock.advance(days=8)
    by(town, third, publish, YEAR, date(2026, 2, 1))
    assert town.stars(town.li) == 3
    kinds = by(town, SYSTEM, lambda uow: set(uow.session.scalars(select(Event.kind))))
    assert {
        f"grade.{one}" for one in ("frozen", "scored", "appealed", "appeal_answered", "published")
    } <= kinds


def test_stars_are_held_from_the_effective_date_and_before_it_the_old_ones(town: Company) -> None:
    in_notice(town)
    town.clock.advance(days=8)
    by(town, town.second, publish, YEAR, date(2026, 2, 1))
    row = town.grade(town.li)
    assert (row.effective_on, row.valid_until, row.stars) == (date(2026, 2, 1), date(2027, 1, 31), 4)
    at = effective._at_its_date(town.runtime, str(row.id))
    assert at is not None
    assert at.isoformat() == "2026-01-31T16:00:00+00:00"
    town.clock.now = at + timedelta(seconds=1)
    for _ in range(2):
        assert effective._at_its_date(town.runtime, str(row.id)) is None
    with unit_of_work(town.runtime, write=False) as uow:
        li = uow.get(Engineer, town.li)
        history = held_by(uow, town.li)
        assert [(one.stars, one.source, one.grade_id) for one in history] == [
            (4, "grade", row.id),
            (3, "newcomer", None),
        ]
        assert li.stars == 4
        assert engineer_stars_at(uow, li, at) == 3
        assert engineer_stars_at(uow, li, uow.now) == 4
        assert engineer_stars_at(uow, li, None) == 4


def test_what_is_published_changes_by_a_new_version_alone(town: Company) -> None:
    in_notice(town)
    town.clock.advance(days=8)
    by(town, town.second, publish, YEAR)
    old = town.grade(town.li)
    assert town.stars(town.li) == 4
    points = proposed(old.facts)
    for act, args in (
        (score, (Scores(points),)),
        (calibrate, (points, "x")),
        (doubt, (GradeDoubt.PROBATION, "x")),
        (veto, (VetoKind.SAFETY, "x")),
        (approve, ()),
        (give_back, ("x",)),
        (answer, (REJECTED, "x")),
    ):
        refused(GradeIsPublished, town, make_user(town.runtime, Role.ADMIN), act, old.id, *args)
    refused(Conflict, town, town.manager, correct, old.id, Scores({}), "Nothing is wrong.")
    refused(Invalid, town, town.manager, correct, old.id, Scores({}), " ")
    with unit_of_work(town.runtime) as uow:
        where = (StarStanding.subject_id == town.li, StarStanding.measure == "first_time_fix")
        for standing_ in uow.session.scalars(select(StarStanding).where(*where)):
            standing_.value = 0.6
    new = by(town, town.manager, correct, old.id, Scores({}), "A return visit was counted twice.")
    assert (new.number, new.state, new.total < old.total) == (2, GradeState.CALIBRATED, True)
    refused(Conflict, town, town.manager, correct, old.id, Scores({}), "Again.")
    refused(SecondPersonNeeded, town, town.manager, approve, new.id)
    by(town, town.second, approve, new.id)
    by(town, town.manager, start_notice, YEAR)
    refused(NoticeRuns, town, town.manager, publish, YEAR)
    town.clock.advance(days=8)
    by(town, town.manager, publish, YEAR)
    with unit_of_work(town.runtime, write=False) as uow:
        kept = uow.get(GradeOfYear, old.id)
        same = (kept.total, kept.stars, kept.facts, kept.version)
    assert same == (old.total, old.stars, old.facts, old.version)
    assert town.stars(town.li) == town.grade(town.li).stars == 2


@pytest.mark.any_database
def test_nobody_grades_himself_nor_others_than_his_own(town: Company) -> None:
    scored(town, town.manager)
    row, company_ = town.grade(town.li), town.grade(town.provider_id)
    himself = Principal(Role.MANAGER, "Li", user_id=town.engineer.user_id, engineer_id=town.li)
    owner = Principal(Role.ADMIN, "Boss", user_id=town.provider.user_id, provider_id=town.provider_id)
    for who, key in ((himself, row.id), (owner, company_.id)):
        refused(OwnGrade, town, who, score, key, Scores({}))
        refused(OwnGrade, town, who, calibrate, key, {}, "x")
    assert by(town, himself, close_calibration, YEAR) == 2
    assert town.grade(town.li).state == GradeState.SCORED
    refused(NotFound, town, town.engineer, score, row.id, Scores({}))  # before the notice he sees nothing
    refused(Forbidden, town, SYSTEM, freeze, YEAR)
    refused(Forbidden, town, SYSTEM, approve, town.grade(town.wang).id)
    assert by(town, town.manager, standing).count == 0
    assert by(town, town.second, standing).count == 2


@pytest.mark.any_database
def test_clocks_states_and_two_tabs(town: Company) -> None:
    refused(YearNotReady, town, town.manager, freeze, 2026)
    refused(YearNotReady, town, town.manager, start_notice, YEAR)
    in_notice(town)
    row = town.grade(town.li)
    refused(WrongGradeState, town, town.manager, score, row.id, Scores({}))
    refused(NoticeRuns, town, town.second, publish, YEAR)
    refused(Invalid, town, town.second, publish, YEAR, date(2025, 12, 31))
    refused(
        VersionConflict, town, make_user(town.runtime, Role.ADMIN), answer, row.id, REJECTED, "x", None, 1
    )
    refused(NotFound, town, make_user(town.runtime, Role.ADMIN), answer, row.id, REJECTED, "x")
    town.clock.advance(days=7, hours=14)  # 23:00 of the last day
    by(town, town.engineer, appeal, row.id, "At the last hour.")
    town.clock.advance(hours=1)
    refused(AppealTimeOver, town, town.provider, appeal, town.grade(town.provider_id).id, "Too late.")
    assert by(town, town.second, standing).due_at.isoformat() == "2026-01-27T16:00:00+00:00"
    told = by(town, town.second, publish, YEAR)
    assert (len(told.rows), told.waiting) == (2, 1)
    town.clock.advance(days=30)  # the answer is late, and nothing is published without it
    with pytest.raises(NoticeRuns) as waits:
        by(town, town.second, publish, YEAR)
    assert (waits.value.extra["first_day"], waits.value.extra["open_appeals"]) == (None, 1)
    by(town, town.second, answer, row.id, REJECTED, "The figures are right.")
    by(town, town.second, publish, YEAR)


@pytest.mark.any_database
def test_vetoes_doubts_and_what_is_given_back(town: Company) -> None:
    scored(town, town.manager)
    row = town.grade(town.li)
    refused(Invalid, town, town.manager, veto, row.id, VetoKind.SAFETY, " ")
    made = by(town, town.manager, veto, row.id, VetoKind.FORGED_ARRIVAL, "The position says otherwise.")
    assert town.grade(town.li).stars == 2
    by(town, town.manager, unveto, row.id, made.id, "Another phone.")
    refused(NotFound, town, town.manager, unveto, row.id, made.id, "Twice.")
    assert town.grade(town.li).stars == 4
    by(town, town.manager, doubt, row.id, GradeDoubt.PROBATION, "Since November.")
    assert town.grade(town.li).stars is None
    by(town, town.manager, doubt, row.id, None, "It ended in time.")
    by(town, town.manager, close_calibration, YEAR)
    refused(Invalid, town, town.second, give_back, row.id, "")
    by(town, town.second, give_back, row.id, "Say more of the lasers.")
    top = most(row.facts)
    refused(Invalid, town, town.manager, score, row.id, Scores({"technical": top["technical"] + 1}))
    refused(Invalid, town, town.manager, score, row.id, Scores({"delivery": 1.0}))
    refused(Invalid, town, town.manager, score, row.id, Scores({}, bonuses={"article": 1}))
    by(town, town.manager, score, row.id, Scores({}, bonuses={"article": 1}, bonus_reason="On drums."))
    assert town.grade(town.li).total > row.facts["total"]


@pytest.mark.any_database
def test_stars_set_by_hand_ask_for_a_reason(town: Company) -> None:
    def change(uow: Any, **values: Any) -> None:
        registry.update(uow, "engineer", uow.get(Engineer, town.li), values)

    with pytest.raises(Invalid) as bare:
        by(town, town.manager, change, stars=5)
    assert list(bare.value.errors) == ["stars_reason"]
    by(town, town.manager, change, stars=5, stars_reason="Certified by the maker.")
    by(town, town.manager, change, name="Li Wei the Elder", stars=5, stars_reason="")
    with unit_of_work(town.runtime, write=False) as uow:
        held = [(one.stars, one.source, one.reason) for one in held_by(uow, town.li)]
    assert held == [(5, "hand", "Certified by the maker."), (3, "newcomer", "ONEHOUR_PROVISIONAL_STARS")]
