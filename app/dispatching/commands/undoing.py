"""Taking a dispatcher's decision back before anybody was told of it: the inverse decision, by version."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy import select

from app.dispatching import events
from app.dispatching.commands import offers, overrides, telephoned
from app.dispatching.errors import NothingToUndo, OfferGone
from app.dispatching.reads.asked import yes_before
from app.dispatching.reads.decided import Decided, last_decision
from app.kernel import UnitOfWork, ledger
from app.kernel.ledger_text import data_of
from app.kernel.tables import Event
from app.requests.commands.locks import check_visit_version, locked_visit_alone
from app.requests.commands.moves import request_stream
from app.requests.events.visits import VisitPlanned
from app.requests.rules.lifecycle import VisitState
from app.requests.tables import Visit

TELEPHONED = "accept_by_telephone"
"""That an engineer said yes on the telephone is recorded like a decision, beside those about the visit."""

_TAKING = (events.OverrideUnassigned.kind, events.OverrideExcluded.kind)
_ANSWERED = (VisitState.ACCEPTED, VisitState.EN_ROUTE, VisitState.ON_SITE)


TAKEN_BACK = "decision taken back"
"""Why somebody has a visit again against whom the register of named engineers is."""


@dataclass(frozen=True, slots=True)
class Inverse:
    """The decision that takes another back: which, about whom, and whether it pins."""

    verb: str
    engineer_id: UUID | None = None
    pin: bool = False
    reason: str = ""


def inverse(made: Decided) -> Inverse:
    """Return what takes a decision back: as far as a decision can, the visit stands as before."""
    engineer_id, was, pinned_to = map(made.key, ("engineer_id", "was_engineer_id", "was_pinned_to"))
    before = Inverse("assign", was, was is not None and was == pinned_to)
    if made.kind == events.OverrideAssigned.kind:
        return before if was else Inverse("unassign")
    if made.kind == events.OverrideUnassigned.kind:
        return before
    if made.kind == events.OverridePinned.kind:
        return Inverse("unpin")
    if made.kind == events.OverrideUnpinned.kind:
        return Inverse("assign", pinned_to, pin=True) if pinned_to else Inverse("unpin")
    if made.kind == events.OverrideExcluded.kind:
        return before if was == engineer_id else Inverse("include", engineer_id)
    return Inverse("exclude", engineer_id)


def decide(uow: UnitOfWork, visit_id: UUID, wanted: Inverse, version: int | None) -> overrides.Override:
    """Make a decision.

    Raises:
        as the commands of `overrides` do.
    """
    if wanted.verb == TELEPHONED and wanted.engineer_id:
        return telephoned.accept_by_telephone(uow, visit_id, wanted.engineer_id, version)
    if wanted.verb == "assign" and wanted.engineer_id:
        return overrides.assign(
            uow, visit_id, wanted.engineer_id, version, pin=wanted.pin, reason=wanted.reason
        )
    if wanted.engineer_id:
        command = overrides.exclude if wanted.verb == "exclude" else overrides.include
        return command(uow, visit_id, wanted.engineer_id, version)
    return (overrides.unassign if wanted.verb == "unassign" else overrides.unpin)(uow, visit_id, version)


def undo(uow: UnitOfWork, visit_id: UUID, number: int | None, version: int | None) -> overrides.Override:
    """Take back the decision with this number in the history, else the last one, while its notices wait.

    That the engineer was asked meanwhile is its own consequence; that he answered is not.

    Raises:
        NothingToUndo: it is not the last decision, somebody else's, or was told by now.
        VersionConflict: the engineer has answered since `version`.
        and as the commands of `overrides` do.
    """
    visit = locked_visit_alone(uow, visit_id)
    made = last_decision(uow, visit_id)
    if made is None or not may_undo(uow, made, number):
        raise NothingToUndo(visit_id)
    if _was_answered(visit, made):
        check_visit_version(visit, version)
    done = decide(uow, visit_id, replace(inverse(made), reason=TAKEN_BACK), None)
    _give_back_yes(uow, visit, made)
    undone = events.OverrideUndone(visit_id=visit_id, undoes=made.number)
    ledger.record(uow, request_stream(visit.request_id), undone)
    return done


def _give_back_yes(uow: UnitOfWork, visit: Visit, made: Decided) -> None:
    """Let the yes of who had the visit stand again, which the decision had ended: he has heard of nothing."""
    holder_id = made.key("was_engineer_id")
    if holder_id is None or visit.engineer_id != holder_id or visit.state != VisitState.PLANNED:
        return
    ended = select(Event).where(
        Event.visit_id == visit.id, Event.kind == VisitPlanned.kind, Event.at == made.at
    )
    had_yes = {data_of(event).get("was") for event in uow.session.scalars(ended)} & {*_ANSWERED}
    given_at = yes_before(uow, visit, holder_id) if had_yes else None
    if given_at is not None:
        with suppress(OfferGone):
            offers.accept(uow, visit.id, holder_id, given_at, late=True)


def may_undo(uow: UnitOfWork, made: Decided, number: int | None = None) -> bool:
    """Tell whether the present principal may still take a decision back."""
    mine = made.actor == uow.principal.key and made.kind != events.OverrideUndone.kind
    return mine and number in (None, made.number) and uow.now < made.told_at


def _was_answered(visit: Visit, made: Decided) -> bool:
    """Whether an engineer has said yes or no since the decision, and not because he was asked before it."""
    engineer_id, was = made.key("engineer_id"), made.key("was_engineer_id")
    if made.kind == events.OverrideAssigned.kind:
        return visit.engineer_id != engineer_id or (was != engineer_id and visit.state in _ANSWERED)
    return made.kind in _TAKING and was == engineer_id and visit.state in _ANSWERED
