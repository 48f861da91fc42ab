"""Who may follow which event, and what of it.

`visibility` says which rows a principal may see; this says the same of what happens, for the live stream
and the long poll.  Staff follow everything, the accounts' own events being the administrator's alone.  An
integration follows the streams that its scopes open.  Customers and tracking links follow their requests,
engineers what names them or a visit that they hold, providers the same of their people.  For those outside
the office each kind says itself which fields they are told (`Audience`); a kind that nobody has declared does
not exist for them: who was asked and said no, alerts and overrides stay inside.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, select

from app.kernel import Principal, Role, UnitOfWork, visibility
from app.kernel.events import EVENTS, OFFICE, Audience, Fields
from app.kernel.feed import Cursor
from app.kernel.ledger_text import data_of
from app.kernel.tables import Event
from app.registers.tables import Customer, Engineer
from app.requests.tables import Enquiry, ServiceRequest, Visit

SCOPE_OF: Mapping[str, str] = {
    "request": "requests:read",
    "enquiry": "enquiries:read",
    "customer": "customers:read",
    "site": "sites:read",
    "asset": "assets:read",
    "contract": "contracts:read",
    "territory": "territories:read",
    "engineer": "engineers:read",
    "skill": "skills:read",
    "shift": "shifts:read",
    "provider": "providers:read",
}
"""What a stream of the ledger is about → the scope with which an API key may follow it."""

NEVER = frozenset(
    {"arrival_code", "departed_from", "password", "password_hash", "secret", "token", "token_hash"}
)
"""Fields that leave the ledger for nobody, should a kind ever carry one."""

_MOST_STREAMS = 500


@dataclass(frozen=True, slots=True)
class Happening:
    """An event with whom it concerns, resolved once for all who read it."""

    cursor: Cursor
    kind: str
    at: datetime
    stream: str
    visit_id: UUID | None
    request_id: UUID | None
    customer_id: UUID | None
    engineer_id: UUID | None
    provider_id: UUID | None
    data: Mapping[str, Any]


def happenings(uow: UnitOfWork, events: Sequence[Event]) -> list[Happening]:
    """Resolve whom `events` concern.

    An engineer whom an event does not name is the visit's present one; a provider is that of the engineer, or
    the one that the event names.
    """
    bodies = [data_of(event) for event in events]
    keys = [_key(event.stream) for event in events]
    customers = _pairs(uow, ServiceRequest.id, ServiceRequest.customer_id, _of(events, keys, "request"))
    customers |= _pairs(uow, Enquiry.id, Enquiry.customer_id, _of(events, keys, "enquiry"))
    stayed = _pairs(uow, Customer.id, Customer.survivor_id, {c for c in customers.values() if c})
    holders = _pairs(uow, Visit.id, Visit.engineer_id, {e.visit_id for e in events if e.visit_id})
    engineers = [_engineer(event, body, holders) for event, body in zip(events, bodies, strict=True)]
    providers = _pairs(uow, Engineer.id, Engineer.provider_id, {key for key in engineers if key})
    return [
        Happening(
            cursor=Cursor.of(event),
            kind=event.kind,
            at=event.at,
            stream=event.stream,
            visit_id=event.visit_id,
            request_id=key if _about(event.stream) == "request" else None,
            customer_id=_survivor(customers.get(key), stayed) if key else None,
            engineer_id=engineer_id,
            provider_id=providers.get(engineer_id) if engineer_id else _uuid(body.get("provider_id")),
            data={name: value for name, value in body.items() if name not in NEVER},
        )
        for event, body, key, engineer_id in zip(events, bodies, keys, engineers, strict=True)
    ]


def shown(principal: Principal, it: Happening) -> dict[str, Any] | None:
    """Return what `principal` is told of a happening, as JSON-able fields; None where it is not his."""
    told = share(principal, it)
    return None if told is None else written(it, told)


def share(principal: Principal, it: Happening) -> Mapping[str, Any] | None:
    """Return the fields of a happening's data that `principal` may see; None where it is not his."""
    told: Mapping[str, Any] | None = None
    match principal.role:
        case Role.ADMIN | Role.SYSTEM:
            told = it.data
        case Role.DISPATCHER | Role.MANAGER:
            told = None if _about(it.stream) == "user" else it.data
        case Role.INTEGRATION:
            told = it.data if SCOPE_OF.get(_about(it.stream)) in principal.scopes else None
        case Role.CUSTOMER:
            told = _told(_audience(it).customer, it, principal.customer_id, it.customer_id)
        case Role.TRACKING:
            told = _told(_audience(it).customer, it, principal.request_id, it.request_id)
        case Role.ENGINEER:
            told = _told(_audience(it).field, it, principal.engineer_id, it.engineer_id)
        case Role.PROVIDER:
            told = _told(_audience(it).field, it, principal.provider_id, it.provider_id)
    return told


