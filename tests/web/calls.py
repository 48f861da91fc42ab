"""One call that succeeds for each row of the access table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from uuid_utils.compat import uuid7

from app.models import Alert, Delivery, Event, PhoneEvent, User, Visit
from app.runtime import Role, UnitOfWork, unit_of_work
from app.services import accounts, ledger, portraits
from app.services.field import Kind
from app.services.watch.look import look
from tests.support.build import SHANGHAI
from tests.support.phone import STROKES, Phone, picture, sha256
from tests.web.world import World


@dataclass
class Call:
    """Who calls, with which variables of the address, and what is sent."""

    role: Role
    url: dict[str, Any] = field(default_factory=dict)
    json: Any = None
    data: Any = None
    query: dict[str, Any] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)


Prepared = Callable[[World], Call]

POINT = {"lat": SHANGHAI[0], "lon": SHANGHAI[1]}
API = "/api/v1"
REQUEST = f"{API}/service-requests/<uuid:request_id>"
VISIT = f"{API}/visits/<uuid:visit_id>"
PHONE = "/mobile/v1"
PHONE_VISIT = f"{PHONE}/visits/<uuid:visit_id>"
TRACKING = "/portal/v1/tracking/<token>"
DATA = picture()


def _read(role: Role, **url: str) -> Prepared:
    """A GET whose variables are attributes of the own side or its job."""
    return lambda world: Call(role, {name: _own(world, source) for name, source in url.items()})


def _own(world: World, name: str) -> UUID:
    side = world.own
    found: UUID = getattr(side, name) if hasattr(side, name) else getattr(side.job, name)
    return found


def _etag(world: World, address: str) -> dict[str, str]:
    return {"If-Match": world.client(Role.ADMIN).get(address).headers["ETag"]}


def _token(world: World, role: Role, kind: str) -> UUID:
    with unit_of_work(world.runtime) as uow:
        user = uow.get(User, world.account(role).user_id)
        _, row = accounts.issue_token(uow, user, kind, scopes=("requests:read",) if kind == "api_key" else ())
    return row.id


def _envelope(world: World, **body: Any) -> dict[str, Any]:
    at = world.clock.now.isoformat()
    return {"event_id": str(uuid7()), "device_at": at, "sent_at": at} | body


def _phone(prepare: Callable[[Phone], object] | None = None, **body: Any) -> Prepared:
    """A message of the own engineer's phone, once the visit stands where it must."""

    def made(world: World) -> Call:
        if prepare:
            prepare(world.phone)
        return Call(Role.ENGINEER, {"visit_id": world.own.job.visit_id}, json=_envelope(world, **body))

    return made


def _sign(world: World) -> Call:
    world.phone.go_on_site()
    world.phone.work()
    signed = {"role": "engineer", "signer_name": "Li Lei", "strokes": STROKES}
    body = _envelope(world, **signed, digest=world.phone.shown()["digest"])
    return Call(Role.ENGINEER, {"visit_id": world.own.job.visit_id}, json=body)


def _taken(world: World) -> Call:
    return Call(
        Role.ENGINEER,
        {"visit_id": world.own.job.visit_id},
        json=_envelope(
            world,
            sha256=sha256(DATA),
            size=len(DATA),
            mime="image/png",
            taken_at=world.clock.now.isoformat(),
        ),
    )


def _photo(*, uploaded: bool, **sent: Any) -> Prepared:
    def made(world: World) -> Call:
        world.phone.go_on_site()
        world.phone.announce(DATA).unwrap()
        if uploaded:
            world.phone.upload(DATA)
        return Call(Role.ENGINEER, {"visit_id": world.own.job.visit_id, "sha256": sha256(DATA)}, **sent)

    return made


def _on_site_then(world: World) -> Call:
    prepared = _taken(world)
    world.phone.go_on_site()
    return prepared


def _customer(prepare: Callable[[Phone], object], **body: Any) -> Prepared:
    def made(world: World) -> Call:
        prepare(world.phone)
        return Call(Role.TRACKING, {"token": world.link()}, json=body)

    return made


def _completed(phone: Phone) -> None:
    phone.finish_work()
    phone.complete().unwrap()


