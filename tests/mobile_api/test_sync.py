"""A batch of messages up, what changed down."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select
from uuid_utils.compat import uuid7

from app.kernel import Role, Runtime, unit_of_work
from app.phones.tables import Device, PhoneEvent
from app.registers.tables import Engineer, Territory
from app.requests.commands.moves import move_visit
from app.requests.events.visits import VisitCancelled
from app.requests.tables import Visit
from app.visits.tables import Photo
from tests.mobile_api.conftest import HttpPhone
from tests.support import build
from tests.support.build import SHANGHAI, Job
from tests.support.clock import FakeClock
from tests.support.phone import FIVE_ONES, Phone, picture, sha256
from tests.support.web import make_user, signed_in


@dataclass
class SyncPhone:
    """Collects messages and syncs them; its clock is `slow_s` behind."""

    client: Any
    clock: FakeClock
    job: Job
    slow_s: float = 0
    cursor: str | None = None
    outbox: list[dict[str, Any]] = field(default_factory=list)

    def note(self, kind: str, *, ago_s: float = 0, offline: bool = True, **body: Any) -> dict[str, Any]:
        """Put a message about the visit into the outbox."""
        at = self.clock.now - timedelta(seconds=ago_s + self.slow_s)
        message = {
            "event_id": str(uuid7()),
            "kind": kind,
            "visit_id": str(self.job.visit_id),
            "device_at": at.isoformat(),
            "offline": offline,
            "body": body,
        }
        self.outbox.append(message)
        return message

    def drive(self, ago_s: float = 600, *, offline: bool = True) -> None:
        """Note everything up to the departure."""
        self.note("accept", ago_s=ago_s, offline=offline)
        rows = [{"template": "five_ones", "item": item, "value": True} for item in FIVE_ONES]
        self.note("answers", ago_s=ago_s - 10, offline=offline, answers=rows)
        self.note("depart", ago_s=ago_s - 20, offline=offline)

    def arrive(self, ago_s: float = 60, *, offline: bool = True) -> None:
        """Note the arrival."""
        here = {"lat": SHANGHAI[0], "lon": SHANGHAI[1], "accuracy_m": 9}
        self.note("arrive", ago_s=ago_s, offline=offline, position=here, code="4711")

    def post(self, **more: Any) -> Any:
        """Sync and return the raw answer."""
        sent_at = self.clock.now - timedelta(seconds=self.slow_s)
        body = {
            "sent_at": sent_at.isoformat(),
            "device_id": "p1",
            "events": self.outbox,
            "cursor": self.cursor,
        }
        return self.client.post("/mobile/v1/sync", json=body | more)

    def sync(self, **more: Any) -> dict[str, Any]:
        """Sync, remember the cursor, and return the answer."""
        answer = self.post(**more)
        assert answer.status_code == 200, answer.get_json()
        told: dict[str, Any] = answer.get_json()
        self.cursor, self.outbox = told["cursor"], []
        return told


@pytest.fixture
def syncing(http: HttpPhone) -> SyncPhone:
    return SyncPhone(http.client, http.clock, http.job)


def statuses(answer: dict[str, Any]) -> list[str]:
    return [result["status"] for result in answer["results"]]


def test_first_sync_gives_everything_and_the_next_nothing(syncing: SyncPhone) -> None:
    first, second = syncing.sync(), syncing.sync()
    [visit] = first["changes"]["visits"]
    assert first["reset"]
    assert visit["stop"]["visit_id"] == str(syncing.job.visit_id)
    assert visit["detail"]["site"]["id"] == str(syncing.job.site_id)
    named = {(one["key"], one["version"]) for one in visit["templates"]}
    assert named == {(one["key"], one["version"]) for one in first["changes"]["templates"]}
    assert [part["code"] for part in first["changes"]["parts"]] == ["roller"]
    assert not second["reset"]
    empty: dict[str, Any] = {"visits": [], "gone": [], "templates": []}
    assert second["changes"] == empty | {"parts": None, "charge_kinds": None}


def test_batch_is_answered_item_by_item_and_shows_where_the_visit_stands(syncing: SyncPhone) -> None:
    syncing.sync()
    syncing.drive()
    syncing.arrive()
    answer = syncing.sync()
    assert statuses(answer) == ["applied"] * 4
    assert [result["index"] for result in answer["results"]] == [0, 1, 2, 3]
    [visit] = answer["changes"]["visits"]
    assert visit["stop"]["state"] == "on_site"
    assert answer["changes"]["templates"] == []


def test_batch_that_comes_twice_is_taken_once(runtime: Runtime, syncing: SyncPhone) -> None:
    syncing.drive()
    sent = list(syncing.outbox)
    first = syncing.sync()
    syncing.outbox = sent
    second = syncing.sync()
    assert [result["replayed"] for result in first["results"]] == [False] * 3
    assert [result["replayed"] for result in second["results"]] == [True] * 3
    assert statuses(first) == statuses(second)
    with unit_of_work(runtime, write=False) as uow:
        assert len(uow.session.scalars(select(PhoneEvent)).all()) == 3


def test_bad_messages_are_named_and_the_others_are_taken(runtime: Runtime, syncing: SyncPhone) -> None:
    syncing.note("accept")
    syncing.note("answers", answers=[{"template": "five_ones", "item": "spoon", "value": True}])
    syncing.note("arrive", position={"lat": "north", "lon": 0})
    syncing.note("dance")
    syncing.note("accept")["event_id"] = 5
    stray = syncing.note("accept")
    stray["visit_id"] = str(uuid7())
    reused = syncing.note("part", part_code="roller", quantity=1)
    reused["event_id"] = syncing.outbox[0]["event_id"]
    syncing.note("part", part_code="roller", quantity=2)
    answer = syncing.sync()
    assert statuses(answer) == [
        "applied",
        "invalid",
        "invalid",
        "invalid",
        "invalid",
        "not_found",
        "conflict",
        "applied",
    ]
    assert [list(result["errors"]) for result in answer["results"][1:4]] == [
        ["body.answers.0.item"],
        ["body.position.lat"],
        ["kind"],
    ]
    assert answer["results"][6]["problem"]["type"] == "/problems/event-id-reused"
    with unit_of_work(runtime, write=False) as uow:
        assert len(uow.session.scalars(select(PhoneEvent)).all()) == 2


def test_refusal_is_kept_and_carries_its_problem(syncing: SyncPhone) -> None:
    syncing.note("accept", offline=False)
    syncing.note("depart", offline=False)
    answer = syncing.sync()
    assert statuses(answer) == ["applied", "refused"]
    problem = answer["results"][1]["problem"]
    assert (problem["status"], problem["type"]) == (409, "/problems/five-ones-missing")
    assert sorted(problem["missing"]) == sorted(FIVE_ONES)


def test_messages_that_build_on_one_another_are_answered_with_how_they_ended(syncing: SyncPhone) -> None:
    syncing.drive()
    syncing.arrive()
    syncing.outbox.reverse()
    assert statuses(syncing.sync()) == ["applied"] * 4


def test_message_with_a_visit_that_its_kind_does_not_take_is_invalid(syncing: SyncPhone) -> None:
    syncing.note("availability", available=True)
    syncing.note("depart")["visit_id"] = None
    answer = syncing.sync()
    assert [list(result["errors"]) for result in answer["results"]] == [["visit_id"], ["visit_id"]]


@pytest.mark.parametrize("database_kind", ["sqlite"])
@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"sent_at": "yesterday"}, "sent_at"),
        ({"sent_at": "0001-01-01T00:00:00+08:00"}, "sent_at"),
        ({"events": [{}] * 201}, "events"),
        ({"events": 3}, "events"),
        ({"limit": 0}, "limit"),
        ({"cursor": "x" * 70_000}, "cursor"),
        ({"device_id": "x" * 65}, "device_id"),
        ({"surprise": 1}, "surprise"),
    ],
)
def test_body_that_cannot_be_read_is_refused_by_field(
    syncing: SyncPhone, body: dict[str, Any], field: str
) -> None:
    answer = syncing.post(**body)
    assert (answer.status_code, list(answer.get_json()["errors"])) == (422, [field])


@pytest.mark.parametrize("database_kind", ["sqlite"])
@pytest.mark.parametrize("cursor", ["", "nonsense", "5-7", "é", "e30=", "W10=", "bnVsbA=="])
def test_cursor_that_says_nothing_starts_afresh(syncing: SyncPhone, cursor: str) -> None:
    answer = syncing.sync(cursor=cursor)
    assert answer["reset"]
    assert len(answer["changes"]["visits"]) == 1


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_another_language_starts_afresh(syncing: SyncPhone) -> None:
    syncing.sync()
    syncing.client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "zh-CN"
    answer = syncing.sync()
    assert answer["reset"]
    assert answer["changes"]["visits"][0]["detail"]["request"]["fault_name"] == "卡纸"


def test_changes_come_in_pages(runtime: Runtime, syncing: SyncPhone) -> None:
    with unit_of_work(runtime) as uow:
        area = uow.get(Territory, syncing.job.territory_id)
        holder = uow.get(Engineer, syncing.job.engineer_id)
        more = [build.job(uow, area, holder, sequence=n).visit_id for n in (1, 2, 3)]
    pages = [syncing.sync(limit=2)]
    while pages[-1]["more"]:
        pages.append(syncing.sync(limit=2))
    seen = [visit["stop"]["visit_id"] for page in pages for visit in page["changes"]["visits"]]
    assert seen == [str(key) for key in (syncing.job.visit_id, *more)]
    assert [page["reset"] for page in pages] == [True, False]


def test_eta_that_moves_without_an_event_is_told(runtime: Runtime, syncing: SyncPhone) -> None:
    syncing.sync()
    with unit_of_work(runtime) as uow:
        visit = uow.get(Visit, syncing.job.visit_id)
        visit.eta_at = later = uow.now + timedelta(minutes=7)
    [visit_told] = syncing.sync()["changes"]["visits"]
    assert visit_told["stop"]["eta_at"] == later.isoformat()


def give_away(runtime: Runtime, visit_id: UUID) -> Engineer:
    with unit_of_work(runtime) as uow:
        visit = uow.get(Visit, visit_id)
        other = build.engineer(uow, uow.get(Territory, visit.territory_id))
        visit.engineer_id = other.id
    return other


def test_visit_that_went_to_somebody_else_gets_a_tombstone_once(runtime: Runtime, syncing: SyncPhone) -> None:
    syncing.sync()
    give_away(runtime, syncing.job.visit_id)
    [gone] = syncing.sync()["changes"]["gone"]
    assert (gone["visit_id"], gone["why"]) == (str(syncing.job.visit_id), "reassigned")
    assert syncing.sync()["changes"]["gone"] == []


def test_answer_that_was_lost_costs_nothing(runtime: Runtime, syncing: SyncPhone) -> None:
    syncing.sync()
    give_away(runtime, syncing.job.visit_id)
    before = syncing.cursor
    lost = syncing.sync()
    syncing.cursor = before
    assert syncing.sync()["changes"]["gone"] == lost["changes"]["gone"]


def test_cancelled_visit_is_told_as_such(runtime: Runtime, syncing: SyncPhone) -> None:
    syncing.sync()
    with unit_of_work(runtime) as uow:
        move_visit(uow, uow.get(Visit, syncing.job.visit_id), VisitCancelled(reason="test"))
    [gone] = syncing.sync()["changes"]["gone"]
    assert gone["why"] == "cancelled"


def test_finished_visit_is_over(syncing: SyncPhone, phone: Phone) -> None:
    syncing.sync()
    phone.finish_work()
    phone.complete().unwrap()
    [gone] = syncing.sync()["changes"]["gone"]
    assert (gone["why"], gone["at"]) == ("over", syncing.clock.now.isoformat())


def test_wrong_clock_is_corrected_and_remembered(runtime: Runtime, syncing: SyncPhone) -> None:
    syncing.slow_s = 300
    syncing.clock.advance(hours=1)
    syncing.drive(ago_s=600)
    answer = syncing.sync()
    with unit_of_work(runtime, write=False) as uow:
        visit = uow.get(Visit, syncing.job.visit_id)
        device = uow.session.scalars(select(Device)).one()
    assert visit.departed_at == syncing.clock.now - timedelta(seconds=580)
    assert answer["skew_s"] == device.skew_s == 300


def test_skew_is_the_median_of_the_last_syncs(runtime: Runtime, syncing: SyncPhone) -> None:
    told = []
    for slow_s in (4, 5, 90, 5, 6):
        syncing.slow_s = slow_s
        told.append(syncing.sync()["skew_s"])
        syncing.clock.advance(minutes=1)
    assert told[-1] == 5
    with unit_of_work(runtime, write=False) as uow:
        assert uow.session.scalars(select(Device)).one().last_seen_at == syncing.clock.now - timedelta(
            minutes=1
        )


def test_message_without_time_of_sending_is_dated_by_what_is_known_of_the_clock(
    runtime: Runtime, syncing: SyncPhone
) -> None:
    syncing.slow_s = 120
    syncing.sync()
    message = syncing.note("accept", ago_s=30)
    single = {"event_id": message["event_id"], "device_at": message["device_at"], "offline": True}
    path = f"/mobile/v1/visits/{syncing.job.visit_id}/accept"
    assert syncing.client.post(path, json=single).status_code == 200
    with unit_of_work(runtime, write=False) as uow:
        assert uow.session.scalars(select(PhoneEvent)).one().skew_s == 120


def test_message_sent_by_its_own_address_may_be_repeated_in_a_batch(
    syncing: SyncPhone, http: HttpPhone
) -> None:
    http.post("accept")
    message = syncing.note("accept")
    message |= {"event_id": http.last["event_id"], "device_at": http.last["device_at"]}
    [result] = syncing.sync()["results"]
    assert (result["status"], result["replayed"]) == ("applied", True)


def photo_body(clock: FakeClock, data: bytes) -> dict[str, Any]:
    taken_at = clock.now.isoformat()
    return {"sha256": sha256(data), "size": len(data), "mime": "image/png", "taken_at": taken_at}


def test_photos_that_are_not_whole_are_listed_until_they_are(syncing: SyncPhone, http: HttpPhone) -> None:
    data = picture()
    syncing.note("accept")
    syncing.note("photo", **photo_body(syncing.clock, data))
    [upload] = syncing.sync()["uploads"]
    assert (upload["sha256"], upload["received"], upload["size"]) == (sha256(data), 0, len(data))
    http.put(sha256(data), data[:10])
    assert [one["received"] for one in syncing.sync()["uploads"]] == [10]
    http.put(sha256(data), data[10:], 10)
    done = syncing.sync()
    assert done["uploads"] == []
    assert done["changes"]["visits"][0]["detail"]["photos"][0]["complete"]


def test_work_on_a_visit_that_went_to_somebody_else_comes_before_the_dispatcher(
    runtime: Runtime, syncing: SyncPhone, http: HttpPhone, flask_app: Flask
) -> None:
    syncing.drive()
    syncing.sync()
    give_away(runtime, syncing.job.visit_id)
    data = picture("blue")
    syncing.arrive()
    syncing.note("photo", **photo_body(syncing.clock, data))
    answer = syncing.sync()
    assert statuses(answer) == ["needs_review", "needs_review"]
    assert [upload["sha256"] for upload in answer["uploads"]] == [sha256(data)]
    assert http.put(sha256(data), data).get_json()["complete"]
    with unit_of_work(runtime, write=False) as uow:
        assert uow.session.scalars(select(Photo)).one().for_review
    other = make_user(runtime, Role.ENGINEER, engineer_id=give_away(runtime, syncing.job.visit_id).id)
    theirs = SyncPhone(signed_in(flask_app, runtime, other), syncing.clock, syncing.job)
    assert theirs.sync()["changes"]["visits"][0]["detail"]["photos"] == []


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_fault_of_the_server_holds_back_one_message_alone(
    syncing: SyncPhone, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("boom")

    monkeypatch.setattr("app.visits.commands.field.bill._whole", fail)
    syncing.note("accept")
    syncing.note("part", part_code="roller", quantity=1)
    syncing.drive()
    assert statuses(syncing.sync()) == ["applied", "retry", "applied", "applied", "applied"]
