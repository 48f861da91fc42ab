"""Putting a plan into force: row by row, by version, so that whoever acted meanwhile wins.

Engineers are locked before visits (`app.kernel.locks`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, delete, select

from app.dispatching.commands import offers
from app.dispatching.commands.triggers import request_replan
from app.dispatching.commands.waiting import when_to_ask
from app.dispatching.events import VisitAssigned, VisitUnassigned
from app.dispatching.reads.crew import gone_engineers
from app.dispatching.reads.decided import unheard
from app.dispatching.reads.open_visits import OpenVisit
from app.dispatching.reads.snapshot import PASSED_OVER, TerritoryView
from app.kernel import UnitOfWork, ledger
from app.kernel.epoch import from_epoch
from app.registers.commands.locks import locked_engineers
from app.registers.tables import Territory
from app.requests.commands.locks import locked_visits
from app.requests.commands.moves import request_stream
from app.requests.commands.release import RETURNABLE, back_to_planned, forget_engineer, hand_to
from app.requests.hooks import changed as look_again
from app.requests.rules.lifecycle import OPEN_VISIT_STATES, VisitState
from app.requests.tables import Visit, VisitExclusion
from dispatch.model.plan import Plan

Reasons = Sequence[Mapping[str, Any]]

ETA_GRAIN = timedelta(seconds=30)
ETA_GRAIN_OF_WAIT = 0.01
"""An ETA that moved less, or by less than this share of the wait, is left alone.

Every write makes somebody's copy of the visit stale, and what comes in hours is not known to the minute.
"""


@dataclass(frozen=True, slots=True)
class Slot:
    """A visit's place in the plan."""

    engineer_id: UUID
    sequence: int
    eta_at: datetime


@dataclass(frozen=True, slots=True)
class Applied:
    """What came of a plan: how many visits got another engineer, were offered, had moved meanwhile.

    `again_at` asks for another look, for an offer that it was too early to make; `unheard_until` likewise,
    for one that a decision keeps back.
    """

    assigned: int
    offered: int
    skipped: int
    again_at: datetime | None
    unheard_until: datetime | None = None


def slots_of(plan: Plan) -> dict[UUID, Slot]:
    """Visit id → place."""
    return {
        UUID(stop.job): Slot(UUID(route.engineer), n, from_epoch(stop.arrive_s))
        for route in plan.routes
        for n, stop in enumerate(route.stops)
    }


def apply_plan(
    uow: UnitOfWork, view: TerritoryView, plan: Plan, ahead: Mapping[UUID, int] | None = None
) -> Applied:
    """Put `plan`, made from `view`, into force; what moved since `view` was read stays as it is now.

    Visits that nobody serves keep the reasons.  Where an engineer was passed over because an offer ran
    out and nobody else is left, that engineer may be asked again, and once where the promise breaks with
    whoever else is left.  Only what the plan would write to is
    locked: with every visit locked, each plan would hold up all phones and new requests.  `ahead` says how
    far off the engineers of visits are whose window is closed (`app.dispatching.commands.waiting`).
    """
    slots = slots_of(plan)
    reasons = {UUID(item.job): view.reasons(UUID(item.job), item.reasons) for item in plan.unassigned}
    touched = {
        key for key in view.visits if _touches(view, key, slots.get(key), reasons.get(key, []), uow.now)
    }
    able = lock_engineers(uow, {slots[key].engineer_id for key in touched if key in slots})
    visits = locked_visits(uow, touched)
    skipped = assigned = 0
    undecided: set[UUID] = set()
    for visit in visits:
        slot = slots.get(visit.id)
        if _moved(visit, view) or (slot and slot.engineer_id not in able):
            skipped += 1
        elif slot and _breaks(view, visit.id, slot):
            _ask_once_more(uow, visit, view)
            undecided.add(visit.id)
        elif slot:
            assigned += place(uow, visit, slot)
        else:
            leave_unassigned(uow, visit, reasons.get(visit.id, []))
            _ask_again(uow, visit, view)
    if skipped:
        request_replan(uow, view.territory_id, "moved meanwhile")
    quiet = unheard(uow, Visit.id.in_([visit.id for visit in visits]))
    loud = [visit for visit in visits if visit.id not in quiet and visit.id not in undecided]
    offered, again_at = _offer_next_stops(uow, view, able, loud, ahead or {})
    missed = skipped + len(touched) - len(visits)
    return Applied(assigned, offered, missed, again_at, min(quiet.values(), default=None))


def _touches(view: TerritoryView, visit_id: UUID, slot: Slot | None, reasons: Reasons, now: datetime) -> bool:
    """Whether the plan writes to a visit, or may have it offered or somebody asked for it again."""
    visit = view.visits[visit_id]
    if slot is None:
        return visit_id in view.lapsed or not _left_for(visit, _codes(reasons))
    if (visit.engineer_id, visit.sequence) != (slot.engineer_id, slot.sequence):
        return True
    if _breaks(view, visit_id, slot):
        return True
    engaged_later = slot.sequence > 0 and visit.state in RETURNABLE
    to_offer = slot.sequence == 0 and visit.state == VisitState.PLANNED
    return engaged_later or to_offer or _moves_eta(visit.eta_at, slot, now)


def _left_for(visit: OpenVisit | Visit, codes: list[str]) -> bool:
    known = visit.unassigned_reasons
    return visit.engineer_id is None and known is not None and _codes(known) == codes


