"""The hub and its followers: nothing missing, nothing twice, and nobody held back by a slow one."""

from __future__ import annotations

from dataclasses import replace
from threading import Event
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError

from app.kernel import Runtime, feed, ledger, unit_of_work
from app.kernel.wake_up import WakeUp
from app.shell.hub import Hub, Limits
from tests.support.listening import happen
from tests.web.streams.followers import (
    DISPATCHER,
    PATIENCE_S,
    SQLITE,
    Listen,
    deaf,
    limit,
    streamed,
)
from tests.web.world import World


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
    hub.runtime.event_wake_up.wake()
    assert heard.message().event == "told.here"
    hub.close()


@SQLITE
def test_client_that_does_not_keep_up_is_told_and_resumes_without_loss(runtime: Runtime) -> None:
    hub = Hub(deaf(runtime), Limits(queue=2, sweep_s=PATIENCE_S))
    joined = hub.join(DISPATCHER)
    slow = streamed(hub, joined)
    slow.block()
    with unit_of_work(
        runtime
    ) as uow:  # at once: the hub may be at its first look, and would tell those it found
        for number in range(5):
            ledger.note(uow, "request:x", "thing.happened", number=number)
    hub.runtime.event_wake_up.wake()
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


class TellingWakeUp(WakeUp):
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
    wake_up = TellingWakeUp()
    hub = Hub(replace(runtime, event_wake_up=wake_up), Limits(sweep_s=PATIENCE_S, heartbeat_s=0.01))
    idle = streamed(hub, hub.join(DISPATCHER))
    assert [idle.block().event for _ in range(2)] == ["hello", ""]
    assert wake_up.reader_waits.wait(PATIENCE_S)
    pool: Any = runtime.engine.pool
    assert pool.checkedout() == 0
    hub.close()


@SQLITE
def test_server_that_stops_ends_all_streams(runtime: Runtime) -> None:
    hub = Hub(runtime, Limits())
    heard = streamed(hub, hub.join(DISPATCHER))
    heard.block()
    hub.end_when(lambda: True)
    runtime.event_wake_up.wake()
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
        patched.setattr("app.shell.hub.feed.after", lost)
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
        patched.setattr("app.shell.hub.audience.happenings", lambda *_: 1 / 0)
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


@SQLITE
def test_stream_ends_after_its_life_so_that_clients_spread_anew(
    world: World, flask_app: Flask, listen: Listen
) -> None:
    limit(flask_app, world.runtime, life_s=0)
    heard = listen()
    assert heard.message().event == "hello"
    ended = heard.message()
    assert (ended.event, ended.data, heard.rest()) == ("bye", {"why": "renew"}, [])
