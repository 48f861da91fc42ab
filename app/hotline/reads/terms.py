"""What a caller can be told before anything is saved: the promise, who would come, and how surely."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from app.dispatching.reads.named import Place as WhereNamed
from app.dispatching.reads.named import named_at
from app.dispatching.reads.on_duty import able_of, on_duty_between
from app.dispatching.reads.quotes import ASKED, Ask, Offer, quote
from app.dispatching.rules.named import NOBODY_NAMED, Named
from app.kernel import UnitOfWork
from app.kernel.errors import Invalid
from app.kernel.local_dates import local_date
from app.kernel.phrases import Phrase
from app.places.reads.search import SURE, located
from app.registers.reads.customers import survivor_id
from app.registers.tables import Asset, FaultType, Site, Territory
from app.requests.commands.intake.promises import Terms, terms
from app.requests.commands.intake.territories import find_territory, without_point
from app.requests.reads.appointments import why_not_then
from dispatch.travel import Point

LIKELY, UNLIKELY = 0.8, 0.5


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody is wanted: a site on record, that of a machine, a point, or an address in words.

    `customer_id` is whose it is, by whom the territory of an unknown address is chosen.
    """

    site_id: UUID | None = None
    asset_id: UUID | None = None
    point: Point | None = None
    address: str = ""
    customer_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Sentence:
    """What to say: until when it is promised, `best` who would come, `surer` who would more surely.

    Where it is not known where somebody is wanted (not `is_placed`), nobody can be named yet, only that he
    has `min_stars` or more.  `required` are the names of those who alone may be sent there.  Of an
    appointment `begins_at` is when its hour begins, and `on_duty` how many who could come are on the roster
    then.
    """

    at: datetime
    due_at: datetime
    zone: str
    best: Offer | None
    surer: Offer | None
    is_placed: bool = True
    begins_at: datetime | None = None
    on_duty: int = 0
    min_stars: int = 1
    required: tuple[str, ...] = ()

    @property
    def chance(self) -> float:
        """The chance of keeping the promise."""
        return self.best.chance if self.best else 0.0

    @property
    def tone(self) -> str:
        """Whether it can be said gladly, with care, or not at all."""
        if self.begins_at is not None and self.best is None:
            return "good" if self.on_duty and self.is_placed else "bad"
        return "good" if self.chance >= LIKELY else "careful" if self.chance >= UNLIKELY else "bad"


@dataclass(frozen=True, slots=True)
class Promised:
    """By when somebody comes for what is reported now; `begins_at` where the contract's hours begin later."""

    due_at: datetime
    begins_at: datetime | None
    zone: str


def promised(uow: UnitOfWork, site: Site) -> Promised | None:
    """Return what would be promised at a place on record; None where no territory serves it."""
    try:
        _, territory = _where(uow, Place(site_id=site.id))
    except Invalid:
        return None
    agreed = terms(uow, site, territory, FaultType(min_stars=1), uow.now, None)
    begins_at = agreed.due_at - timedelta(seconds=agreed.promise_s)
    zone = ZoneInfo(site.time_zone or territory.time_zone).key
    return Promised(agreed.due_at, begins_at if begins_at > uow.now else None, zone)


def sentence(
    uow: UnitOfWork, place: Place, fault_code: str, appointment_at: datetime | None = None
) -> Sentence:
    """Work it out as intake would, for the appointment where the caller wants one; nothing is written.

    Raises:
        Invalid: place or fault is unknown, or lies outside every territory; the hour cannot be agreed.
    """
    fault = uow.session.get(FaultType, fault_code)
    if fault is None:
        raise Invalid({"fault_code": Phrase("names no fault type")})
    site, territory = _where(uow, place)
    agreed = terms(uow, site, territory, fault, uow.now, None)
    zone = ZoneInfo(site.time_zone or territory.time_zone).key
    told = Sentence(uow.now, agreed.due_at, zone, None, None, is_placed=site.lat is not None)
    named = _named(uow, place, site, territory)
    required = tuple(sorted(one.name for one in named.required.values()))
    told = replace(told, min_stars=agreed.min_stars, required=required)
    if appointment_at is not None:
        told = _at_the_hour(uow, told, territory, fault, agreed, appointment_at)
    if site.lat is None or site.lon is None:
        return told
    answer = quote(
        uow,
        Ask(
            territory_id=territory.id,
            point=(site.lat, site.lon),
            skill_code=fault.skill_code,
            min_stars=agreed.min_stars,
            expected_s=fault.expected_s,
            priority=agreed.priority,
            promise_s=agreed.promise_s,
            due_at=told.due_at,
            named=named,
            fault_code=fault.code,
        ),
    )
    return replace(told, best=answer.best, surer=answer.surer)


def _named(uow: UnitOfWork, place: Place, site: Site, territory: Territory) -> Named:
    """What the register of named engineers says of the customer, the site and the machine."""
    customer_id: UUID | None = site.customer_id  # None of one who is not known yet
    read_as = survivor_id(uow, customer_id) if customer_id else None
    there = WhereNamed(read_as, site.id, place.asset_id)
    return named_at(uow, {ASKED: there}, local_date(uow.now, territory.time_zone)).get(ASKED, NOBODY_NAMED)


def _at_the_hour(
    uow: UnitOfWork, told: Sentence, territory: Territory, fault: FaultType, agreed: Terms, at: datetime
) -> Sentence:
    """Return what can be said of the appointment instead of the promised hour.

    Raises:
        Invalid: it cannot be agreed.
    """
    refused = why_not_then(at, agreed.due_at, uow.now, told.zone)
    if refused is not None:
        raise Invalid({"appointment_at": refused})
    begins_at = at - timedelta(seconds=agreed.promise_s)
    there = on_duty_between(uow, territory.id, begins_at, at)
    able = able_of(uow, there, fault.skill_code, agreed.min_stars, begins_at)
    return replace(told, due_at=at, begins_at=begins_at, on_duty=len(able))


def _where(uow: UnitOfWork, place: Place) -> tuple[Site, Territory]:
    key = place.site_id
    if place.asset_id is not None:
        asset = uow.session.get(Asset, place.asset_id)
        key = asset.site_id if asset else None
    site = uow.session.get(Site, key) if key else None
    if site is None:
        site = _asked_about(uow, place)
    known = uow.session.get(Territory, site.territory_id) if site.territory_id else None
    if known is None or not known.active:
        if site.lat is None or site.lon is None:
            return site, without_point(uow, site.customer_id, "site.point")
        known = find_territory(uow, (site.lat, site.lon), "site.point")
    return site, known


def _asked_about(uow: UnitOfWork, place: Place) -> Site:
    """Return a site that is never added; an address gets a point where the gazetteer is sure of it."""
    if place.point is not None:
        return Site(customer_id=place.customer_id, lat=place.point[0], lon=place.point[1])
    if not place.address:
        raise Invalid({"site.point": Phrase("is missing, and so is address")})
    found = located(uow, place.address)
    if found is None or found.confidence < SURE:
        return Site(customer_id=place.customer_id)
    return Site(customer_id=place.customer_id, lat=found.lat, lon=found.lon)
