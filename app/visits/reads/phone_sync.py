"""What a phone does not know yet, found by comparing what it holds with what stands.

The cursor says what the phone holds: of each of its visits a stamp, of each checklist the version.  That
makes every answer complete whatever was lost before it: nothing has to be remembered for a phone, and no
change can be skipped, whether an event tells of it (a reassignment) or none does (an ETA that moved).
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Any, Self
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from app.dispatching.reads.asked import may_say_yes
from app.dispatching.reads.snapshot import UNTAKEN
from app.kernel import UnitOfWork
from app.kernel.signed import decode
from app.phones.tables import PhoneEvent
from app.registers.tables import Asset, ChargeKind, Customer, Part, Site
from app.requests.rules.lifecycle import VisitState
from app.requests.tables import Offer, ServiceRequest, Visit
from app.visits.reads.itinerary import Itinerary, ItineraryStop, itinerary, of_live_visits
from app.visits.reads.visit_detail import detail_and_templates
from app.visits.tables import Photo, PhotoChunk
from checklists import Template, describe

MAX_UPLOADS = 200
_FORMAT = 1
_STAMP_BYTES = 8


@dataclass(frozen=True, slots=True)
class Holding:
    """What a phone holds of an engineer's work, in one language; as text it is the cursor."""

    engineer_id: UUID
    locale: str
    visits: Mapping[UUID, str] = field(default_factory=dict)
    templates: frozenset[str] = frozenset()
    parts: str = ""
    kinds: str = ""

    @classmethod
    def parse(cls, text: str, engineer_id: UUID, locale: str) -> Self | None:
        """Read a cursor; None where it is of another kind, engineer or language, and says nothing now."""
        try:
            data = json.loads(decode(text, padded=True))
            if [data["f"], data["e"], data["l"]] != [_FORMAT, engineer_id.hex, locale]:
                return None
            visits = {UUID(hex=key): str(stamp) for key, stamp in data["v"].items()}
            templates = frozenset(str(key) for key in data["t"])
            return cls(engineer_id, locale, visits, templates, str(data["p"]), str(data.get("k", "")))
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return None

    def __str__(self) -> str:
        data = {
            "f": _FORMAT,
            "e": self.engineer_id.hex,
            "l": self.locale,
            "v": {key.hex: stamp for key, stamp in self.visits.items()},
            "t": sorted(self.templates),
            "p": self.parts,
            "k": self.kinds,
        }
        text = json.dumps(data, separators=(",", ":"), sort_keys=True)
        return base64.urlsafe_b64encode(text.encode()).decode("ascii")


class WhyGone(StrEnum):
    """Why a phone forgets a visit; `lapsed`: nobody else has said yes, and his own yes would still count."""

    REASSIGNED = "reassigned"
    LAPSED = "lapsed"
    CANCELLED = "cancelled"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Gone:
    """A visit that the phone holds and that is no longer this engineer's to work on."""

    visit_id: UUID
    why: WhyGone = field(
        metadata={"description": "`lapsed`: nobody else has said yes, a late yes would count"}
    )
    at: datetime


@dataclass(frozen=True, slots=True)
class VisitChange:
    """A visit that is new or changed: its place in the day and everything needed to work on it."""

    stop: ItineraryStop
    detail: Mapping[str, Any]
    templates: Sequence[Template]


@dataclass(frozen=True, slots=True)
class Changes:
    """One page of what the phone does not know; `parts` and `charge_kinds` are None where as they were."""

    reset: bool
    visits: Sequence[VisitChange]
    gone: Sequence[Gone]
    templates: Sequence[Mapping[str, Any]]
    parts: Sequence[Part] | None
    charge_kinds: Sequence[ChargeKind] | None
    day: Itinerary
    holding: Holding
    more: bool


@dataclass(frozen=True, slots=True)
class OpenUpload:
    """A photo that this engineer announced and whose bytes have not all come."""

    visit_id: UUID
    sha256: str
    received: int
    size: int


def changes_since(uow: UnitOfWork, engineer_id: UUID, cursor: str | None, locale: str, limit: int) -> Changes:
    """Return what changed since `cursor`, at most `limit` visits of it, texts in `locale`.

    Without a cursor, or with one that says nothing here, everything is new and `reset` tells the phone to
    forget what it holds.

    Raises:
        NotFound: there is no such engineer.
    """
    known = Holding.parse(cursor, engineer_id, locale) if cursor else None
    held = known or Holding(engineer_id, locale)
    # Stamps first: what changes between this read and the next ones is sent again rather than missed.
    stamps = _stamps(uow, engineer_id)
    day = itinerary(uow, engineer_id)
    stale = [
        stop
        for stop in day.stops
        if stop.visit_id in stamps and held.visits.get(stop.visit_id) != stamps[stop.visit_id]
    ]
    page = [_change(uow, stop, locale) for stop in stale[:limit]]
    gone = _gone(uow, engineer_id, [key for key in held.visits if key not in stamps])
    fresh = _unknown_templates(held, page)
    parts = _parts(uow)
    parts_stamp = _stamp(
        [(p.code, p.name_en, p.name_zh, p.unit_price_cents, p.limit_per_visit) for p in parts]
    )
    kinds = _charge_kinds(uow)
    kinds_stamp = _stamp([(k.code, k.name_en, k.name_zh, k.unit_price_cents, k.limit_cents) for k in kinds])
    sent = {change.stop.visit_id: stamps[change.stop.visit_id] for change in page}
    kept = {key: stamp for key, stamp in held.visits.items() if key in stamps}
    return Changes(
        reset=known is None,
        visits=page,
        gone=gone,
        templates=[describe(template, locale) for template in fresh],
        parts=parts if parts_stamp != held.parts else None,
        charge_kinds=kinds if kinds_stamp != held.kinds else None,
        day=day,
        holding=replace(
            held,
            visits=kept | sent,
            templates=held.templates | {_name(template) for template in fresh},
            parts=parts_stamp,
            kinds=kinds_stamp,
        ),
        more=len(stale) > limit,
    )


