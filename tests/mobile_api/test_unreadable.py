"""One character that nobody can keep holds nothing else back."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from uuid_utils.compat import uuid7

from app.kernel import Runtime, unit_of_work
from app.phones.tables import PhoneEvent
from app.positions.tables import PositionFix
from tests.mobile_api.conftest import HttpPhone
from tests.support.clock import FakeClock

GOOD = {"template": "five_ones", "item": "shoe_covers", "value": True}


def event(http: HttpPhone, kind: str, body: dict[str, Any]) -> dict[str, Any]:
    about = None if kind == "positions" else str(http.job.visit_id)
    at = http.clock.now.isoformat()
    return {"event_id": str(uuid7()), "kind": kind, "visit_id": about, "device_at": at, "body": body}


def sync(http: HttpPhone, *events: dict[str, Any], raw: dict[str, str] | None = None) -> list[dict[str, Any]]:
    text = json.dumps({"sent_at": http.clock.now.isoformat(), "device_id": "p", "events": list(events)})
    for name, value in (raw or {}).items():
        text = text.replace(f'"{name}"', value)
    answer = http.client.post("/mobile/v1/sync", data=text, content_type="application/json")
    assert answer.status_code == 200, answer.text
    results: list[dict[str, Any]] = answer.get_json()["results"]
    return results


@pytest.mark.parametrize("bad", ["a\0b", "a\ud800b"])
def test_what_is_no_text_is_cleaned(http: HttpPhone, runtime: Runtime, bad: str) -> None:
    accept = event(http, "accept", {})
    noted = event(http, "part", {"part_code": "roller", "quantity": 1, "serial_number": bad})
    first, second = sync(http, accept, noted)
    assert first["status"] == "applied"
    assert "text_cleaned" in second["flags"]
    with unit_of_work(runtime, write=False) as uow:
        kept = uow.session.scalars(select(PhoneEvent).where(PhoneEvent.kind == "part")).one()
        assert kept.body["serial_number"] == "a\ufffdb"
    assert [one["replayed"] for one in sync(http, accept, noted)] == [True, True]


@pytest.mark.parametrize("raw", ["NaN", str(2**60), "9" * 5000])
def test_what_is_no_number_is_invalid_by_itself(http: HttpPhone, raw: str) -> None:
    bad = event(http, "answers", {"answers": [GOOD | {"value": "RAW"}]})
    first, second = sync(http, event(http, "accept", {}), bad, raw={"RAW": raw})
    assert first["status"] == "applied"
    assert (second["status"], list(second["errors"])) == ("invalid", ["body.answers.0.value"])


def test_raw_bytes_that_are_no_text_spoil_no_call(http: HttpPhone) -> None:
    noted = event(http, "part", {"part_code": "roller", "quantity": 1, "serial_number": "RAW"})
    body = json.dumps({"sent_at": http.clock.now.isoformat(), "events": [event(http, "accept", {}), noted]})
    data = body.encode().replace(b"RAW", b"a\xed\xa0\x80b")
    answer = http.client.post("/mobile/v1/sync", data=data, content_type="application/json")
    assert [one["status"] for one in answer.get_json()["results"]] == ["applied", "applied"]


def test_an_accuracy_of_minus_one_is_unknown(http: HttpPhone, runtime: Runtime, clock: FakeClock) -> None:
    place = {"lat": 31.2, "lon": 121.4, "at": clock.now.isoformat()}
    rows = [place | {"accuracy_m": -1}, place | {"accuracy_m": "RAW"}, place | {"accuracy_m": 10**7}]
    [result] = sync(http, event(http, "positions", {"positions": rows}), raw={"RAW": "NaN"})
    assert (result["status"], result.get("errors")) == ("applied", None)
    with unit_of_work(runtime, write=False) as uow:
        assert set(uow.session.scalars(select(PositionFix.accuracy_m))) == {None, 100_000}


def test_one_bad_reading_fails_no_other(http: HttpPhone, flask_app: Flask, clock: FakeClock) -> None:
    good = {"lat": 31.2, "lon": 121.4, "at": clock.now.isoformat()}
    rows = [
        good,
        good | {"lat": "RAW"},
        good,
        good | {"lon": 500},
        good | {"at": "0001-01-01T00:00:00+08:00"},
    ]
    [result] = sync(http, event(http, "positions", {"positions": rows}), raw={"RAW": "NaN"})
    assert (result["status"], result["flags"]) == ("applied", ["readings_dropped"])
    wanted = {"body.positions.1.lat", "body.positions.3.lon", "body.positions.4.at"}
    assert set(result["errors"]) == wanted
    alone = http.send("/mobile/v1/positions", http.envelope() | {"positions": rows[2:4]})
    assert (alone.status_code, list(alone.get_json()["errors"])) == (200, ["positions.1.lon"])
    nothing = http.send("/mobile/v1/positions", http.envelope() | {"positions": rows[3:]})
    assert nothing.status_code == 422
