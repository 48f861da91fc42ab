"""What a client of the live stream hears: nothing missing, nothing that is not his."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import text

from app.accounts.commands import accounts
from app.kernel import Role, feed, ledger, unit_of_work
from tests.support.listening import happen
from tests.web.streams.followers import (
    POLL,
    POSTGRESQL,
    SQLITE,
    STREAM,
    Listen,
    limit,
)
from tests.web.world import World


def test_stream_greets_and_tells_what_happens(world: World, listen: Listen) -> None:
    heard = listen()
    assert heard.message().event == "hello"
    happen(world.runtime, "request.closed", f"request:{world.own.job.request_id}")
    told = heard.message()
    assert (told.event, told.data["id"]) == ("request.closed", told.id)
    assert told.data["request_id"] == str(world.own.job.request_id)


@SQLITE
def test_answer_is_a_stream_that_nobody_may_keep(world: World) -> None:
    answer = world.client(Role.DISPATCHER).get(STREAM)
    kept = [answer.headers[name] for name in ("Content-Type", "Cache-Control", "X-Accel-Buffering")]
    answer.close()
    assert kept == ["text/event-stream; charset=utf-8", "no-store", "no"]


def test_stream_resumes_behind_the_last_event_seen(world: World, listen: Listen) -> None:
    first = listen()
    first.message()
    happen(world.runtime, "request.closed")
    seen = first.message().id
    first.close()
    happen(world.runtime, "request.cancelled")
    happen(world.runtime, "request.received")
    for asked in ({"headers": {"Last-Event-ID": seen}}, {"query_string": {"last_event_id": seen}}):
        again = listen(**asked)
        assert [again.message().event for _ in range(3)] == ["hello", "request.cancelled", "request.received"]


@SQLITE
def test_stream_reads_what_was_missed_page_by_page(world: World, flask_app: Flask, listen: Listen) -> None:
    limit(flask_app, world.runtime, page=2)
    for number in range(5):
        happen(world.runtime, "thing.happened", number=number)
    heard = listen(headers={"Last-Event-ID": "0-0"})
    assert heard.message().event == "hello"
    seen: list[int] = []
    while len(seen) < 5:
        told = heard.message()
        seen += [told.data["data"]["number"]] if told.event == "thing.happened" else []
    assert seen == [0, 1, 2, 3, 4]


@POSTGRESQL
def test_event_that_commits_late_is_told_in_its_place(world: World, listen: Listen) -> None:
    heard = listen()
    heard.message()
    with unit_of_work(world.runtime) as slow:
        slow.session.execute(text("SELECT pg_current_xact_id()"))
        happen(world.runtime, "quick.one")
        ledger.note(slow, "request:x", "slow.one")
    assert [heard.message().event for _ in range(2)] == ["slow.one", "quick.one"]


@SQLITE
def test_cursor_of_another_life_of_the_database_is_reset(world: World, listen: Listen) -> None:
    happen(world.runtime)
    heard = listen(headers={"Last-Event-ID": "999999-1"})
    hello = heard.message()
    assert hello.data["reset"] is True
    happen(world.runtime, "request.closed")
    assert heard.message().event == "request.closed"
    polled = world.client(Role.DISPATCHER).get(POLL, query_string={"after": "999999-1"}).json
    assert (polled["reset"], polled["events"]) == (True, [])


@SQLITE
def test_text_that_is_no_cursor_is_refused(world: World) -> None:
    client = world.client(Role.DISPATCHER)
    refused = client.get(STREAM, headers={"Last-Event-ID": "yesterday"})
    assert (refused.status_code, list(refused.json["errors"])) == (422, ["Last-Event-ID"])
    assert client.get(POLL, query_string={"after": "x"}).json["errors"].keys() == {"after"}
    assert client.get(POLL, query_string={"wait_s": 999}).json["errors"].keys() == {"wait_s"}


@SQLITE
@pytest.mark.parametrize(
    ("role", "hears"),
    [
        (Role.DISPATCHER, ["visit.offered", "alert.raised", "visit.accepted"]),
        (Role.MANAGER, ["visit.offered", "alert.raised", "visit.accepted"]),
        (Role.ADMIN, ["visit.offered", "alert.raised", "visit.accepted"]),
        (Role.INTEGRATION, ["visit.offered", "alert.raised", "visit.accepted"]),
        (Role.CUSTOMER, ["visit.accepted"]),
        (Role.ENGINEER, ["visit.offered", "visit.accepted"]),
        (Role.PROVIDER, ["visit.offered", "visit.accepted"]),
    ],
)
def test_each_role_hears_its_own(role: Role, hears: list[str], world: World, listen: Listen) -> None:
    heard = listen(role)
    heard.message()
    for side in (world.foreign, world.own):
        job = side.job
        for kind in ("visit.offered", "alert.raised", "visit.accepted"):
            happen(
                world.runtime,
                kind,
                f"request:{job.request_id}",
                of_visit=job.visit_id,
                engineer_id=job.engineer_id,
            )
    mine = str(world.own.job.request_id)
    told = [heard.message() for _ in range(len(hears) * (2 if "alert.raised" in hears else 1))]
    assert [one.event for one in told if one.data["request_id"] == mine] == hears
    if "alert.raised" not in hears:
        assert {one.data["request_id"] for one in told} == {mine}


@SQLITE
def test_tracking_link_hears_its_request_alone(world: World, listen: Listen) -> None:
    heard = listen(Role.TRACKING, f"/portal/v1/tracking/{world.link()}/stream")
    assert heard.message().event == "hello"
    happen(world.runtime, "visit.confirmed", f"request:{world.foreign.job.request_id}")
    happen(world.runtime, "visit.confirmed", f"request:{world.own.job.request_id}", by="customer")
    assert heard.message().data["request_id"] == str(world.own.job.request_id)


@SQLITE
def test_stream_can_be_narrowed_to_one_request_and_left_without_names(world: World, listen: Listen) -> None:
    heard = listen(query_string={"request_id": str(world.own.job.request_id), "named": "false"})
    heard.message()
    happen(world.runtime, "request.closed", f"request:{world.foreign.job.request_id}")
    happen(world.runtime, "request.closed", f"request:{world.own.job.request_id}")
    told = heard.message()
    assert (told.event, told.data["request_id"]) == ("", str(world.own.job.request_id))


@SQLITE
def test_api_key_without_any_scope_of_events_is_refused(world: World, flask_app: Flask) -> None:
    with unit_of_work(world.runtime) as uow:
        key, _ = accounts.issue_api_key(uow, "ERP", ["dispatch:plan"])
    mine = {"Authorization": f"Bearer {key}"}
    assert [flask_app.test_client().get(path, headers=mine).status_code for path in (STREAM, POLL)] == [
        403,
        403,
    ]


@SQLITE
def test_heartbeat_moves_the_place_of_a_client_to_whom_nothing_was_told(
    world: World, flask_app: Flask, listen: Listen
) -> None:
    limit(flask_app, world.runtime, heartbeat_s=0.01)
    heard = listen(Role.CUSTOMER)
    heard.message()
    happen(world.runtime, "alert.raised")
    with unit_of_work(world.runtime, write=False) as uow:
        newest = str(feed.newest(uow))
    while heard.last_id != newest:
        assert heard.block().data is None