def open_uploads(uow: UnitOfWork, engineer_id: UUID) -> list[OpenUpload]:
    """Return the photos whose bytes are still to come, oldest first, at most 200."""
    received = (
        select(func.coalesce(func.sum(func.length(PhotoChunk.data)), 0))
        .where(PhotoChunk.photo_id == Photo.id)
        .correlate(Photo)
        .scalar_subquery()
    )
    rows = uow.session.execute(
        select(Photo.visit_id, Photo.sha256, received, Photo.size)
        .where(Photo.engineer_id == engineer_id, Photo.completed_at.is_(None), Photo.withdrawn_at.is_(None))
        .order_by(Photo.id)
        .limit(MAX_UPLOADS)
    )
    return [OpenUpload(visit_id, sha256, int(got), size) for visit_id, sha256, got, size in rows]


def _stamps(uow: UnitOfWork, engineer_id: UUID) -> dict[UUID, str]:
    """Live visit → what changes with everything that the phone is shown of it."""
    messages = select(func.count()).where(PhoneEvent.visit_id == Visit.id).correlate(Visit).scalar_subquery()
    photos = (
        select(func.count())
        .where(Photo.visit_id == Visit.id, Photo.completed_at.is_not(None))
        .correlate(Visit)
        .scalar_subquery()
    )
    stayed = _stayed()
    chosen = select(
        Visit.id,
        Visit.version,
        ServiceRequest.version,
        Site.version,
        Customer.version,
        stayed.version,
        Asset.version,
        Offer.expires_at,
        messages,
        photos,
    )
    rows = uow.session.execute(
        of_live_visits(uow, chosen, engineer_id)
        .join(Customer, Customer.id == ServiceRequest.customer_id)
        .outerjoin(stayed, stayed.id == Customer.survivor_id)
        .outerjoin(Asset, Asset.id == ServiceRequest.asset_id)
    )
    return {row[0]: _stamp(list(row[1:])) for row in rows}


@cache
def _stayed() -> type[Customer]:
    """As whom a customer is shown whose double was merged; made once, since an alias copies every column."""
    return aliased(Customer)


def _stamp(facts: Sequence[object]) -> str:
    digest = hashlib.blake2b(json.dumps(facts, default=str).encode(), digest_size=_STAMP_BYTES).digest()
    return base64.urlsafe_b64encode(digest).decode("ascii").rstrip("=")


def _change(uow: UnitOfWork, stop: ItineraryStop, locale: str) -> VisitChange:
    detail, templates = detail_and_templates(uow, stop.visit_id, locale)
    return VisitChange(stop, detail, templates)


def _unknown_templates(held: Holding, page: Sequence[VisitChange]) -> list[Template]:
    wanted = {_name(t): t for change in page for t in change.templates}
    return [wanted[name] for name in sorted(wanted.keys() - held.templates)]


def _parts(uow: UnitOfWork) -> Sequence[Part]:
    return uow.session.scalars(select(Part).order_by(Part.code)).all()


def _charge_kinds(uow: UnitOfWork) -> Sequence[ChargeKind]:
    query = select(ChargeKind).where(ChargeKind.active.is_(True)).order_by(ChargeKind.code)
    return uow.session.scalars(query).all()


def _gone(uow: UnitOfWork, engineer_id: UUID, lost: Sequence[UUID]) -> list[Gone]:
    if not lost:
        return []
    # Of a visit that went to somebody else this engineer learns nothing more, not even whether it exists.
    own = {
        visit.id: visit
        for visit in uow.session.scalars(
            select(Visit).where(Visit.id.in_(lost), Visit.engineer_id == engineer_id)
        )
    }
    untaken = uow.session.scalars(select(Visit).where(Visit.id.in_(lost), Visit.state.in_(UNTAKEN)))
    lapsed = {visit.id for visit in untaken if may_say_yes(uow, visit, engineer_id)}
    return [_farewell(own.get(key), key, uow.now, is_lapsed=key in lapsed) for key in lost]


def _farewell(visit: Visit | None, visit_id: UUID, now: datetime, *, is_lapsed: bool) -> Gone:
    if is_lapsed:
        return Gone(visit_id, WhyGone.LAPSED, now)
    if visit is None:
        return Gone(visit_id, WhyGone.REASSIGNED, now)
    why = WhyGone.CANCELLED if visit.state == VisitState.CANCELLED else WhyGone.OVER
    return Gone(visit_id, why, visit.completed_at or visit.updated_at)


def _name(template: Template) -> str:
    return f"{template.key}@{template.version}"