def _photographed(world: World) -> Call:
    engineer_id = world.own.job.engineer_id
    world.edit(lambda uow: portraits.set_portrait(uow, engineer_id, portraits.portrait(DATA)))
    return Call(Role.ENGINEER, {"engineer_id": engineer_id})


def _reported(role: Role) -> Prepared:
    """Read the report of a visit that was completed."""

    def made(world: World) -> Call:
        _completed(world.phone)
        return Call(role, {"visit_id": world.own.job.visit_id}, query={"lang": "en"})

    return made


def _arrived_without_code(phone: Phone) -> None:
    phone.drive()
    phone.arrive(code=None).unwrap()


def _answered(phone: Phone) -> None:
    phone.send(Kind.ACCEPT).unwrap()


def _ready_to_leave(phone: Phone) -> None:
    _answered(phone)
    phone.check_five_ones().unwrap()


def _followed(world: World) -> Call:
    _completed(world.phone)
    return Call(
        Role.DISPATCHER,
        {"request_id": world.own.job.request_id},
        json={"solved": True, "result": "Prints again."},
    )


def _closed(world: World) -> Call:
    call = _followed(world)
    address = f"{API}/service-requests/{world.own.job.request_id}/follow-up"
    assert world.client(Role.DISPATCHER).post(address, json=call.json).status_code < 300
    return Call(Role.DISPATCHER, call.url)


def _override(verb: str, **body: Any) -> Prepared:
    def made(world: World) -> Call:
        def pinned(uow: UnitOfWork) -> None:
            uow.get(Visit, world.own.job.visit_id).pinned_engineer_id = world.own.job.engineer_id

        if verb == "unpin":
            world.edit(pinned)
        other = {"engineer_id": str(world.foreign.job.engineer_id)}
        named = other if verb in {"assign", "exclude", "include"} else None
        url = {"visit_id": world.own.job.visit_id}
        if verb == "include":
            address = f"{API}/visits/{url['visit_id']}/exclude"
            assert world.client(Role.DISPATCHER).post(address, json=other).status_code == 200
        return Call(Role.DISPATCHER, url, json=named)

    return made


def _reviewed_photo(world: World) -> Call:
    """A photo of a visit that was called off meanwhile, with its bytes."""
    world.edit(lambda uow: setattr(uow.get(Visit, world.own.job.visit_id), "state", "cancelled"))
    world.phone.announce(DATA)
    world.phone.upload(DATA)
    with unit_of_work(world.runtime, write=False) as uow:
        item = uow.session.query(PhoneEvent).filter(PhoneEvent.kind == "photo").first()
        assert item is not None
        return Call(Role.DISPATCHER, {"item_id": item.id})


def _review(world: World) -> Call:
    def lost(uow: UnitOfWork) -> None:
        uow.get(Visit, world.own.job.visit_id).engineer_id = world.foreign.job.engineer_id

    world.phone.send(Kind.ACCEPT).unwrap()
    world.edit(lost)
    world.phone.check_five_ones(offline=True)
    with unit_of_work(world.runtime, write=False) as uow:
        item = uow.session.query(PhoneEvent).filter(PhoneEvent.status == "needs_review").first()
    assert item is not None
    return Call(Role.DISPATCHER, {"item_id": item.id}, json={"note": "Kept."})


def _alert(world: World) -> UUID:
    """The alert of a promise that nobody has, with its rescue."""

    def unwatched(uow: UnitOfWork) -> None:
        uow.get(Visit, world.own.job.visit_id).engineer_id = None

    world.edit(unwatched)
    look(world.runtime, world.own.job.territory_id)
    world.clock.advance(minutes=3)
    look(world.runtime, world.own.job.territory_id)
    with unit_of_work(world.runtime, write=False) as uow:
        found = select(Alert.id).where(Alert.request_id == world.own.job.request_id)
        return uow.session.scalars(found).first() or UUID(int=0)


def _confirmed_by_telephone(world: World) -> Call:
    _arrived_without_code(world.phone)
    return Call(
        Role.DISPATCHER, {"visit_id": world.own.job.visit_id}, json={"reason": "The customer rang up."}
    )


