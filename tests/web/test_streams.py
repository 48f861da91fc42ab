"""The live stream and the long poll: nothing missing, nothing twice, nothing that is not the caller's."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from threading import Event
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from app.errors import StreamFull
from app.models import AccessToken, User
from app.queries import feed
from app.runtime import Principal, Role, Runtime, unit_of_work
from app.runtime.bell import Bell
from app.services import accounts, ledger, registry
from app.web import streams
from app.web.hub import Hub, Limits, Subscription
from app.web.streams import Stream
from tests.support.clock import FakeClock
from tests.support.listening import Listening, happen
from tests.support.web import application
from tests.web.world import World, make_world

STREAM = "/api/v1/events/stream"
POLL = "/api/v1/events"
DISPATCHER = Principal(Role.DISPATCHER, "dispatcher")
PATIENCE_S = 60
SQLITE = pytest.mark.parametrize("database_kind", ["sqlite"])
POSTGRESQL = pytest.mark.parametrize("database_kind", ["postgresql"])


@pytest.fixture
def flask_app(runtime: Runtime) -> Flask:
    return application(runtime)


@pytest.fixture
def world(runtime: Runtime, clock: FakeClock, flask_app: Flask) -> World:
    return make_world(runtime, clock, flask_app)


@pytest.fixture
def listen(world: World) -> Iterator[Callable[..., Listening]]:
    """Open a stream as a role; all are hung up at the end."""
    with ExitStack() as stack:

        def opened(role: Role = Role.DISPATCHER, path: str = STREAM, **asked: Any) -> Listening:
            answer = world.client(role).get(path, **asked)
            assert answer.status_code == 200, answer.text
            heard = Listening(answer)
            stack.callback(heard.close)
            return heard

        yield opened


def limit(flask_app: Flask, runtime: Runtime, **limits: Any) -> Hub:
    """Give the application a hub of other limits."""
    made = Hub(runtime, Limits(**limits))
    flask_app.extensions[streams.EXTENSION] = made
    return made


def deaf(runtime: Runtime) -> Runtime:
    """The same means with a bell that only the test rings."""
    return replace(runtime, bell=Bell())


def streamed(hub: Hub, joined: Subscription, last: str | None = None) -> Listening:
    """The stream of a follower, without the door."""
    stream = Stream(hub, joined, lambda _: joined.principal, named=True)
    return Listening(stream.chunks(feed.Cursor.parse(last) if last else None))


Listen = Callable[..., Listening]


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
        ledger.record(slow, "request:x", "slow.one")
    assert [heard.message().event for _ in range(2)] == ["slow.one", "quick.one"]


def test_nothing_is_missing_or_twice_where_catching_up_meets_the_queue(runtime: Runtime) -> None:
    hub = Hub(runtime, Limits())
    happen(runtime, "before.joining")
    joined = hub.join(DISPATCHER)
    happen(runtime, "between.joining_and_hello")
    heard = streamed(hub, joined, "0-0")
    heard.block()
    happen(runtime, "between.hello_and_catching_up")
    assert heard.message().event == "before.joining"
    happen(runtime, "after.catching_up")
    assert [heard.message().event for _ in range(3)] == [
        "between.joining_and_hello",
        "between.hello_and_catching_up",
        "after.catching_up",
    ]


@SQLITE
def test_client_that_another_process_served_is_not_told_twice(runtime: Runtime) -> None:
    """The hub here has not read yet what the client was told elsewhere."""
    hub = Hub(deaf(runtime), Limits(sweep_s=PATIENCE_S))
    joined = hub.join(DISPATCHER)
    happen(runtime, "told.elsewhere")
    with unit_of_work(runtime, write=False) as uow:
        elsewhere = str(feed.newest(uow))
    happen(runtime, "told.here")
    heard = streamed(hub, joined, elsewhere)
    assert heard.message().data["reset"] is False
    hub.runtime.bell.ring()
    assert heard.message().event == "told.here"
    hub.close()


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
def test_client_that_does_not_keep_up_is_told_and_resumes_without_loss(runtime: Runtime) -> None:
    hub = Hub(deaf(runtime), Limits(queue=2, sweep_s=PATIENCE_S))
    joined = hub.join(DISPATCHER)
    slow = streamed(hub, joined)
    slow.block()
    for number in range(5):
        happen(runtime, "thing.happened", number=number)
    hub.runtime.bell.ring()
    told = slow.message()
    assert (told.event, slow.rest()) == ("overflow", [])
    assert (hub.stats().overflowed, hub.stats().open) == (1, 0)
    again = streamed(hub, hub.join(DISPATCHER), told.data["cursor"])
    again.block()
    assert [again.message().data["data"]["number"] for _ in range(5)] == [0, 1, 2, 3, 4]
    hub.close()


@SQLITE
def test_what_waits_for_a_slow_client_is_still_told_before_the_end(runtime: Runtime) -> None:
    hub = Hub(deaf(runtime), Limits(queue=2, page=2, sweep_s=PATIENCE_S))
    joined = hub.join(DISPATCHER)
    for number in range(4):
        happen(runtime, "thing.happened", number=number)
    slow = streamed(hub, joined)
    hub.look()
    hub.look()
    assert joined.overflowed
    heard = [slow.message() for _ in range(4)]
    assert [one.event for one in heard] == ["hello", "thing.happened", "thing.happened", "overflow"]
    assert heard[-1].data["cursor"] == heard[-2].id
    hub.close()


@SQLITE
def test_over_the_cap_a_caller_is_sent_to_poll(world: World, flask_app: Flask, listen: Listen) -> None:
    hub = limit(flask_app, world.runtime, streams=1)
    first = listen()
    refused = world.client(Role.MANAGER).get(STREAM)
    assert (refused.status_code, refused.json["type"]) == (503, "/problems/stream-full")
    assert int(refused.headers["Retry-After"]) > 0
    assert (
        world.client(Role.MANAGER).get(POLL, query_string={"wait_s": 50, "after": "0-0"}).status_code == 200
    )
    assert hub.stats().refused == 2  # the poll found no place to wait in either
    first.close()
    listen(Role.MANAGER)
    assert hub.stats().open == 1


@SQLITE
def test_one_account_cannot_take_all_places(world: World, flask_app: Flask, listen: Listen) -> None:
    limit(flask_app, world.runtime, per_principal=1)
    listen()
    assert world.client(Role.DISPATCHER).get(STREAM).status_code == 503
    listen(Role.MANAGER)


@SQLITE
def test_stream_that_was_never_read_gives_its_place_back(world: World, flask_app: Flask) -> None:
    hub = limit(flask_app, world.runtime)
    client = world.client(Role.DISPATCHER)
    client.head(STREAM).close()
    client.get(STREAM).close()
    assert hub.stats().refused == 0
    assert hub.stats().open == 0


class TellingBell(Bell):
    """Says when the reader waits for it."""

    def __init__(self) -> None:
        super().__init__()
        self.reader_waits = Event()

    def wait(self, seen: int, timeout_s: float) -> int:
        """Wait, after saying so."""
        self.reader_waits.set()
        return super().wait(seen, timeout_s)


@SQLITE
def test_stream_holds_no_connection_while_it_waits(runtime: Runtime) -> None:
    bell = TellingBell()
    hub = Hub(replace(runtime, bell=bell), Limits(sweep_s=PATIENCE_S, heartbeat_s=0.01))
    idle = streamed(hub, hub.join(DISPATCHER))
    assert [idle.block().event for _ in range(2)] == ["hello", ""]
    assert bell.reader_waits.wait(PATIENCE_S)
    pool: Any = runtime.engine.pool
    assert pool.checkedout() == 0
    hub.close()


def test_revoked_token_ends_the_stream(world: World, flask_app: Flask, listen: Listen) -> None:
    limit(flask_app, world.runtime, recheck_s=PATIENCE_S)
    heard = listen(Role.ENGINEER)
    heard.message()
    with unit_of_work(world.runtime) as uow:
        mine = AccessToken.user_id == world.account(Role.ENGINEER).user_id
        for token in uow.session.query(AccessToken).where(mine):
            accounts.revoke(uow, token.id)
    ended = heard.message()
    assert (ended.event, ended.data, heard.rest()) == ("bye", {"why": "credentials"}, [])


@SQLITE
@pytest.mark.parametrize("change", [{"active": False}, {"role": "dispatcher"}])
def test_account_that_is_closed_or_changed_ends_the_stream(
    change: dict[str, Any], world: World, listen: Listen
) -> None:
    heard = listen(Role.MANAGER)
    heard.message()
    with unit_of_work(world.runtime) as uow:
        registry.update(uow, "user", uow.get(User, world.account(Role.MANAGER).user_id), change)
    assert heard.message().data == {"why": "credentials"}


@SQLITE
def test_expired_link_ends_the_stream_at_the_next_check(
    world: World, flask_app: Flask, listen: Listen
) -> None:
    limit(flask_app, world.runtime, heartbeat_s=0.01, recheck_s=0)
    heard = listen(Role.TRACKING, f"/portal/v1/tracking/{world.link()}/stream")
    assert heard.message().event == "hello"
    assert heard.block().data is None
    world.clock.advance(hours=world.runtime.settings.tracking_link_hours, seconds=1)
    assert heard.message().data == {"why": "credentials"}


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


def test_closing_the_hub_ends_all_streams(world: World, flask_app: Flask, listen: Listen) -> None:
    hub = limit(flask_app, world.runtime)
    heard = [listen(), listen(Role.CUSTOMER)]
    for one in heard:
        one.message()
    hub.close()
    assert [one.message().data for one in heard] == [{"why": "stopping"}] * 2
    with pytest.raises(StreamFull):
        hub.join(DISPATCHER)


@SQLITE
def test_server_that_stops_ends_all_streams(runtime: Runtime) -> None:
    hub = Hub(runtime, Limits())
    heard = streamed(hub, hub.join(DISPATCHER))
    heard.block()
    hub.end_when(lambda: True)
    runtime.bell.ring()
    assert heard.message().data == {"why": "stopping"}


@SQLITE
def test_reader_goes_on_when_the_database_is_back(runtime: Runtime, monkeypatch: pytest.MonkeyPatch) -> None:
    hub = Hub(runtime, Limits(sweep_s=0.01))
    heard = streamed(hub, hub.join(DISPATCHER))
    heard.block()
    away = Event()

    def lost(*_: object) -> object:
        away.set()
        raise OperationalError("SELECT", {}, Exception("gone"))

    with monkeypatch.context() as patched:
        patched.setattr("app.web.hub.feed.after", lost)
        assert away.wait(PATIENCE_S)
    happen(runtime, "thing.happened")
    assert heard.message().event == "thing.happened"


@SQLITE
def test_failing_reader_lets_everybody_go(runtime: Runtime, monkeypatch: pytest.MonkeyPatch) -> None:
    hub = Hub(runtime, Limits(sweep_s=0.01))
    heard = streamed(hub, hub.join(DISPATCHER))
    heard.block()
    monkeypatch.setattr("threading.excepthook", lambda _: None)
    with monkeypatch.context() as patched:
        patched.setattr("app.web.hub.audience.happenings", lambda *_: 1 / 0)
        assert heard.message().data == {"why": "stopping"}
    again = streamed(hub, hub.join(DISPATCHER))
    again.block()
    happen(runtime, "thing.happened")
    assert again.message().event == "thing.happened"


@SQLITE
def test_hub_tells_how_it_stands(runtime: Runtime) -> None:
    hub = Hub(deaf(runtime), Limits(page=1, sweep_s=PATIENCE_S))
    assert hub.stats().lag_s == 0
    hub.join(DISPATCHER)
    happen(runtime)
    assert hub.look() is True
    told = hub.stats()
    assert (told.open, told.told, told.unread) == (1, 1, 1)
    assert hub.look() is False
    assert hub.stats().unread == 0
    hub.close()


def test_poll_answers_at_once_what_is_there(world: World) -> None:
    client = world.client(Role.DISPATCHER)
    start = client.get(POLL).json
    assert start["events"] == []
    happen(world.runtime, "request.closed")
    happen(world.runtime, "request.cancelled")
    asked = {"after": start["cursor"], "limit": 1, "wait_s": 50}
    first = client.get(POLL, query_string=asked).json
    assert ([event["kind"] for event in first["events"]], first["more"]) == (["request.closed"], True)
    second = client.get(POLL, query_string=asked | {"after": first["cursor"]}).json
    assert [event["kind"] for event in second["events"]] == ["request.cancelled"]
    third = client.get(POLL, query_string={"after": second["cursor"]}).json
    assert (third["events"], third["cursor"]) == ([], second["cursor"])


def test_waiting_poll_answers_as_soon_as_something_happens(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = world.client(Role.CUSTOMER)
    cursor = client.get(POLL).json["cursor"]
    waits, take = Event(), Subscription.take

    def noticed(self: Subscription, timeout_s: float) -> Any:
        waits.set()
        return take(self, timeout_s)

    monkeypatch.setattr(Subscription, "take", noticed)
    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(client.get, POLL, query_string={"after": cursor, "wait_s": 55})
        assert waits.wait(PATIENCE_S)
        happen(world.runtime, "request.closed", f"request:{world.foreign.job.request_id}")
        happen(world.runtime, "request.closed", f"request:{world.own.job.request_id}")
        told = answer.result(50).json
    assert [event["request_id"] for event in told["events"]] == [str(world.own.job.request_id)]


@SQLITE
def test_waiting_poll_ends_with_nothing_after_its_time(world: World, flask_app: Flask) -> None:
    client = world.client(Role.CUSTOMER)
    cursor = client.get(POLL).json["cursor"]
    happen(world.runtime, "alert.raised")
    told = client.get(POLL, query_string={"after": cursor, "wait_s": 0.05}).json
    assert told["events"] == []
    assert told["cursor"] != cursor
    assert streams.hub_of(flask_app).stats().open == 0


@SQLITE
def test_stream_ends_after_its_life_so_that_clients_spread_anew(
    world: World, flask_app: Flask, listen: Listen
) -> None:
    limit(flask_app, world.runtime, life_s=0)
    heard = listen()
    assert heard.message().event == "hello"
    ended = heard.message()
    assert (ended.event, ended.data, heard.rest()) == ("bye", {"why": "renew"}, [])
