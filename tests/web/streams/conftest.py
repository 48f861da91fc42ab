"""An application whose streams are listened to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from flask import Flask

from app.kernel import Role, Runtime
from tests.support.clock import FakeClock
from tests.support.listening import Listening
from tests.support.web import application
from tests.web.streams.followers import STREAM
from tests.web.world import World, make_world


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
