"""The composed application on a town, and whoever signs in to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import UUID

import pytest

from app.kernel import Role, Runtime, SimulatedClock
from tests.support.clock import MONDAY_MORNING
from tests.support.town import Town, build_town, without_child
from tests.support.web import application, make_user, signed_in

if TYPE_CHECKING:
    from flask.testing import FlaskClient


@pytest.fixture
def town(runtime: Runtime) -> Town:
    """Two engineers, one and two kilometres north of the customer; plans are made by insertion."""
    return build_town(without_child(runtime))


@pytest.fixture
def client_of(town: Town) -> Callable[..., FlaskClient]:
    """Sign a role in and return its client; `customer_id` is whom the account belongs to."""
    flask_app = application(town.runtime)

    def sign_in(role: Role, customer_id: UUID | None = None) -> FlaskClient:
        who = make_user(town.runtime, role, customer_id=customer_id)
        return signed_in(flask_app, town.runtime, who)

    return sign_in


@pytest.fixture
def dispatcher(client_of: Callable[..., FlaskClient]) -> FlaskClient:
    """A signed-in dispatcher."""
    return client_of(Role.DISPATCHER)


@pytest.fixture
def simulated_admin(runtime: Runtime) -> FlaskClient:
    """A signed-in administrator of a simulation that starts on Monday morning."""
    settings = replace(runtime.settings, simulated=True, embedded_worker=True)
    made = replace(without_child(runtime), clock=SimulatedClock(), settings=settings)
    with made.engine.begin() as connection:
        SimulatedClock.start(connection, MONDAY_MORNING)
    return signed_in(application(made), made, make_user(made, Role.ADMIN))
