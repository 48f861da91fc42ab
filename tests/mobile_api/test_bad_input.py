"""Whatever is wrong with a message, the problem names the field and nothing is written."""

from __future__ import annotations

from typing import Any

import pytest

from app.kernel import Runtime
from tests.mobile_api.conftest import HttpPhone, written
from tests.support.phone import STROKES

pytestmark = pytest.mark.any_database

SIGNATURE = {"role": "customer", "signer_name": "Han", "strokes": STROKES, "digest": "a" * 64}
PHOTO = {"sha256": "a" * 64, "size": 9, "mime": "image/png", "taken_at": "2026-03-02T01:00:00Z"}
PLACE = {"lat": 31.2, "lon": 121.4}
YES = True
NO_INSTANTS = ("0001-01-01T00:00:00+00:00", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59Z")
FAR_AWAY = ("0999-06-01T00:00:00+00:00", "9998-01-01T00:00:00Z")
HUGE = [[{"x": 1, "y": n, "t": n} for n in range(10_001)]]


def one(value: Any, item: str = "shoe_covers", template: str = "five_ones") -> dict[str, Any]:
    return {"answers": [{"template": template, "item": item, "value": value}]}


CASES: dict[str, list[tuple[dict[str, Any], str]]] = {
    "accept": [
        ({"event_id": "1b4e28ba-2fa1-41d2-883f-0016d3cca427"}, "event_id"),
        ({"event_id": "seven"}, "event_id"),
        ({"device_at": "2026-03-02T09:00:00"}, "device_at"),
        ({"device_at": "0001-01-01T00:00:00+08:00"}, "device_at"),
        ({"sent_at": "9999-12-31T23:59:59-08:00"}, "sent_at"),
        ({"sequence": -1}, "sequence"),
        ({"sequence": True}, "sequence"),
        ({"counter_ms": "12"}, "counter_ms"),
        ({"boot_id": "x" * 65}, "boot_id"),
        ({"device_id": "x" * 65}, "device_id"),
        ({"offline": "yes"}, "offline"),
        ({"mood": "good"}, "mood"),
        ({"counter_ms": 2**53}, "counter_ms"),
        *[({name: at}, name) for name in ("device_at", "sent_at") for at in NO_INSTANTS],
    ],
    "decline": [
        ({}, "reason"),
        ({"reason": "  "}, "reason"),
        ({"reason": "x" * 301}, "reason"),
    ],
    "arrive": [
        ({}, "position"),
        ({"position": PLACE | {"lat": 91}}, "position.lat"),
        ({"position": PLACE | {"lat": "31"}}, "position.lat"),
        ({"position": PLACE | {"lon": True}}, "position.lon"),
        ({"position": PLACE, "code": "12a4"}, "code"),
    ],
    "confirm-arrival": [
        ({}, "code"),
    ],
    "answers": [
        ({"answers": []}, "answers"),
        ({"answers": [{"template": "five_ones", "item": "shoe_covers"}]}, "answers.0.value"),
        (one("yes"), "answers.0.value"),
        (one(YES, item="umbrella"), "answers.0.item"),
        (one(YES, template="laptop"), "answers.0.template"),
        (one("x", "customer_signature", "general_on_site"), "answers.0.item"),
        (one(-1, "test_minutes", "general_on_site"), "answers.0.value"),
        (one("half", "result", "general_on_site"), "answers.0.value"),
        (one({"a": [1]}), "answers.0.value"),
        ({"answers": one(YES)["answers"] * 2}, "answers.1.item"),
        ({"answers": one(YES)["answers"] * 201}, "answers"),
    ],
    "photos": [
        (PHOTO | {"sha256": "z" * 64}, "sha256"),
        (PHOTO | {"size": 0}, "size"),
        (PHOTO | {"size": 8 * 1024 * 1024 + 1}, "size"),
        (PHOTO | {"size": 9.5}, "size"),
        (PHOTO | {"size": "9"}, "size"),
        (PHOTO | {"mime": "image/svg+xml"}, "mime"),
        (PHOTO | {"taken_at": "yesterday"}, "taken_at"),
        *[(PHOTO | {"taken_at": at}, "taken_at") for at in NO_INSTANTS],
    ],
    "parts": [
        ({"part_code": "flux", "quantity": 1}, "part_code"),
        ({"part_code": "roller", "quantity": -1}, "quantity"),
        ({"part_code": "roller", "quantity": True}, "quantity"),
    ],
    "charges": [
        ({"kind": "Labour!", "amount_cents": 1}, "kind"),
        ({"kind": "labour", "amount_cents": 1.5}, "amount_cents"),
        ({"kind": "labour", "amount_cents": 10**9}, "amount_cents"),
    ],
    "signatures": [
        (SIGNATURE | {"role": "neighbour"}, "role"),
        (SIGNATURE | {"signer_name": " "}, "signer_name"),
        (SIGNATURE | {"strokes": []}, "strokes"),
        (SIGNATURE | {"strokes": [[{"x": -1, "y": 0, "t": 0}]]}, "strokes.0.0.x"),
        (SIGNATURE | {"strokes": HUGE}, "strokes"),
        (SIGNATURE | {"digest": "short"}, "digest"),
        (SIGNATURE | {"record": {"visit_id": "v"}}, "record.request"),
    ],
    "complete": [
        ({"summary": "x" * 4001}, "summary"),
    ],
    "incomplete": [
        ({"reason": "rain"}, "reason"),
        ({"reason": "other", "skill_code": "magic"}, "skill_code"),
        ({"reason": "other", "min_stars": 6}, "min_stars"),
        ({"reason": "other", "return_after": "2027-01-01T00:00:00Z"}, "return_after"),
        *[({"reason": "other", "return_after": at}, "return_after") for at in (*NO_INSTANTS, *FAR_AWAY)],
    ],
}

OF_THE_DAY: dict[str, list[tuple[dict[str, Any], str]]] = {
    "positions": [
        ({"positions": []}, "positions"),
        ({"positions": [PLACE]}, "positions.0.at"),
        ({"positions": [PLACE | {"at": "2026-03-02T00:00:00Z", "lat": 99}]}, "positions.0.lat"),
        *[({"positions": [PLACE | {"at": at}]}, "positions.0.at") for at in NO_INSTANTS],
    ],
    "availability": [
        ({"available": False}, "reason"),
        ({"available": 0, "reason": "flu"}, "available"),
    ],
}


def refused(http: HttpPhone, runtime: Runtime, path: str, cases: list[tuple[dict[str, Any], str]]) -> None:
    before = written(runtime)
    for body, field in cases:
        answer = http.send(path, http.envelope() | body)
        assert (answer.status_code, answer.mimetype) == (422, "application/problem+json"), (body, answer.text)
        assert list(answer.json["errors"]) == [field], body
    assert written(runtime) == before


@pytest.mark.parametrize("verb", CASES)
def test_bad_field_is_named(http: HttpPhone, runtime: Runtime, verb: str) -> None:
    refused(http, runtime, f"/mobile/v1/visits/{http.job.visit_id}/{verb}", CASES[verb])


@pytest.mark.parametrize("path", OF_THE_DAY)
def test_bad_field_of_the_day_is_named(http: HttpPhone, runtime: Runtime, path: str) -> None:
    refused(http, runtime, f"/mobile/v1/{path}", OF_THE_DAY[path])


def test_body_that_is_no_object_is_refused(http: HttpPhone, runtime: Runtime) -> None:
    path, before = f"/mobile/v1/visits/{http.job.visit_id}/accept", written(runtime)
    for data in ("", "[]", "{", '"accept"'):
        answer = http.client.post(path, data=data, content_type="application/json")
        assert answer.status_code in {400, 422}
        assert answer.mimetype == "application/problem+json"
    assert written(runtime) == before


def test_body_over_the_limit_is_refused(http: HttpPhone) -> None:
    answer = http.post("decline", {"reason": "x" * (11 * 1024 * 1024)})
    assert answer.status_code == 413


@pytest.mark.parametrize("at", FAR_AWAY)
def test_time_of_a_lost_clock_is_kept_and_flagged(http: HttpPhone, at: str) -> None:
    marks = {"counter_ms": 2**53 - 1, "boot_id": "b", "sequence": 1}
    taken = http.send(
        f"/mobile/v1/visits/{http.job.visit_id}/accept", http.envelope() | marks | {"device_at": at}
    )
    assert (taken.status_code, taken.json["flags"]) == (200, ["clock_doubtful"])
    call = {"device_id": "p", "sent_at": at, "boot_id": "b", "counter_ms": 2**53 - 1}
    assert http.send("/mobile/v1/sync", call | {"events": []}).status_code == 200
    assert http.send("/mobile/v1/sync", call | {"counter_ms": 0, "events": []}).status_code == 200
    assert http.post("photos", PHOTO | {"taken_at": at}).status_code == 200
    place = PLACE | {"at": at}
    assert http.send("/mobile/v1/positions", http.envelope() | {"positions": [place]}).status_code == 200


@pytest.mark.parametrize("at", NO_INSTANTS)
def test_batch_with_a_time_that_no_calendar_has_is_answered_for_good(http: HttpPhone, at: str) -> None:
    bodies = {"photo": PHOTO | {"taken_at": at}, "incomplete": {"reason": "other", "return_after": at}}
    about = {"visit_id": str(http.job.visit_id), "offline": False}
    events = [http.envelope() | about | {"kind": kind, "body": body} for kind, body in bodies.items()]
    for event in events:
        del event["sent_at"]
    answer = http.send("/mobile/v1/sync", {"sent_at": http.envelope()["sent_at"], "events": events})
    assert [result["status"] for result in answer.json["results"]] == ["invalid", "invalid"]