def written(it: Happening, told: Mapping[str, Any]) -> dict[str, Any]:
    """Return a happening as JSON-able fields with that share of its data."""
    return {
        "id": str(it.cursor),
        "kind": it.kind,
        "at": it.at.isoformat(),
        "stream": it.stream,
        "visit_id": str(it.visit_id) if it.visit_id else None,
        "request_id": str(it.request_id) if it.request_id else None,
        "data": dict(told),
    }


def may_follow(principal: Principal) -> bool:
    """Tell whether there is anything at all that the principal could be shown."""
    if principal.role is Role.INTEGRATION:
        return not principal.scopes.isdisjoint(SCOPE_OF.values())
    return principal.role is not Role.ANONYMOUS


def narrowing(uow: UnitOfWork, principal: Principal, request_id: UUID | None) -> list[ColumnElement[bool]]:
    """Return clauses that spare the database events which `shown` would hide anyway; none where none help."""
    wanted = request_id or principal.request_id
    if wanted is not None:
        return [Event.stream == f"request:{wanted}"]
    if principal.role is not Role.CUSTOMER:
        return []
    own = _streams(
        uow, "request", select(ServiceRequest.id).where(visibility.rows(ServiceRequest, principal))
    )
    own += _streams(uow, "enquiry", select(Enquiry.id).where(visibility.rows(Enquiry, principal)))
    return [Event.stream.in_(own)] if len(own) <= _MOST_STREAMS else []


def _audience(it: Happening) -> Audience:
    event = EVENTS.get(it.kind)
    return event.audience if event else OFFICE


def _told(
    fields: Fields | None, it: Happening, mine: UUID | None, whose: UUID | None
) -> dict[str, Any] | None:
    if mine is None or mine != whose or fields is None:
        return None
    return {name: it.data[name] for name in fields if name in it.data}


def _about(stream: str) -> str:
    return stream.partition(":")[0]


def _key(stream: str) -> UUID | None:
    return _uuid(stream.partition(":")[2])


def _uuid(text: object) -> UUID | None:
    try:
        return UUID(str(text))
    except ValueError:  # fault types and parts are kept by code
        return None


def _of(events: Sequence[Event], keys: Sequence[UUID | None], about: str) -> set[UUID]:
    return {key for event, key in zip(events, keys, strict=True) if key and _about(event.stream) == about}


def _engineer(event: Event, body: Mapping[str, Any], holders: Mapping[UUID, UUID | None]) -> UUID | None:
    if body.get("engineer_id"):
        return _uuid(body["engineer_id"])
    if _about(event.stream) == "engineer":
        return _key(event.stream)
    return holders.get(event.visit_id) if event.visit_id else None


def _pairs(uow: UnitOfWork, key: Any, value: Any, wanted: Iterable[UUID]) -> dict[UUID, UUID | None]:
    wanted = set(wanted)
    if not wanted:
        return {}
    return {row[0]: row[1] for row in uow.session.execute(select(key, value).where(key.in_(wanted)))}


def _survivor(customer_id: UUID | None, stayed: Mapping[UUID, UUID | None]) -> UUID | None:
    """As whom a customer is read: doubles that were merged follow what is each other's."""
    return (stayed.get(customer_id) or customer_id) if customer_id else None


def _streams(uow: UnitOfWork, about: str, keys: Select[UUID]) -> list[str]:
    return [f"{about}:{key}" for key in uow.session.scalars(keys.limit(_MOST_STREAMS + 1))]
