"""Signs of engineers that endanger a visit: a phone that is silent, a shift that ended, an account closed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ScalarSelect, func, select

from app.accounts.tables import User
from app.dispatching.events import VisitAssigned
from app.kernel import UnitOfWork
from app.kernel.ledger_text import data_of
from app.kernel.tables import Event
from app.promise.reads.claims import claims_on
from app.registers.reads.shifts import presences
from app.registers.rules.roster import ShiftKind
from app.registers.tables import Engineer, Shift
from app.requests.reads.part_returns import held_back
from app.requests.rules.lifecycle import OfferState, VisitState
from app.requests.tables import Offer, Visit

_UNACCEPTED = (VisitState.PLANNED, VisitState.OFFERED)
_UNDER_WAY = (VisitState.EN_ROUTE, VisitState.ON_SITE)


@dataclass(frozen=True, slots=True)
class Sign:
    """Since when; None where all is well.  The silent engineer was asked, and may not hold the visit now.

    off_duty_since: of an engineer on the way or on site.  gone_since: likewise, since when his account is
    closed.  setout_s: how long one who was on call when he said yes takes to set out.  first_asked_at: when
    anybody was first asked for a visit to which nobody has said yes.  claimed_since: since when the phone of
    somebody who has not got the visit says that he went, and who.  held_back: it waits for a part, and for a
    word when that is there.
    """

    silent_since: datetime | None = None
    silent_engineer_id: UUID | None = None
    off_duty_since: datetime | None = None
    gone_since: datetime | None = None
    setout_s: int = 0
    first_asked_at: datetime | None = None
    claimed_since: datetime | None = None
    claimed_by: UUID | None = None
    held_back: bool = False


NO_SIGN = Sign()


def signs_of(uow: UnitOfWork, visits: Collection[Visit]) -> dict[UUID, Sign]:
    """Return the signs of the engineers who were asked for these visits, or are on the way, by visit."""
    found = {key: Sign(since, engineer_id) for key, (since, engineer_id) in _silent(uow, visits).items()}
    for key, since in (_off_duty(uow, visits) | _went_off(uow, visits)).items():
        found[key] = replace(found.get(key, NO_SIGN), off_duty_since=since)
    for key, gone_since in _gone(uow, visits).items():
        found[key] = replace(found.get(key, NO_SIGN), gone_since=gone_since)
    for key, setout_s in _setout_s(uow, visits).items():
        found[key] = replace(found.get(key, NO_SIGN), setout_s=setout_s)
    for key, first_asked_at in _first_asked(uow, visits).items():
        found[key] = replace(found.get(key, NO_SIGN), first_asked_at=first_asked_at)
    for key, (since, engineer_id) in claims_on(uow, visits).items():
        found[key] = replace(found.get(key, NO_SIGN), claimed_since=since, claimed_by=engineer_id)
    for key in _held_back(uow, visits):
        found[key] = replace(found.get(key, NO_SIGN), held_back=True)
    return found


def _held_back(uow: UnitOfWork, visits: Collection[Visit]) -> Sequence[UUID]:
    again = [visit.id for visit in visits if visit.ordinal > 1 and visit.state == VisitState.PLANNED]
    asked = select(Visit.id).where(Visit.id.in_(again), held_back())
    return uow.session.scalars(asked).all() if again else ()


def _first_asked(uow: UnitOfWork, visits: Collection[Visit]) -> dict[UUID, datetime]:
    unaccepted = [visit.id for visit in visits if visit.state in _UNACCEPTED]
    asked = select(Offer.visit_id, func.min(Offer.offered_at)).where(Offer.visit_id.in_(unaccepted))
    return dict(uow.session.execute(asked.group_by(Offer.visit_id)).all()) if unaccepted else {}


def _gone(uow: UnitOfWork, visits: Collection[Visit]) -> dict[UUID, datetime]:
    """Since when nobody will end a visit that is under way by phone: its engineer's account is closed."""
    held = [visit.id for visit in visits if visit.state in _UNDER_WAY and visit.engineer_id]
    if not held:
        return {}
    rows = uow.session.execute(
        select(Visit.id, User.updated_at)
        .join(User, User.engineer_id == Visit.engineer_id)
        .where(Visit.id.in_(held), User.active.is_(False))
    )
    return dict(rows.all())


