"""Calls of the phone, and of the customer's tracking link."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from uuid_utils.compat import uuid7

from app.kernel import Role
from app.visits.commands.field import Kind
from tests.support.phone import STROKES, Phone, sha256
from tests.web.calls.call import DATA, POINT, Call, Prepared, read
from tests.web.world import World

PHONE = "/mobile/v1"
PHONE_VISIT = f"{PHONE}/visits/<uuid:visit_id>"
TRACKING = "/portal/v1/tracking/<token>"


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


def _withdrawn(world: World) -> Call:
    world.phone.go_on_site()
    world.phone.announce(DATA).unwrap()
    body = _envelope(world, sha256=sha256(DATA), reason="Blurred.")
    return Call(Role.ENGINEER, {"visit_id": world.own.job.visit_id}, json=body)


def _customer(prepare: Callable[[Phone], object], **body: Any) -> Prepared:
    def made(world: World) -> Call:
        prepare(world.phone)
        return Call(Role.TRACKING, {"token": world.link()}, json=body)

    return made


def completed(phone: Phone) -> None:
    phone.finish_work()
    phone.complete().unwrap()


def reported(role: Role) -> Prepared:
    """Read the report of a visit that was completed."""

    def made(world: World) -> Call:
        completed(world.phone)
        return Call(role, {"visit_id": world.own.job.visit_id}, query={"lang": "en"})

    return made


def arrived_without_code(phone: Phone) -> None:
    phone.drive()
    phone.arrive(code=None).unwrap()


def _answered(phone: Phone) -> None:
    phone.send(Kind.ACCEPT).unwrap()


def _carded(world: World) -> Call:
    _answered(world.phone)
    return Call(Role.ENGINEER, {"visit_id": world.own.job.visit_id})


def _ready_to_leave(phone: Phone) -> None:
    _answered(phone)
    phone.check_five_ones().unwrap()


MOBILE: dict[str, Prepared] = {
    f"GET {PHONE}/itinerary": read(Role.ENGINEER),
    f"GET {PHONE}/shift": read(Role.ENGINEER),
    f"GET {PHONE}/depots": read(Role.ENGINEER),
    f"GET {PHONE}/verdicts": read(Role.ENGINEER),
    f"POST {PHONE}/positions": lambda world: Call(
        Role.ENGINEER,
        json=_envelope(world, positions=[POINT | {"accuracy_m": 9, "at": world.clock.now.isoformat()}]),
    ),
    f"POST {PHONE}/sync": lambda world: Call(Role.ENGINEER, json={"sent_at": world.clock.now.isoformat()}),
    f"POST {PHONE}/availability": lambda world: Call(
        Role.ENGINEER, json=_envelope(world, available=False, reason="sick")
    ),
    f"GET {PHONE_VISIT}": read(Role.ENGINEER, visit_id="visit_id"),
    f"GET {PHONE}/card.png": read(Role.ENGINEER),
    f"GET {PHONE_VISIT}/report.pdf": reported(Role.ENGINEER),
    f"GET {PHONE_VISIT}/card.png": _carded,
    f"GET {PHONE_VISIT}/record": read(Role.ENGINEER, visit_id="visit_id"),
    f"POST {PHONE_VISIT}/accept": _phone(),
    f"POST {PHONE_VISIT}/decline": _phone(_answered, reason="too far"),
    f"POST {PHONE_VISIT}/depart": _phone(_ready_to_leave),
    f"POST {PHONE_VISIT}/arrive": _phone(Phone.drive, position=POINT | {"accuracy_m": 9}, code="4711"),
    f"POST {PHONE_VISIT}/confirm-arrival": _phone(arrived_without_code, code="4711"),
    f"POST {PHONE_VISIT}/answers": _phone(
        _answered, answers=[{"template": "five_ones", "item": "shoe_covers", "value": True}]
    ),
    f"POST {PHONE_VISIT}/photos": _on_site_then,
    f"POST {PHONE_VISIT}/withdraw-photo": _withdrawn,
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
    f"POST {TRACKING}/confirm-arrival": _customer(arrived_without_code),
    f"POST {TRACKING}/confirm": _customer(completed),
    f"POST {TRACKING}/appointment": lambda world: Call(
        Role.TRACKING,
        {"token": world.link()},
        json={"at": (world.clock.now + timedelta(hours=5)).isoformat()},
    ),
    f"POST {TRACKING}/rate": _customer(completed, score=5),
}

CALLS = {**MOBILE, **PORTAL}
