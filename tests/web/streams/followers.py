"""Followers of a hub, and what the tests of the live stream say of all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask

from app.kernel import Principal, Role, Runtime, feed
from app.kernel.wake_up import WakeUp
from app.shell import streams
from app.shell.hub import Hub, Limits, Subscription
from app.shell.streams import Stream
from tests.support.listening import Listening

STREAM = "/api/v1/events/stream"
POLL = "/api/v1/events"
DISPATCHER = Principal(Role.DISPATCHER, "dispatcher")
PATIENCE_S = 60
SQLITE = pytest.mark.parametrize("database_kind", ["sqlite"])
POSTGRESQL = pytest.mark.parametrize("database_kind", ["postgresql"])
Listen = Callable[..., Listening]


def limit(flask_app: Flask, runtime: Runtime, **limits: Any) -> Hub:
    """Give the application a hub of other limits."""
    made = Hub(runtime, Limits(**limits))
    flask_app.extensions[streams.EXTENSION] = made
    return made


def deaf(runtime: Runtime) -> Runtime:
    """The same means with a wake-up that only the test sends."""
    return replace(runtime, event_wake_up=WakeUp())


def streamed(hub: Hub, joined: Subscription, last: str | None = None) -> Listening:
    """The stream of a follower, without the door."""
    stream = Stream(hub, joined, lambda _: joined.principal, named=True)
    return Listening(stream.chunks(feed.Cursor.parse(last) if last else None))
