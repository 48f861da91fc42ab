"""Signs of engineers that endanger a visit: a phone that is silent, a shift that ended on the way."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from app.models import Engineer, Event, Offer, Shift, Visit
from app.runtime import UnitOfWork
from dispatch.lifecycle import OfferState, VisitState

_UNACCEPTED = (VisitState.PLANNED, VisitState.OFFERED)


@dataclass(frozen=True, slots=True)
class Sign:
    """Since when; None where all is well.  The silent engineer was asked, and may not hold the visit now."""

    silent_since: datetime | None = None
    silent_engineer_id: UUID | None = None
    off_duty_since: datetime | None = None


NO_SIGN = Sign()


def signs_of(uow: UnitOfWork, visits: Collection[Visit]) -> dict[UUID, Sign]:
    """Return the signs of the engineers who were asked for these visits, or are on the way, by visit."""
    found = {key: Sign(since, engineer_id) for key, (since, engineer_id) in _silent(uow, visits).items()}
    for key, since in (_off_duty(uow, visits) | _went_off(uow, visits)).items():
        found[key] = replace(found.get(key, NO_SIGN), off_duty_since=since)
    return found


def _went_off(uow: UnitOfWork, visits: Collection[Visit]) -> dict[UUID, datetime]:
    """When an engineer went off duty on the way, where nobody has said yes since.

    Neither his coming on again nor the plan's taking the visit back makes that undone.
    """
    by_id = {visit.id: visit for visit in visits if visit.state in (*_UNACCEPTED, VisitState.EN_ROUTE)}
    if not by_id:
        return {}
    told = uow.session.execute(
        select(Event.visit_id, Event.at, Event.body)
        .where(Event.visit_id.in_(by_id), Event.kind == "visit.engineer_off")
        .order_by(Event.id)
    )
    found: dict[UUID, datetime] = {}
    for visit_id, at, body in told:
        if visit_id is None:
            continue
        accepted_at = by_id[visit_id].accepted_at
        if json.loads(body).get("was") == VisitState.EN_ROUTE and (accepted_at is None or accepted_at <= at):
            found[visit_id] = at
    return found


def _silent(uow: UnitOfWork, visits: Collection[Visit]) -> dict[UUID, tuple[datetime, UUID]]:
    unaccepted = {visit.id: visit for visit in visits if visit.state in _UNACCEPTED}
    if not unaccepted:
        return {}
    holders = select(Visit.id, Engineer.id, Engineer.phone_silent_since, Visit.assigned_at).join(
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
                found[visit_id] = (max(since, at or since), engineer_id)
    return found


def _off_duty(uow: UnitOfWork, visits: Collection[Visit]) -> dict[UUID, datetime]:
    under_way = [visit for visit in visits if visit.state == VisitState.EN_ROUTE and visit.engineer_id]
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
            found[visit.id] = max(min(since), visit.departed_at or min(since))
    return found


def _ended_shifts(uow: UnitOfWork, ids: Collection[UUID | None]) -> dict[UUID, datetime]:
    """Engineer → when his last shift ended; left out who is on duty, and who has none."""
    spans: dict[UUID, list[datetime]] = defaultdict(list)
    rows = uow.session.execute(
        select(Shift.engineer_id, Shift.ends_at).where(Shift.engineer_id.in_(ids), Shift.starts_at <= uow.now)
    )
    for engineer_id, ends_at in rows:
        spans[engineer_id].append(ends_at)
    return {key: max(ends) for key, ends in spans.items() if max(ends) <= uow.now}