def _registered(
    plural: str, kind: str, source: str, body: Callable[[World], dict[str, Any]]
) -> dict[str, Prepared]:
    """The five rows of one register; what is replaced or removed was made for it."""
    one = f"{API}/{plural}/<uuid:{kind}_id>"

    def fresh(world: World) -> str:
        made = world.client(Role.ADMIN).post(f"{API}/{plural}", json=body(world))
        assert made.status_code == 201, made.text
        return str(made.json["id"])

    def change(world: World) -> Call:
        key = fresh(world)
        return Call(
            Role.ADMIN, {f"{kind}_id": key}, json=body(world), headers=_etag(world, f"{API}/{plural}/{key}")
        )

    def remove(world: World) -> Call:
        key = fresh(world)
        return Call(Role.ADMIN, {f"{kind}_id": key}, headers=_etag(world, f"{API}/{plural}/{key}"))

    return {
        f"GET {API}/{plural}": _read(Role.ADMIN),
        f"POST {API}/{plural}": lambda world: Call(Role.ADMIN, json=body(world)),
        f"GET {one}": _read(Role.ADMIN, **{f"{kind}_id": source})
        if source
        else lambda world: Call(Role.ADMIN, {f"{kind}_id": fresh(world)}),
        f"PUT {one}": change,
        f"DELETE {one}": remove,
    }


def _shift(world: World) -> dict[str, Any]:
    begin = world.clock.now + timedelta(days=3)
    return {
        "engineer_id": str(world.own.job.engineer_id),
        "starts_at": begin.isoformat(),
        "ends_at": (begin + timedelta(hours=8)).isoformat(),
    }


REGISTERS: dict[str, Prepared] = {
    **_registered("customers", "customer", "customer_id", lambda _: {"name": "Acme"}),
    **_registered(
        "sites",
        "site",
        "site_id",
        lambda w: {"customer_id": str(w.own.job.customer_id), "name": "Branch", "point": POINT},
    ),
    **_registered(
        "assets",
        "asset",
        "asset_id",
        lambda w: {"site_id": str(w.own.job.site_id), "kind": "laptop", "model": "X1", "serial_number": "77"},
    ),
    **_registered(
        "contracts",
        "contract",
        "contract_id",
        lambda w: {"customer_id": str(w.own.job.customer_id), "number": "C-9", "starts_on": "2026-01-01"},
    ),
    **_registered(
        "territories",
        "territory",
        "territory_id",
        lambda _: {"code": "north", "name": "North", "centre": POINT},
    ),
    **_registered(
        "engineers",
        "engineer",
        "engineer_id",
        lambda w: {"number": "N1", "name": "Wu", "territory_id": str(w.own.job.territory_id), "base": POINT},
    ),
    **_registered(
        "skills", "skill", "", lambda _: {"code": "plotter", "name_en": "Plotter", "name_zh": "绘图仪"}
    ),
    **_registered("shifts", "shift", "shift_id", _shift),
    **_registered("providers", "provider", "provider_id", lambda _: {"name": "Partner"}),
    **_registered(
        "users",
        "user",
        "",
        lambda _: {"login": "zhao", "name": "Zhao", "role": "dispatcher", "password": "a long enough one"},
    ),
    f"GET {API}/fault-types": _read(Role.CUSTOMER),
    f"PUT {API}/fault-types/<code>": lambda _: Call(
        Role.ADMIN,
        {"code": "printer_noise"},
        json={"name_en": "Noise", "name_zh": "异响", "skill_code": "printer", "expected_s": 900},
    ),
    f"GET {API}/parts": _read(Role.ENGINEER),
    f"PUT {API}/parts/<code>": lambda _: Call(
        Role.ADMIN, {"code": "fan"}, json={"name_en": "Fan", "name_zh": "风扇", "unit_price_cents": 900}
    ),
    f"POST {API}/imports/<kind>": lambda _: Call(
        Role.ADMIN, {"kind": "customers"}, data="name\nAcme\n", headers={"Content-Type": "text/csv"}
    ),
    f"GET {API}/customers/<uuid:customer_id>/file": _read(Role.CUSTOMER, customer_id="customer_id"),
}


