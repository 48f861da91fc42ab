"""The monthly run: what the rules in force propose of whom; again, it changes only what nobody decided."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select

from app.kernel import Runtime, UnitOfWork, ledger, timers, unit_of_work
from app.kernel.queues import Queue
from app.kernel.timer_kinds import TimerKind
from app.rewards.events import RewardProposed
from app.rewards.reads.measures import RewardFigure, are_worked_out, counted
from app.rewards.reads.rules import in_force
from app.rewards.rules.handbook import RewardMeasure, amount_due
from app.rewards.rules.states import DECIDED, RewardState
from app.rewards.tables import RewardProposal
from app.stars.reads.facts import zone_of_all
from app.stars.rules.months import Month, month_of

MONTHLY, EVERY_MONTH = "reward_proposals", "month"
_DAY_OF_MONTH, _HOUR = 3, time(5, 0)


def propose(uow: UnitOfWork, month: Month) -> int:
    """Propose what the rules make of a month that is over; returns how many proposals are new.

    Where there are no rules, or no facts of the month yet, nothing is proposed.
    """
    rules = in_force(uow)
    if rules is None or month >= month_of(uow.now, zone_of_all(uow)):
        return 0
    known = {
        (row.engineer_id, row.code): row
        for row in uow.session.scalars(select(RewardProposal).where(RewardProposal.month == str(month)))
    }
    made = 0
    for rule in rules.content["rules"]:
        if month.number % rule["months"]:
            continue
        months = [str(month.later(-n)) for n in range(rule["months"])]
        if not are_worked_out(uow, months):
            continue
        found = counted(uow, RewardMeasure(rule["measure"]), months)
        keys = {*found, *(who for who, code in known if code == rule["code"])}
        for key in sorted(keys):
            row = known.get((key, rule["code"]))
            made += _settle(uow, row, key, month, rule, rules.number, found.get(key, RewardFigure()))
    return made


def _settle(
    uow: UnitOfWork,
    row: RewardProposal | None,
    engineer_id: UUID,
    month: Month,
    rule: Mapping[str, Any],
    number: int,
    one: RewardFigure,
) -> bool:
    amount = amount_due(rule, one.figure, one.cases)
    if row is None and not amount:
        return False
    if row is not None and row.state in DECIDED:
        return False
    is_new = row is None
    if row is None:
        row = RewardProposal(
            id=uow.new_id(), engineer_id=engineer_id, month=str(month), code=rule["code"], created_at=uow.now
        )
        uow.session.add(row)
    state = RewardState.PROPOSED if amount else RewardState.LAPSED
    said = {"rule": dict(rule), "rules_number": number, "figure": round(one.figure, 6), "proposed": amount}
    said |= {"visits": [str(key) for key in one.visits], "amount": amount, "state": state}
    changed = [name for name, value in said.items() if is_new or getattr(row, name) != value]
    for name in changed:
        setattr(row, name, said[name])
    if changed:
        row.updated_at = uow.now
    uow.session.flush()
    if is_new:
        told = RewardProposed(
            proposal_id=row.id, engineer_id=engineer_id, month=row.month, code=row.code, amount=amount
        )
        ledger.record(uow, f"engineer:{engineer_id}", told)
    return is_new


def monthly(runtime: Runtime, _subject: str) -> datetime | None:
    """Propose for the last month, and the one before, of which verdicts may have come meanwhile."""
    with unit_of_work(runtime) as uow:
        this = month_of(uow.now, zone_of_all(uow))
        for month in (this.later(-2), this.later(-1)):
            propose(uow, month)
        return _next(uow)


def _next(uow: UnitOfWork) -> datetime:
    zone = ZoneInfo(zone_of_all(uow))
    local = uow.now.astimezone(zone)
    at = datetime.combine(local.date().replace(day=_DAY_OF_MONTH), _HOUR, zone)
    if at > local:
        return at
    later = month_of(uow.now, zone.key).later(1)
    return datetime.combine(at.date().replace(year=later.year, month=later.number), _HOUR, zone)


def _every_month(uow: UnitOfWork) -> None:
    timers.arm(uow, MONTHLY, EVERY_MONTH, _next(uow))


KINDS = (
    TimerKind(
        name=MONTHLY,
        work=monthly,
        queue=Queue.UPKEEP,
        horizon=timedelta(days=32),
        standing=_every_month,
    ),
)