def _setout_s(uow: UnitOfWork, visits: Collection[Visit]) -> dict[UUID, int]:
    accepted = [visit.id for visit in visits if visit.state == VisitState.ACCEPTED]
    if not accepted:
        return {}
    rows = uow.session.execute(
        select(Visit.id, func.max(Shift.setout_s))
        .join(Shift, Shift.engineer_id == Visit.engineer_id)
        .where(
            Visit.id.in_(accepted),
            Shift.kind == ShiftKind.ON_CALL,
            Shift.starts_at <= Visit.accepted_at,
            Shift.ends_at > Visit.accepted_at,
        )
        .group_by(Visit.id)
    )
    return {visit_id: setout_s for visit_id, setout_s in rows if setout_s}


def _went_off(uow: UnitOfWork, visits: Collection[Visit]) -> dict[UUID, datetime]:
    """When an engineer went off duty on the way, where nobody has said yes since.

    Neither his coming on again nor the plan's taking the visit back makes that undone.
    """
    by_id = {visit.id: visit for visit in visits if visit.state in (*_UNACCEPTED, VisitState.EN_ROUTE)}
    if not by_id:
        return {}
    told = uow.session.execute(
        select(Event.visit_id, Event.at, Event.body, Event.personal)
        .where(Event.visit_id.in_(by_id), Event.kind == "visit.engineer_off")
        .order_by(Event.id)
    )
    found: dict[UUID, datetime] = {}
    for event in told:
        if event.visit_id is None:
            continue
        accepted_at = by_id[event.visit_id].accepted_at
        on_the_way = data_of(event).get("was") == VisitState.EN_ROUTE
        if on_the_way and (accepted_at is None or accepted_at <= event.at):
            found[event.visit_id] = event.at
    return found


def _silent(uow: UnitOfWork, visits: Collection[Visit]) -> dict[UUID, tuple[datetime, UUID]]:
    unaccepted = {visit.id: visit for visit in visits if visit.state in _UNACCEPTED}
    if not unaccepted:
        return {}
    holders = select(Visit.id, Engineer.id, Engineer.phone_silent_since, _given_at()).join(
        Engineer, Engineer.id == Visit.engineer_id
    )
    asked = select(Offer.visit_id, Engineer.id, Engineer.phone_silent_since, Offer.expires_at).join(
        Engineer, Engineer.id == Offer.engineer_id
    )
    lapsed = asked.where(Offer.visit_id.in_(unaccepted), Offer.state == OfferState.EXPIRED)
    found: dict[UUID, tuple[datetime, UUID]] = {}
    for query in (lapsed.order_by(Offer.expires_at), holders.where(Visit.id.in_(unaccepted))):
        for visit_id, engineer_id, since, at in uow.session.execute(query):
            if since is not None and unaccepted[visit_id].engineer_id in (None, engineer_id):
                # One to whom a visit was given although his phone was silent is silent about it since then.
                found[visit_id] = (since if at is None else max(since, at), engineer_id)
    return found


def _given_at() -> ScalarSelect[Any]:
    """When the one who has a visit got it; `assigned_at` is when anybody first did."""
    given = select(func.max(Event.at)).where(Event.visit_id == Visit.id, Event.kind == VisitAssigned.kind)
    return given.correlate(Visit).scalar_subquery()


def _off_duty(uow: UnitOfWork, visits: Collection[Visit]) -> dict[UUID, datetime]:
    under_way = [visit for visit in visits if visit.state in _UNDER_WAY and visit.engineer_id]
    if not under_way:
        return {}
    ids = {visit.engineer_id for visit in under_way}
    off = dict(
        uow.session.execute(
            select(Engineer.id, Engineer.updated_at).where(
                Engineer.id.in_(ids), Engineer.available.is_(False)
            )
        ).all()
    )
    ended = _ended_shifts(uow, ids)
    found = {}
    for visit in under_way:
        since = [at for key, at in (*off.items(), *ended.items()) if key == visit.engineer_id]
        if since:
            found[visit.id] = max(min(since), visit.on_site_at or visit.departed_at or min(since))
    return found


def _ended_shifts(uow: UnitOfWork, ids: Collection[UUID | None]) -> dict[UUID, datetime]:
    """Engineer → when his last shift ended; left out who is on duty, and who has none."""
    there = presences(uow, Shift.engineer_id.in_(ids), Shift.starts_at <= uow.now)
    ends = {key: [one.ends_at for one in spans if one.starts_at <= uow.now] for key, spans in there.items()}
    return {key: max(ended) for key, ended in ends.items() if ended and max(ended) <= uow.now}