def _change_password(world: World) -> Call:
    _sign_in(world)
    body = {"current_password": "a long enough one", "new_password": "another long enough one"}
    return Call(Role.MANAGER, json=body)


SUBSCRIPTION = f"{API}/subscriptions/<uuid:subscription_id>"


def _webhook(_world: World) -> dict[str, Any]:
    return {"name": "ERP", "channel": "webhook", "url": "https://receiver.invalid/hook", "kinds": ["visit.*"]}


def _subscribed(world: World) -> Call:
    made = world.client(Role.ADMIN).post(f"{API}/subscriptions", json=_webhook(world))
    assert made.status_code == 201, made.text
    return Call(Role.ADMIN, {"subscription_id": made.json["id"]})


def _died(world: World) -> Call:
    subscribed = _subscribed(world)
    with unit_of_work(world.runtime) as uow:
        ledger.record(uow, f"request:{world.own.job.request_id}", "visit.planned")
    with unit_of_work(world.runtime) as uow:
        key = uow.new_id()
        row = {
            "subscription_id": UUID(subscribed.url["subscription_id"]),
            "event_id": uow.session.scalars(select(func.max(Event.id))).one(),
            "event_tx": 0,
            "template": "event",
            "state": "dead",
            "attempts": 9,
            "due_at": uow.now,
            "created_at": uow.now,
        }
        uow.session.add(Delivery(id=key, **row))
    return Call(Role.ADMIN, {"delivery_id": key})


OUTBOX: dict[str, Prepared] = {
    **_registered("subscriptions", "subscription", "", _webhook),
    **{f"POST {SUBSCRIPTION}/{verb}": _subscribed for verb in ("replay", "resume", "rotate-secret", "test")},
    f"GET {API}/deliveries": _read(Role.ADMIN),
    f"POST {API}/deliveries/<uuid:delivery_id>/replay": _died,
}


def _sign_in(world: World) -> Call:
    def with_password(uow: UnitOfWork) -> None:
        user = uow.get(User, world.account(Role.MANAGER).user_id)
        user.login, user.password_hash = "manager", accounts.hash_password("a long enough one")

    world.edit(with_password)
    return Call(Role.ANONYMOUS, json={"login": "manager", "password": "a long enough one"})


ACCOUNTS: dict[str, Prepared] = {
    f"POST {API}/auth/tokens": _sign_in,
    f"GET {API}/auth/tokens": _read(Role.ENGINEER),
    f"DELETE {API}/auth/tokens/<uuid:token_id>": lambda world: Call(
        Role.ENGINEER, {"token_id": _token(world, Role.ENGINEER, "bearer")}
    ),
    f"GET {API}/auth/api-keys": _read(Role.ADMIN),
    f"POST {API}/auth/api-keys": lambda _: Call(
        Role.ADMIN, json={"label": "ERP", "scopes": ["requests:read"]}
    ),
    f"DELETE {API}/auth/api-keys/<uuid:token_id>": lambda world: Call(
        Role.ADMIN, {"token_id": _token(world, Role.INTEGRATION, "api_key")}
    ),
    f"GET {API}/me": _read(Role.INTEGRATION),
    f"POST {API}/me/password": _change_password,
}


def _report(world: World) -> Call:
    body = {"site_id": str(world.own.job.site_id), "fault_code": "printer.paper_jam", "channel": "portal"}
    return Call(Role.CUSTOMER, json=body)


