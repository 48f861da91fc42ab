"""The long poll, for those who get no stream."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any

import pytest
from flask import Flask

from app.kernel import Role
from app.shell import streams
from app.shell.hub import Subscription
from tests.support.listening import happen
from tests.web.streams.followers import (
    PATIENCE_S,
    POLL,
    SQLITE,
)
from tests.web.world import World


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
