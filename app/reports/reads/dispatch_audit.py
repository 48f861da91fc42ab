"""Which rule decided who comes, how often, and whether some get other work or longer drives than the rest."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Select, and_, func, or_, select

from app.dispatching.events import Overridden, OverrideAssigned, OverrideUndone, VisitUnassigned
from app.dispatching.reads.learned import stars_held
from app.dispatching.reads.named import Place, named_at
from app.kernel import UnitOfWork
from app.kernel.ledger_text import data_of
from app.kernel.local_dates import local_date
from app.kernel.tables import Event
from app.registers.tables import Asset, Customer, Engineer, NamedEngineer, Provider, Site, Territory
from app.reports.reads.spread import Spread, spreads
from app.reports.rules.asked import Asked
from app.reports.rules.fairness import Compared, compared
from app.requests.rules.lifecycle import RequestState, VisitState
from app.requests.rules.minimum import StarsBy
from app.requests.tables import ServiceRequest, Visit
from app.teams.reads.managed import managed_territories

OVERRIDES = tuple(sorted(one.kind for one in Overridden.__subclasses__()))
_FIRST_HOUR, _LAST_HOUR = 8, 18
"""Work that begins outside of these hours, by the territory's clock, is at an unpleasant time."""

Visits = frozenset[UUID]


@dataclass(slots=True)
class Rules:
    """Figure → the visits that it counts; each opens as a list."""

    visits: dict[str, set[UUID]] = field(default_factory=lambda: defaultdict(set))

    def count(self, figure: str) -> int:
        """Return how many visits a figure counts."""
        return len(self.visits.get(figure, ()))


@dataclass(frozen=True, slots=True)
class GroupRow:
    """One group of engineers: its visits, and each measure against everybody else's mean."""

    key: str
    visits: int
    engineers: int
    measures: Mapping[str, Compared]


MEASURES = ("drive", "work", "minimum", "odd_hours")
"""Minutes of driving, expected minutes of work, stars asked for at least, share at unpleasant hours."""

GROUPS = ("stars", "provider", "territory")


@dataclass(frozen=True, slots=True)
class Audit:
    """The whole of it; `groups` by what they are grouped by, `spreads` by territory."""

    visits: int
    rules: Rules
    groups: Mapping[str, Sequence[GroupRow]]
    spreads: Mapping[UUID, Sequence[Spread]]


def audit(uow: UnitOfWork, asked: Asked) -> Audit:
    """Look at the visits of the requests made in the span, in the territories that the caller answers for."""
    rows = uow.session.execute(_visits(uow, asked)).all()
    rules = Rules()
    for row in rows:
        if row.min_stars > 1:
            rules.visits[f"minimum_{row.min_stars_by or 'unknown'}"].add(row.id)
    _by_register(uow, asked, rows, rules)
    _by_ledger(uow, rows, rules)
    came = [row for row in rows if row.engineer_id is not None and row.on_site_at is not None]
    return Audit(len(rows), rules, _groups(uow, came), spreads(uow, asked, came))


def figures() -> list[str]:
    """Return the figures that are told whether they count anything or not, in order."""
    return [
        *(f"minimum_{one}" for one in StarsBy),
        *("preferred", "preferred_followed", "required", "required_followed", "excluded"),
        *OVERRIDES,
        "against_register",
    ]


def behind(uow: UnitOfWork, asked: Asked, figure: str) -> Visits:
    """Return the visits that a figure counts."""
    return frozenset(audit(uow, asked).rules.visits.get(figure, ()))


def _visits(uow: UnitOfWork, asked: Asked) -> Select[*tuple[Any, ...]]:
    query: Select[*tuple[Any, ...]] = (
        select(
            *(Visit.id, Visit.engineer_id, Visit.state, Visit.departed_at, Visit.on_site_at),
            Visit.completed_at,
            *(ServiceRequest.min_stars, ServiceRequest.min_stars_by, ServiceRequest.expected_s),
            *(ServiceRequest.requested_at, ServiceRequest.site_id, ServiceRequest.asset_id),
            func.coalesce(Customer.survivor_id, Customer.id).label("customer_id"),
            *(Visit.territory_id, Engineer.provider_id, Territory.time_zone),
        )
        .join(ServiceRequest, ServiceRequest.id == Visit.request_id)
        .join(Customer, Customer.id == ServiceRequest.customer_id)
        .join(Territory, Territory.id == Visit.territory_id)
        .outerjoin(Engineer, Engineer.id == Visit.engineer_id)
        .where(
            ServiceRequest.requested_at >= asked.from_at,
            ServiceRequest.requested_at < asked.to_at,
            ServiceRequest.state != RequestState.CANCELLED,
            Visit.state != VisitState.CANCELLED,
        )
        .order_by(ServiceRequest.requested_at, Visit.id)
    )
    own = managed_territories(uow, uow.principal)
    if own is not None:
        query = query.where(Visit.territory_id.in_(own))
    return query.where(Visit.territory_id == asked.territory_id) if asked.territory_id else query