OFFICE: dict[str, Prepared] = {
    f"POST {API}/service-requests": _report,
    f"GET {API}/service-requests": _read(Role.PROVIDER),
    f"GET {REQUEST}": _read(Role.ENGINEER, request_id="request_id"),
    f"GET {REQUEST}/history": _read(Role.MANAGER, request_id="request_id"),
    f"GET {REQUEST}/candidates": _read(Role.DISPATCHER, request_id="request_id"),
    f"POST {REQUEST}/cancel": lambda world: Call(
        Role.CUSTOMER, {"request_id": world.own.job.request_id}, json={"reason": "Works again."}
    ),
    f"POST {REQUEST}/follow-up": _followed,
    f"POST {REQUEST}/close": _closed,
    f"POST {REQUEST}/tracking-link": _read(Role.CUSTOMER, request_id="request_id"),
    f"GET {API}/enquiries": _read(Role.CUSTOMER),
    f"POST {API}/enquiries": lambda _: Call(
        Role.CUSTOMER, json={"channel": "portal", "question": "Which toner?"}
    ),
    f"GET {API}/enquiries/<uuid:enquiry_id>": _read(Role.CUSTOMER, enquiry_id="enquiry_id"),
    f"POST {API}/enquiries/<uuid:enquiry_id>/answer": lambda world: Call(
        Role.DISPATCHER, {"enquiry_id": world.own.enquiry_id}, json={"answer": "Black."}
    ),
    f"GET {API}/engineers/<uuid:engineer_id>/photo": _photographed,
    f"PUT {API}/engineers/<uuid:engineer_id>/photo": lambda world: Call(
        Role.MANAGER, {"engineer_id": world.own.job.engineer_id}, data=DATA
    ),
    f"DELETE {API}/engineers/<uuid:engineer_id>/photo": lambda world: Call(
        Role.MANAGER, {"engineer_id": world.own.job.engineer_id}
    ),
    f"GET {API}/engineers/<uuid:engineer_id>/card.png": _read(Role.PROVIDER, engineer_id="engineer_id"),
    f"GET {API}/visits": _read(Role.PROVIDER),
    f"GET {VISIT}": _read(Role.PROVIDER, visit_id="visit_id"),
    f"GET {VISIT}/report.pdf": _reported(Role.PROVIDER),
    **{
        f"POST {VISIT}/{verb}": _override(verb)
        for verb in ("assign", "unassign", "pin", "unpin", "exclude", "include")
    },
    f"GET {API}/offers": _read(Role.DISPATCHER),
    f"GET {API}/alerts": _read(Role.MANAGER),
    f"GET {API}/alerts/<uuid:alert_id>": lambda world: Call(Role.MANAGER, {"alert_id": _alert(world)}),
    f"POST {API}/alerts/<uuid:alert_id>/acknowledge": lambda world: Call(
        Role.DISPATCHER, {"alert_id": _alert(world)}, json={"reason": "Called the engineer."}
    ),
    f"POST {API}/alerts/<uuid:alert_id>/rescue": lambda world: Call(
        Role.DISPATCHER, {"alert_id": _alert(world)}
    ),
    f"POST {VISIT}/confirm-arrival": _confirmed_by_telephone,
    f"GET {REQUEST}/promise": _read(Role.MANAGER, request_id="request_id"),
    f"POST {REQUEST}/corrections": lambda world: Call(
        Role.MANAGER,
        {"request_id": world.own.job.request_id},
        json={"stage": "travel", "reason": "The bridge was closed."},
    ),
    f"POST {API}/dispatch/plan": lambda _: Call(
        Role.MANAGER,
        json={
            "snapshot": {
                "now_s": 0,
                "promise_s": 3600,
                "travel": {"model": "great_circle", "circuity": 1.3, "speed_kmh": 30.0},
                "service_factor": {},
                "engineers": [],
                "jobs": [],
            }
        },
    ),
    f"GET {API}/territories/<uuid:territory_id>/plan": _read(Role.DISPATCHER, territory_id="territory_id"),
    f"GET {API}/territories/<uuid:territory_id>/plan/score": _read(Role.MANAGER, territory_id="territory_id"),
    f"POST {API}/territories/<uuid:territory_id>/plan/preview": _read(
        Role.DISPATCHER, territory_id="territory_id"
    ),
    f"GET {VISIT}/why": _read(Role.MANAGER, visit_id="visit_id"),
    f"POST {API}/territories/<uuid:territory_id>/replan": _read(Role.DISPATCHER, territory_id="territory_id"),
    f"GET {API}/review-items": _read(Role.MANAGER),
    f"GET {API}/review-items/<uuid:item_id>/photo": _reviewed_photo,
    f"POST {API}/review-items/<uuid:item_id>/resolve": _review,
    f"GET {API}/events": _read(Role.CUSTOMER),
    f"GET {API}/events/stream": _read(Role.PROVIDER),
    f"GET {API}/ledger/verify": _read(Role.MANAGER),
    f"GET {API}/ledger/seals": _read(Role.MANAGER),
    f"GET {API}/reports/promises": _read(Role.MANAGER),
    "GET /sim/v1/clock": _read(Role.ADMIN),
    "POST /sim/v1/advance": lambda world: Call(
        Role.ADMIN, json={"to": (world.clock.now + timedelta(minutes=1)).isoformat()}
    ),
}

