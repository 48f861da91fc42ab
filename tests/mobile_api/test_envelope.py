"""What stands around a message, over HTTP: single and in batches, from good phones and broken ones."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select
from uuid_utils.compat import uuid7

from app.kernel import Runtime, unit_of_work
from app.phones.tables import PhoneEvent
from app.requests.tables import Visit
from tests.mobile_api.conftest import HttpPhone
from tests.support.build import SHANGHAI
from tests.support.phone import FIVE_ONES

MARKS = {"boot_id": "b-1", "sequence": 12, "counter_ms": 86_400_000_000}


def event(http: HttpPhone, kind: str = "accept", **more: Any) -> dict[str, Any]:
    return {
        "event_id": str(uuid7()),
        "kind": kind,
        "visit_id": str(http.job.visit_id),
        "device_at": http.clock.now.isoformat(),
        "body": {},
        **more,
    }


def sync(http: HttpPhone, events: list[Any], **more: Any) -> list[dict[str, Any]]:
    body = {"sent_at": http.clock.now.isoformat(), "device_id": "p1", "events": events} | more
    answer = http.client.post("/mobile/v1/sync", json=body)
    assert answer.status_code == 200, answer.text
    results: list[dict[str, Any]] = answer.get_json()["results"]
    return results


def stored(runtime: Runtime) -> PhoneEvent:
    with unit_of_work(runtime, write=False) as uow:
        return uow.session.scalars(select(PhoneEvent)).one()


@pytest.mark.parametrize("how", ["single", "batch"])
def test_marks_are_taken_both_ways(http: HttpPhone, runtime: Runtime, how: str) -> None:
    if how == "single":
        assert http.post("accept", {"device_id": "p1", **MARKS}).status_code == 200
    else:
        assert [one["status"] for one in sync(http, [event(http, **MARKS)])] == ["applied"]
    row = stored(runtime)
    assert {name: getattr(row, name) for name in MARKS} == MARKS
    assert row.device_id == "p1"


def test_marks_do_not_belong_to_the_body_so_that_a_repeat_may_lack_them(http: HttpPhone) -> None:
    http.post("accept", MARKS)
    again = {name: value for name, value in http.last.items() if name not in MARKS}
    assert http.send(f"/mobile/v1/visits/{http.job.visit_id}/accept", again).status_code == 200


@pytest.mark.parametrize("bad", [None, 3, "accept", [], True, 1.5])
def test_item_that_is_no_message_fails_alone(http: HttpPhone, bad: Any) -> None:
    results = sync(http, [bad, event(http), bad])
    assert [one["status"] for one in results] == ["invalid", "applied", "invalid"]
    assert results[0]["event_id"] is None
    assert results[0]["errors"]


def test_phone_a_year_behind_syncs_and_is_dated_right(http: HttpPhone, runtime: Runtime) -> None:
    shown = http.clock.now - timedelta(days=365)
    sent = event(http, device_at=shown.isoformat())
    [result] = sync(http, [sent], sent_at=shown.isoformat())
    assert (result["status"], result["flags"]) == ("applied", ["clock_doubtful"])
    with unit_of_work(runtime, write=False) as uow:
        assert uow.get(Visit, http.job.visit_id).accepted_at == http.clock.now


def _late(http: HttpPhone, **more: Any) -> UUID:
    """A single message that happened offline ten minutes ago by a clock that is four minutes behind."""
    shown = http.clock.now - timedelta(minutes=14)
    body = {"event_id": str(uuid7()), "device_at": shown.isoformat(), "offline": True, **more}
    answer = http.send(f"/mobile/v1/visits/{http.job.visit_id}/accept", body)
    assert answer.status_code == 200, answer.text
    return UUID(body["event_id"])


@pytest.mark.parametrize(
    ("phones", "told", "skew_s"),
    [
        (["p1"], {}, 240),
        (["p1"], {"device_id": "p1"}, 240),
        (["p1", "p2"], {}, 0),
        (["p1", "p2"], {"device_id": "p1"}, 240),
        (["p1", "p2"], {"device_id": "p2"}, 0),
        (["p1"], {"device_id": "p3"}, 0),
        ([], {}, 0),
    ],
)
def test_single_message_is_corrected_by_its_own_phone_alone(
    http: HttpPhone, runtime: Runtime, phones: list[str], told: dict[str, str], skew_s: float
) -> None:
    http.clock.advance(hours=1)
    for name in phones:
        behind = timedelta(minutes=4 if name == "p1" else 0)
        sync(http, [], device_id=name, sent_at=(http.clock.now - behind).isoformat())
    _late(http, **told)
    assert stored(runtime).skew_s == skew_s


def test_number_that_comes_in_the_same_batch_supports_an_arrival_of_another_visit(
    http: HttpPhone, runtime: Runtime
) -> None:
    """Offline for two hours, in time by numbers and counter; a message about the engineer stands between."""
    begin = http.clock.now

    def made(n: int, kind: str, after_s: int, **body: Any) -> dict[str, Any]:
        about = None if kind in ("availability", "positions") else str(http.job.visit_id)
        at = (begin + timedelta(seconds=after_s)).isoformat()
        marks = {"boot_id": "b", "sequence": n, "counter_ms": after_s * 1000}
        return event(http, kind, visit_id=about, device_at=at, offline=after_s > 0, body=body, **marks)

    ticks = [{"template": "five_ones", "item": item, "value": True} for item in FIVE_ONES]
    here = {"lat": SHANGHAI[0], "lon": SHANGHAI[1], "accuracy_m": 9}
    near = {"lat": SHANGHAI[0] + 0.01, "lon": SHANGHAI[1], "accuracy_m": 9}
    sync(http, [made(1, "accept", 0)])
    http.clock.advance(hours=2)
    fixes = [{**near, "at": (begin + timedelta(seconds=900)).isoformat()}]
    results = sync(
        http,
        [
            made(2, "answers", 60, answers=ticks),
            made(3, "depart", 120),
            made(4, "positions", 910, positions=fixes),
            made(5, "availability", 920, available=True),
            made(6, "arrive", 1300, position=here),
        ],
    )
    assert {one["status"] for one in results} == {"applied"}
    with unit_of_work(runtime, write=False) as uow:
        visit = uow.get(Visit, http.job.visit_id)
        assert visit.on_site_at == begin + timedelta(seconds=1300)
        assert visit.arrival_verdict == "plausible"
        assert "clock_supported" in {one["finding"] for one in visit.arrival_findings or ()}