def _by_register(uow: UnitOfWork, asked: Asked, rows: Sequence[Any], rules: Rules) -> None:
    """Which visits the named engineers' entries spoke of on the day they were asked for, and who came."""
    named = select(NamedEngineer.customer_id, NamedEngineer.site_id, NamedEngineer.asset_id).where(
        NamedEngineer.starts_on <= asked.to_on,
        or_(NamedEngineer.ends_on.is_(None), NamedEngineer.ends_on >= asked.from_on),
    )
    owners = {key for one in uow.session.execute(named) for key in one if key is not None}
    if not owners:
        return
    merged = select(Customer.id, Customer.survivor_id).where(
        Customer.id.in_(owners), Customer.survivor_id.is_not(None)
    )
    owners |= {survivor_id for _, survivor_id in uow.session.execute(merged)}
    days: dict[Any, list[Any]] = defaultdict(list)
    for row in rows:
        if owners & {row.customer_id, row.site_id, row.asset_id}:
            days[local_date(row.requested_at, row.time_zone)].append(row)
    for day, these in days.items():
        places = {row.id: Place(row.customer_id, row.site_id, row.asset_id) for row in these}
        found = named_at(uow, places, day)
        for row in these:
            one = found.get(row.id)
            for figure, keys in (("preferred", one.preferred), ("required", one.required)) if one else ():
                if keys:
                    rules.visits[figure].add(row.id)
                if row.engineer_id in keys:
                    rules.visits[f"{figure}_followed"].add(row.id)
            if one and one.excluded:
                rules.visits["excluded"].add(row.id)


def _by_ledger(uow: UnitOfWork, rows: Sequence[Any], rules: Rules) -> None:
    """What kept everybody away for a while, by code, and what dispatchers decided."""
    if not rows:
        return
    known = {row.id for row in rows}
    events = select(Event).where(
        Event.at >= rows[0].requested_at,
        or_(
            Event.kind == VisitUnassigned.kind,
            and_(Event.kind.startswith("override."), Event.kind != OverrideUndone.kind),
        ),
    )
    for event in uow.session.scalars(events):
        visit_id = event.visit_id
        if visit_id is None or visit_id not in known:
            continue
        told = data_of(event)
        if event.kind != VisitUnassigned.kind:
            rules.visits[event.kind].add(visit_id)
            if event.kind == OverrideAssigned.kind and told.get("against"):
                rules.visits["against_register"].add(visit_id)
        elif not told.get("engineer_id"):
            for code in set(told.get("codes") or ()):
                rules.visits[f"refused_{code}"].add(visit_id)


def _groups(uow: UnitOfWork, came: Sequence[Any]) -> dict[str, list[GroupRow]]:
    held = stars_held(uow)
    keys = {
        "stars": [str(held(row.engineer_id, row.on_site_at) or "") for row in came],
        "provider": [str(row.provider_id or "") for row in came],
        "territory": [str(row.territory_id) for row in came],
    }
    return {group: _rows_of(came, keys[group]) for group in GROUPS}


def _rows_of(came: Sequence[Any], keys: Sequence[str]) -> list[GroupRow]:
    by: dict[str, list[Any]] = {key: [] for key in sorted(set(keys))}
    for row, key in zip(came, keys, strict=True):
        by[key].append(row)
    told = {
        measure: compared({key: list(_figures(measure, these)) for key, these in by.items()})
        for measure in MEASURES
    }
    return [
        GroupRow(
            key=key,
            visits=len(these),
            engineers=len({row.engineer_id for row in these}),
            measures={measure: told[measure][key] for measure in MEASURES if key in told[measure]},
        )
        for key, these in by.items()
    ]


def _figures(measure: str, rows: Sequence[Any]) -> Iterator[tuple[UUID, float]]:
    for row in rows:
        if (figure := _figure(measure, row)) is not None:
            yield row.engineer_id, figure


def _figure(measure: str, row: Any) -> float | None:
    match measure:
        case "drive":
            return _minutes(row.departed_at, row.on_site_at)
        case "work":
            return float(row.expected_s) / 60
        case "minimum":
            return float(row.min_stars)
    hour = row.on_site_at.astimezone(ZoneInfo(row.time_zone)).hour
    return 0.0 if _FIRST_HOUR <= hour < _LAST_HOUR else 100.0


def _minutes(since: datetime | None, until: datetime) -> float | None:
    return (until - since).total_seconds() / 60 if since is not None and since <= until else None


def group_names(uow: UnitOfWork) -> dict[str, str]:
    """Return what providers and territories are called, by id."""
    found = (*uow.session.execute(select(Provider.id, Provider.name)),)
    found += (*uow.session.execute(select(Territory.id, Territory.name)),)
    return {str(key): name for key, name in found}


@dataclass(frozen=True, slots=True)
class VisitLine:
    """One visit behind a figure."""

    request_id: UUID
    code: str
    customer: str
    where: str
    engineer: str
    requested_at: datetime
    time_zone: str


def lines(uow: UnitOfWork, visits: Visits, most: int) -> list[VisitLine]:
    """Return the newest of these visits."""
    rows = uow.session.execute(
        select(
            *(ServiceRequest.id, ServiceRequest.code, Customer.name, Site.name, Asset.model, Engineer.name),
            *(ServiceRequest.requested_at, Territory.time_zone),
        )
        .join(Visit, Visit.request_id == ServiceRequest.id)
        .join(Customer, Customer.id == ServiceRequest.customer_id)
        .join(Site, Site.id == ServiceRequest.site_id)
        .join(Territory, Territory.id == Visit.territory_id)
        .outerjoin(Asset, Asset.id == ServiceRequest.asset_id)
        .outerjoin(Engineer, Engineer.id == Visit.engineer_id)
        .where(Visit.id.in_(sorted(visits)[-_AT_ONCE:]))
        .order_by(ServiceRequest.requested_at.desc(), Visit.id)
        .limit(most)
    )
    return [
        VisitLine(key, code, customer, f"{site} · {model}" if model else site, engineer or "", at, zone)
        for key, code, customer, site, model, engineer, at, zone in rows
    ]


_AT_ONCE = 5000
