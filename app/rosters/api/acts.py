"""Copying weeks, applying patterns, and undoing either."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Response

from app.kernel import UnitOfWork
from app.registers.tables import Territory
from app.rosters.api.act_bodies import ActShown, ApplyPatternBody, CopyWeekBody, OutcomeShown
from app.rosters.commands.copying import ApplyPattern, CopyWeek, apply_pattern, copy_week, people_of_copy
from app.rosters.commands.mass import Outcome
from app.rosters.commands.telling import losing_of
from app.rosters.commands.undoing import undo
from app.rosters.reads.strain import strains_of
from app.rosters.tables import RosterAct
from app.web.api import Blueprint
from app.web.context import transaction
from app.web.idempotency import answer

blp = Blueprint("roster-acts", __name__, url_prefix="/api/v1", description="Many shifts at one stroke")


@dataclass
class _OnlyTried(Exception):
    """Leaves the transaction, so that nothing of it is written."""

    answer: Response


def _leave_if(dry_run: bool, shown: dict[str, Any]) -> None:  # noqa: FBT001 - what the body says
    if dry_run:
        raise _OnlyTried(Response(OutcomeShown().dumps(shown), mimetype="application/json"))


def _act(
    territory_id: UUID,
    *,
    dry_run: bool,
    people: Callable[[UnitOfWork, Territory], list[UUID]],
    done: Callable[[UnitOfWork, Territory], Outcome],
) -> Response:
    try:
        with transaction() as uow:
            territory = uow.get(Territory, territory_id)
            with losing_of(uow, people(uow, territory)) as losing:
                outcome = done(uow, territory)
            shown = {
                "act_id": outcome.act.id if outcome.act and not dry_run else None,
                "made": outcome.made,
                "removed": len(outcome.removed),
                "clashes": outcome.clashes,
                "past": outcome.past,
                "visits": losing.visits,
                "strains": _strains(uow, territory, outcome),
            }
            _leave_if(dry_run, shown)
            return answer(uow, shown, OutcomeShown())
    except _OnlyTried as tried:
        return tried.answer


def _strains(uow: UnitOfWork, territory: Territory, outcome: Outcome) -> list[dict[str, Any]]:
    found = strains_of(uow, outcome.made, territory.time_zone)
    return [{"engineer_id": key, "strain": one} for key, ones in found.items() for one in ones]


@blp.post("/territories/<uuid:territory_id>/roster/copy-week")
@blp.arguments(CopyWeekBody)
@blp.response(200, OutcomeShown)
@blp.doc(operationId="copyRosterWeek")
def copy(body: dict[str, Any], territory_id: UUID) -> Response:
    """Copy a week's shifts onto other weeks, at the same times of the territory's clocks."""
    wish = CopyWeek(body["from_on"], body["onto"], body["engineers"], body["clashes"], body["skip_holidays"])
    return _act(
        territory_id,
        dry_run=body["dry_run"],
        people=lambda uow, territory: people_of_copy(uow, territory, wish),
        done=lambda uow, territory: copy_week(uow, territory, wish),
    )


@blp.post("/territories/<uuid:territory_id>/roster/apply-pattern")
@blp.arguments(ApplyPatternBody)
@blp.response(200, OutcomeShown)
@blp.doc(operationId="applyRosterPattern")
def apply(body: dict[str, Any], territory_id: UUID) -> Response:
    """Write what a pattern has for each engineer's crew."""
    wish = ApplyPattern(
        pattern=body["pattern"],
        crews={one["engineer_id"]: one["crew"] for one in body["engineers"]},
        first_on=body["first_on"],
        last_on=body["last_on"],
        anchor_on=body["anchor_on"],
        clashes=body["clashes"],
        skip_holidays=body["skip_holidays"],
    )
    return _act(
        territory_id,
        dry_run=body["dry_run"],
        people=lambda _uow, _territory: list(wish.crews),
        done=lambda uow, territory: apply_pattern(uow, territory, wish),
    )


@blp.post("/roster-acts/<uuid:roster_act_id>/undo")
@blp.response(200, ActShown)
@blp.doc(operationId="undoRosterAct")
def undo_act(roster_act_id: UUID) -> Response:
    """Take back the last thing that was done to a roster, as long as nothing of it was touched."""
    with transaction() as uow:
        act = uow.get(RosterAct, roster_act_id)
        undo(uow, act)
        return answer(uow, act, ActShown())