MOBILE: dict[str, Prepared] = {
    f"GET {PHONE}/itinerary": _read(Role.ENGINEER),
    f"GET {PHONE}/shift": _read(Role.ENGINEER),
    f"POST {PHONE}/positions": lambda world: Call(
        Role.ENGINEER,
        json=_envelope(world, positions=[POINT | {"accuracy_m": 9, "at": world.clock.now.isoformat()}]),
    ),
    f"POST {PHONE}/sync": lambda world: Call(Role.ENGINEER, json={"sent_at": world.clock.now.isoformat()}),
    f"POST {PHONE}/availability": lambda world: Call(
        Role.ENGINEER, json=_envelope(world, available=False, reason="sick")
    ),
    f"GET {PHONE_VISIT}": _read(Role.ENGINEER, visit_id="visit_id"),
    f"GET {PHONE}/card.png": _read(Role.ENGINEER),
    f"GET {PHONE_VISIT}/report.pdf": _reported(Role.ENGINEER),
    f"GET {PHONE_VISIT}/record": _read(Role.ENGINEER, visit_id="visit_id"),
    f"POST {PHONE_VISIT}/accept": _phone(),
    f"POST {PHONE_VISIT}/decline": _phone(_answered, reason="too far"),
    f"POST {PHONE_VISIT}/depart": _phone(_ready_to_leave),
    f"POST {PHONE_VISIT}/arrive": _phone(Phone.drive, position=POINT | {"accuracy_m": 9}, code="4711"),
    f"POST {PHONE_VISIT}/confirm-arrival": _phone(_arrived_without_code, code="4711"),
    f"POST {PHONE_VISIT}/answers": _phone(
        _answered, answers=[{"template": "five_ones", "item": "shoe_covers", "value": True}]
    ),
    f"POST {PHONE_VISIT}/photos": _on_site_then,
    f"POST {PHONE_VISIT}/parts": _phone(Phone.go_on_site, part_code="roller", quantity=1),
    f"POST {PHONE_VISIT}/charges": _phone(Phone.go_on_site, kind="labour", amount_cents=8000),
    f"POST {PHONE_VISIT}/signatures": _sign,
    f"POST {PHONE_VISIT}/complete": _phone(Phone.finish_work, summary="Rollers cleaned."),
    f"POST {PHONE_VISIT}/incomplete": _phone(
        Phone.go_on_site, reason="part_missing", note="Roller on order."
    ),
    f"PUT {PHONE_VISIT}/photos/<sha256>": _photo(
        uploaded=False, data=DATA, query={"offset": 0}, headers={"Content-Type": "application/octet-stream"}
    ),
    f"GET {PHONE_VISIT}/photos/<sha256>": _photo(uploaded=True),
    f"GET {PHONE_VISIT}/photos/<sha256>/status": _photo(uploaded=False),
}

PORTAL: dict[str, Prepared] = {
    f"GET {TRACKING}": lambda world: Call(Role.TRACKING, {"token": world.link()}),
    f"GET {TRACKING}/stream": lambda world: Call(Role.TRACKING, {"token": world.link()}),
    f"POST {TRACKING}/confirm-arrival": _customer(_arrived_without_code),
    f"POST {TRACKING}/confirm": _customer(_completed),
    f"POST {TRACKING}/rate": _customer(_completed, score=5),
}

CALLS: dict[str, Prepared] = {**ACCOUNTS, **REGISTERS, **OUTBOX, **OFFICE, **MOBILE, **PORTAL}
