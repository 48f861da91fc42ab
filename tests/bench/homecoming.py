"""Twenty phones that were offline for two hours come back at once: how long until the server has it all."""

from __future__ import annotations

import io
import random
import secrets
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
from PIL import Image

from mobile_api.client import HttpTransport, Journal, PhoneClient
from tests.support.phone import FIVE_ONES

PHONES = 20
OFFLINE_S = 7200
FIX_EVERY_S = 30
FIXES_A_MESSAGE = 10
PHOTOS = 4
PHOTO_SIDE = 320  # pixels of noise, which nothing makes smaller
PATIENCE_TRIES = 8
OFFERED_S, POLL_S = 60.0, 0.2
SKILLS = ("desktop", "laptop", "printer", "network", "server")
ONCE = ("visit.accepted", "visit.en_route", "visit.on_site")


@dataclass(frozen=True, slots=True)
class Field:
    """Who signs accounts in and registers, where, and how a request is reported."""

    desk: httpx.Client
    sites: list[dict[str, Any]]
    report: Callable[[int], object]


def homecoming(field: Field) -> dict[str, Any]:
    """Return how long the drain took and what became of every message.

    Raises:
        RuntimeError: a message or a photo was lost, or a step of a visit is in the ledger twice.
    """
    crew = [_engineer(field, number) for number in range(PHONES)]
    for number in range(PHONES):
        field.report(number)
    phones = [_phone(field, token) for token in crew]
    visits = [_accepted(phone) for phone in phones]
    for phone, visit in zip(phones, visits, strict=True):
        _two_hours(phone, visit["visit_id"], {"lat": visit["lat"], "lon": visit["lon"]})
    waiting = sum(len(phone.journal.outbox()) for phone in phones)
    before = sum((Counter(o.status for o in phone.journal.outcomes()) for phone in phones), Counter[str]())
    begin = time.perf_counter()
    with ThreadPoolExecutor(PHONES) as pool:
        list(pool.map(_drain, phones))
    seconds = time.perf_counter() - begin
    after = sum((Counter(o.status for o in phone.journal.outcomes()) for phone in phones), Counter[str]())
    statuses = after - before
    _prove(field, phones, visits, waiting, statuses)
    return {
        "phones": PHONES,
        "messages": waiting,
        "photos": PHOTOS * PHONES,
        "seconds": round(seconds, 2),
    }


def _accepted(phone: PhoneClient) -> dict[str, Any]:
    """Say yes to the first visit that is offered, while there is a line; returns it."""
    until = time.monotonic() + OFFERED_S
    while time.monotonic() < until:
        phone.sync()
        offered = [stop for stop in phone.itinerary() if phone.expected_state(stop["visit_id"]) == "offered"]
        if offered:
            phone.ask("accept", offered[0]["visit_id"])
            return offered[0]
        time.sleep(POLL_S)
    raise RuntimeError("nobody was offered a visit")


def _drain(phone: PhoneClient) -> None:
    while not phone.idle:
        phone.sync_patiently(time.sleep, PATIENCE_TRIES)


def _prove(
    field: Field,
    phones: list[PhoneClient],
    visits: list[dict[str, Any]],
    waiting: int,
    statuses: Counter[str],
) -> None:
    if statuses != {"applied": waiting} or not all(phone.idle for phone in phones):
        raise RuntimeError(f"of {waiting} messages the server answered {dict(statuses)}")
    for visit in visits:
        address = f"/api/v1/service-requests/{visit['request_id']}/history"
        told = Counter(event["kind"] for event in field.desk.get(address).raise_for_status().json())
        if any(told[kind] != 1 for kind in ONCE):
            raise RuntimeError(f"the ledger of {visit['request_id']} has {dict(told)}")


def _engineer(field: Field, number: int) -> str:
    """Somebody new who may do everything and is on shift; returns a token."""
    name, now = f"H{number:02}{secrets.token_hex(3)}", datetime.now(UTC)
    territory = field.sites[0]["territory_id"]
    body: dict[str, Any] = {
        "number": name,
        "name": name,
        "territory_id": territory,
        "stars": 5,
        "stars_reason": "Test",
    }
    body |= {"skills": list(SKILLS), "base": field.sites[number % len(field.sites)]["point"]}
    engineer_id = _made(field, "engineers", body)
    span = (now - timedelta(hours=3), now + timedelta(hours=5))
    shift = {"starts_at": span[0].isoformat(), "ends_at": span[1].isoformat()}
    _made(field, "shifts", {"engineer_id": engineer_id, **shift})
    password = secrets.token_urlsafe(12)
    account = {"login": name.lower(), "name": name, "role": "engineer", "password": password}
    _made(field, "users", {**account, "engineer_id": engineer_id})
    sign_in = {"login": name.lower(), "password": password, "label": "homecoming"}
    told = field.desk.post("/api/v1/auth/tokens", json=sign_in, headers={"Authorization": ""})
    return str(told.raise_for_status().json()["token"])


def _made(field: Field, register: str, body: dict[str, Any]) -> str:
    made = field.desk.post(f"/api/v1/{register}", json=body)
    if made.is_error:
        raise RuntimeError(made.text)
    return str(made.json()["id"])


def _phone(field: Field, token: str) -> PhoneClient:
    client = httpx.Client(base_url=field.desk.base_url, timeout=60)
    transport = HttpTransport(client, token)
    return PhoneClient(Journal(":memory:"), transport, lambda: datetime.now(UTC), random.Random(1))


def _two_hours(phone: PhoneClient, visit_id: str, point: dict[str, float]) -> None:
    """What a phone notes in two hours: its way, the steps of a visit, answers, photos, a part, a charge."""
    checked = [{"template": "five_ones", "item": item, "value": True} for item in FIVE_ONES]
    phone.tell("answers", visit_id, {"answers": checked})
    phone.tell("depart", visit_id)
    for _ in range(OFFLINE_S // FIX_EVERY_S // FIXES_A_MESSAGE):
        at = datetime.now(UTC).isoformat()
        fixes = [{**point, "accuracy_m": 9, "at": at}] * FIXES_A_MESSAGE
        phone.tell("positions", None, {"positions": fixes})
    phone.tell("arrive", visit_id, {"position": {**point, "accuracy_m": 9}})
    for _ in range(PHOTOS):
        phone.take_photo(visit_id, _noise(), "image/jpeg")
    phone.tell("part", visit_id, {"part_code": "ssd-512", "quantity": 1})
    phone.tell("charge", visit_id, {"kind": "labour", "amount_cents": 8000})


def _noise() -> bytes:
    picture = Image.frombytes("RGB", (PHOTO_SIDE, PHOTO_SIDE), secrets.token_bytes(3 * PHOTO_SIDE**2))
    target = io.BytesIO()
    picture.save(target, "JPEG", quality=90)
    return target.getvalue()