def _codes(reasons: Reasons) -> list[str]:
    return sorted({reason["code"] for reason in reasons})


def _moves_eta(eta_at: datetime | None, slot: Slot, now: datetime) -> bool:
    grain = max(ETA_GRAIN, ETA_GRAIN_OF_WAIT * (slot.eta_at - now))
    return eta_at is None or abs(eta_at - slot.eta_at) >= grain


def lock_engineers(uow: UnitOfWork, ids: Iterable[UUID]) -> set[UUID]:
    """Lock these engineers in order of id; return those who are able to serve now."""
    able = {row.id for row in locked_engineers(uow, ids) if row.active and row.available}
    return able - gone_engineers(uow, able)


def place(uow: UnitOfWork, visit: Visit, slot: Slot) -> bool:
    """Give a visit its place; True where it got another engineer.

    A visit that leaves its engineer, or is no longer that engineer's next, goes back to `planned`: nobody
    is engaged in two visits at once.
    """
    changed = visit.engineer_id != slot.engineer_id
    if changed:
        back_to_planned(uow, visit, "given to another engineer", to_engineer_id=slot.engineer_id)
        hand_to(uow, visit, slot.engineer_id)
        visit.assigned_at = visit.assigned_at or uow.now
        visit.unassigned_reasons = None
        ledger.record(
            uow,
            request_stream(visit.request_id),
            VisitAssigned(
                visit_id=visit.id,
                engineer_id=slot.engineer_id,
                eta_at=slot.eta_at,
            ),
        )
    elif slot.sequence and visit.state in RETURNABLE:
        back_to_planned(uow, visit, "another visit comes first")
    if changed or _moves_eta(visit.eta_at, slot, uow.now):
        visit.eta_at = slot.eta_at
    visit.sequence = slot.sequence
    if uow.session.is_modified(visit):
        visit.updated_at = uow.now
        look_again(uow, visit.request_id)
    return changed


def leave_unassigned(uow: UnitOfWork, visit: Visit, reasons: Reasons) -> None:
    """Take a visit from whoever holds it and keep why nobody serves it."""
    kept = [dict(reason) for reason in reasons]
    codes = _codes(kept)
    if _left_for(visit, codes):
        return
    back_to_planned(uow, visit, "nobody can serve it")
    ledger.record(
        uow,
        request_stream(visit.request_id),
        VisitUnassigned(
            visit_id=visit.id,
            engineer_id=visit.engineer_id,
            codes=codes,
        ),
    )
    forget_engineer(uow, visit)
    visit.unassigned_reasons = kept
    visit.updated_at = uow.now


def _moved(visit: Visit, view: TerritoryView) -> bool:
    return visit.version != view.visits[visit.id].version or visit.state not in OPEN_VISIT_STATES


def _ask_again(uow: UnitOfWork, visit: Visit, view: TerritoryView) -> None:
    if visit.id in view.lapsed:
        _forget(uow, visit, VisitExclusion.reason.in_(PASSED_OVER))
        request_replan(uow, view.territory_id, "nobody else is left to ask")


def _breaks(view: TerritoryView, visit_id: UUID, slot: Slot) -> bool:
    """Whether a place breaks a promise that somebody passed over after one offer may yet keep."""
    return visit_id in view.once_more and slot.eta_at > view.visits[visit_id].due_at


def _ask_once_more(uow: UnitOfWork, visit: Visit, view: TerritoryView) -> None:
    """Plan again with who let one offer lapse, before anybody else gets a visit that comes late."""
    _forget(uow, visit, VisitExclusion.engineer_id.in_(view.once_more[visit.id]))
    request_replan(uow, view.territory_id, "the promise breaks with whoever else is left")


def _forget(uow: UnitOfWork, visit: Visit, which: ColumnElement[bool]) -> None:
    uow.session.execute(delete(VisitExclusion).where(VisitExclusion.visit_id == visit.id, which))


def _offer_next_stops(
    uow: UnitOfWork, view: TerritoryView, able: set[UUID], visits: Sequence[Visit], ahead: Mapping[UUID, int]
) -> tuple[int, datetime | None]:
    """Offer each free engineer on shift the first stop; return how many, and when to try the rest."""
    first: dict[UUID, Visit] = {}
    for visit in sorted(visits, key=lambda v: (v.eta_at or v.created_at, v.id)):
        if visit.engineer_id in able and visit.sequence == 0 and visit.state in OPEN_VISIT_STATES:
            first.setdefault(visit.engineer_id, visit)
    engaged = engaged_engineers(uow, first)
    territory = uow.get(Territory, view.territory_id)
    offered, later = 0, []
    for engineer_id, visit in sorted(first.items()):
        if engineer_id in engaged or engineer_id not in view.on_shift or visit.eta_at is None:
            continue
        ask_at = when_to_ask(view, visit, territory, ahead)
        if ask_at is not None:
            later.append(ask_at)
            continue
        offers.offer(uow, visit, territory)
        offered += 1
    return offered, min(later, default=None)


def engaged_engineers(uow: UnitOfWork, ids: Iterable[UUID]) -> set[UUID | None]:
    """Those of these engineers who have a visit offered, accepted, under way or on site."""
    uow.session.flush()
    return set(
        uow.session.scalars(
            select(Visit.engineer_id).where(
                Visit.engineer_id.in_(sorted(ids)),
                Visit.state.in_(offers.ENGAGED),
            )
        )
    )
