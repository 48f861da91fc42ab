"""Copying weeks, applying patterns, and undoing either."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Response
from marshmallow import fields, validate

from app.kernel import UnitOfWork
from app.registers.api.resources.people import ShiftRecord
from app.registers.tables import Territory
from app.requests.rules.lifecycle import VisitState
from app.rosters.commands.copying import (
    MOST_WEEKS,
    ApplyPattern,
    CopyWeek,
    apply_pattern,
    copy_week,
    people_of_copy,
)
from app.rosters.commands.mass import CLASHES, COPY, KEEP, PATTERN, Outcome
from app.rosters.commands.telling import losing_of
from app.rosters.commands.undoing import undo
from app.rosters.reads.losing import HeldVisit
from app.rosters.rules.patterns import MOST_CREWS
from app.rosters.tables import RosterAct
from app.web.api import Blueprint, Schema
from app.web.context import transaction
from app.web.fields import reference, text
from app.web.idempotency import answer
from app.web.lists import List
from app.web.schema_of import schema_of
from app.web.shapes import word

blp = Blueprint("roster-acts", __name__, url_prefix="/api/v1", description="Many shifts at one stroke")

MOST_ENGINEERS = 500


class Act(Schema):
    """What both ways share."""

    clashes = word(
        CLASHES,
        load_default=KEEP,
        metadata={"description": "`replace`: shifts of these days that have not begun give way"},
    )
    skip_holidays = fields.Boolean(
        load_default=False,
        metadata={"description": "Begin no shift on days that the territory's calendar closes"},
    )
    dry_run = fields.Boolean(
        load_default=False, metadata={"description": "Say what it would do, write nothing"}
    )


class CopyWeekBody(Act):
    """The week of a day onto those of others; of all engineers where none are named."""

    from_on = fields.Date(required=True)
    onto = List(fields.Date(), required=True, validate=validate.Length(1, MOST_WEEKS))
    engineers = List(
        fields.UUID(), load_default=None, allow_none=True, validate=validate.Length(1, MOST_ENGINEERS)
    )


class InCrew(Schema):
    """An engineer in a crew of the pattern, counted from 1."""

    engineer_id = reference()
    crew = fields.Integer(strict=True, load_default=1, validate=validate.Range(1, MOST_CREWS))


class ApplyPatternBody(Act):
    """A pattern for engineers from a day to a day, both included."""

    pattern = text(
        40, shortest=1, required=True, metadata={"description": "A built-in name, or an own one's id"}
    )
    engineers = List(fields.Nested(InCrew), required=True, validate=validate.Length(1, MOST_ENGINEERS))
    first_on = fields.Date(required=True)
    last_on = fields.Date(required=True)
    anchor_on = fields.Date(
        load_default=None,
        allow_none=True,
        metadata={"description": "The first day of a cycle of crew 1; `first_on` where it is left out"},
    )


class ClashShown(Schema):
    """A shift that was not made, and the one that stands there; `same`: they are alike."""

    engineer_id = fields.UUID(attribute="draft.engineer_id")
    starts_at = fields.AwareDateTime(attribute="draft.starts_at")
    ends_at = fields.AwareDateTime(attribute="draft.ends_at")
    shift_id = fields.UUID(attribute="stands.id")
    same = fields.Boolean()


HeldVisitShown = schema_of(HeldVisit, "HeldVisitShown", state=word(VisitState))


class OutcomeShown(Schema):
    """What was done, or would be; `visits` lose their engineer by it and are planned anew."""

    act_id = fields.UUID(
        allow_none=True, metadata={"description": "To undo it by; null where nothing changed"}
    )
    made = fields.List(fields.Nested(ShiftRecord))
    removed = fields.Integer(metadata={"description": "How many shifts gave way"})
    clashes = fields.List(fields.Nested(ClashShown))
    past = fields.Integer(metadata={"description": "How many were left out because they have ended"})
    visits = fields.List(fields.Nested(HeldVisitShown))


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
            }
            _leave_if(dry_run, shown)
            return answer(uow, shown, OutcomeShown())
    except _OnlyTried as tried:
        return tried.answer


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


class ActShown(Schema):
    """Something that was done to a roster at one stroke."""

    id = fields.UUID()
    territory_id = fields.UUID()
    kind = word((COPY, PATTERN))
    at = fields.AwareDateTime()
    by_name = fields.String()
    first_on = fields.Date()
    last_on = fields.Date()
    undone_at = fields.AwareDateTime(allow_none=True)


@blp.post("/roster-acts/<uuid:roster_act_id>/undo")
@blp.response(200, ActShown)
@blp.doc(operationId="undoRosterAct")
def undo_act(roster_act_id: UUID) -> Response:
    """Take back the last thing that was done to a roster, as long as nothing of it was touched."""
    with transaction() as uow:
        act = uow.get(RosterAct, roster_act_id)
        undo(uow, act)
        return answer(uow, act, ActShown())
