"""Rewards and penalties: rules by two people, the monthly run, decisions, an objection and its answer."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from app.kernel import Principal, Role, Runtime, unit_of_work
from app.kernel.errors import Forbidden, Invalid, NotFound
from app.kernel.tables import Event
from app.rewards.commands import rules
from app.rewards.commands.deciding import answer, decide, object_to
from app.rewards.commands.proposing import monthly, propose
from app.rewards.errors import OwnReward, OwnRewardRules, RewardNotOpen
from app.rewards.reads import rewards as reads
from app.rewards.reads.measures import RewardFigure
from app.rewards.rules.handbook import RewardMeasure, amount_due, faults, month_bonus
from app.rewards.rules.states import RewardDecision, RewardState
from app.rewards.rules.usual import usual
from app.rewards.tables import RewardProposal
from app.stars.rules.months import Month
from tests.grading.town import Company, company
from tests.support.clock import FakeClock

DECEMBER = Month(2025, 12)
RULES = {one["code"]: one for one in usual()["rules"]}


@pytest.fixture
def town(runtime: Runtime, clock: FakeClock) -> Company:
    return company(runtime, clock)


def _published(town: Company) -> None:
    with unit_of_work(town.runtime, town.manager) as uow:
        row = rules.begin(uow)
        with pytest.raises(OwnRewardRules):
            rules.publish(uow, row.id, row.version)
        key, seen = row.id, row.version
    with unit_of_work(town.runtime, town.second) as uow:
        rules.publish(uow, key, seen)


def _measured(monkeypatch: pytest.MonkeyPatch, found: dict[RewardMeasure, dict[UUID, RewardFigure]]) -> None:
    monkeypatch.setattr("app.rewards.commands.proposing.counted", lambda _uow, of, _months: found.get(of, {}))


def _rows(town: Company, who: Principal) -> dict[str, RewardProposal]:
    with unit_of_work(town.runtime, who, write=False) as uow:
        return {row.code: row for row in uow.session.scalars(reads.rewards(uow))}


@pytest.mark.parametrize(
    ("code", "figure", "cases", "expected"),
    [
        ("no_broken_stage", 0, 20, 5),
        ("no_broken_stage", 0, 19, 0),
        ("no_broken_stage", 1, 40, 0),
        ("five_stars", 4, 9, 0),
        ("five_stars", 14, 20, 4),
        ("five_stars", 90, 99, 10),
        ("complaint", 0.5, 20, 0),
        ("complaint", 1.5, 20, 5),
    ],
)
def test_a_rule_makes_an_amount_of_a_figure(code: str, figure: float, cases: int, expected: int) -> None:
    assert amount_due(RULES[code], figure, cases) == expected


def test_penalties_lower_the_bonus_and_never_below_zero() -> None:
    assert month_bonus(20, 7, 12) == (15, 0)
    assert month_bonus(0, 5, 12) == (0, 7)


def test_what_is_no_rule_is_named_by_its_field() -> None:
    wrong: dict[str, Any] = {**RULES["five_stars"], "threshold": 0, "ceiling": 1}
    content = {**usual(), "base_points": -1, "rules": [wrong, {**RULES["complaint"], "code": "No Code"}]}
    assert set(faults(content)) == {
        *("base_points", "rules.0.threshold", "rules.0.ceiling", "rules.1.code"),
    }
    assert faults(usual()) == {}
    assert set(faults("x")) == {"rules"}


def test_from_the_run_to_the_answer(town: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    late = {town.li: RewardFigure(4, 30, [UUID(int=7)])}
    kept = {town.li: RewardFigure(0, 30), town.wang: RewardFigure(0, 5)}
    _measured(monkeypatch, {RewardMeasure.LATE_RECORDS: late, RewardMeasure.BROKEN_STAGES: kept})
    with unit_of_work(town.runtime) as uow:
        assert propose(uow, DECEMBER) == 0, "without rules nothing is proposed"
    _published(town)
    with unit_of_work(town.runtime) as uow:
        assert propose(uow, Month(2026, 1)) == 0, "the month is not over"
        assert (propose(uow, DECEMBER), propose(uow, DECEMBER)) == (2, 0)
    found = _rows(town, town.manager)
    assert {code: row.amount for code, row in found.items()} == {"late_records": 2, "no_broken_stage": 5}
    assert _rows(town, town.engineer) == {}, "nobody is told before it is decided"
    penalty, reward = found["late_records"].id, found["no_broken_stage"].id
    own = Principal(Role.MANAGER, "li", user_id=town.second.user_id, engineer_id=town.li)
    with pytest.raises(NotFound), unit_of_work(town.runtime, own) as uow:
        decide(uow, penalty, RewardDecision.DISMISS, "Not mine")
    with unit_of_work(town.runtime, town.manager) as uow:
        with pytest.raises(Invalid):
            decide(uow, penalty, RewardDecision.CHANGE, "Half of them were the office's", 7)
        decide(uow, penalty, RewardDecision.CHANGE, "Half of them were the office's", 1)
        decide(uow, reward, RewardDecision.ACCEPT, "")
        with pytest.raises(RewardNotOpen):
            decide(uow, reward, RewardDecision.DISMISS, "On second thoughts")
    late[town.li] = RewardFigure(9, 30)
    with unit_of_work(town.runtime) as uow:
        propose(uow, DECEMBER)
    assert _rows(town, town.engineer)["late_records"].amount == 1, "what is decided stays"
    with unit_of_work(town.runtime, town.engineer) as uow:
        rows = list(uow.session.scalars(reads.rewards(uow)))
        assert [(one.rewards, one.penalties, one.bonus) for one in reads.bonuses(uow, rows)] == [(5, 1, 24)]
        object_to(uow, penalty, "I handed all of them in")
        with pytest.raises(RewardNotOpen):
            object_to(uow, penalty, "Again")
    with pytest.raises(OwnReward), unit_of_work(town.runtime, town.manager) as uow:
        answer(uow, penalty, "No")
    with pytest.raises(OwnReward), unit_of_work(town.runtime, own) as uow:
        answer(uow, penalty, "Yes", 0)
    with pytest.raises(Forbidden), unit_of_work(town.runtime, town.second) as uow:
        object_to(uow, reward, "More")
    with unit_of_work(town.runtime, town.second) as uow:
        assert reads.standing(uow).count == 1
        row = answer(uow, penalty, "The list shows it", 0)
        assert (row.state, row.amount, reads.standing(uow).count) == (RewardState.DISMISSED, 0, 0)
    with unit_of_work(town.runtime, write=False) as uow:
        kinds = uow.session.scalars(select(Event.kind).where(Event.kind.startswith("reward.")))
        assert sorted(kinds) == [
            *("reward.answered", "reward.decided", "reward.decided"),
            *("reward.objected", "reward.proposed", "reward.proposed"),
        ]


def test_what_nobody_decided_follows_the_facts(town: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    found = {town.li: RewardFigure(6, 30, [UUID(int=7)])}
    _measured(monkeypatch, {RewardMeasure.LATE_RECORDS: found})
    _published(town)
    for figure, state in ((6, RewardState.PROPOSED), (1, RewardState.LAPSED), (9, RewardState.PROPOSED)):
        found[town.li] = RewardFigure(figure, 30)
        with unit_of_work(town.runtime) as uow:
            propose(uow, DECEMBER)
        assert _rows(town, town.manager)["late_records"].state == state


def test_the_run_is_on_the_third_of_the_month(town: Company) -> None:
    town.clock.now = datetime(2026, 12, 20, tzinfo=UTC)
    assert monthly(town.runtime, "month") == datetime(2027, 1, 2, 21, 0, tzinfo=UTC)
