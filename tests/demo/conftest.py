"""A demonstration against the real application, without a socket in between."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace

import httpx
import pytest

from app.cli import seed
from app.demo.city import generated_city
from app.demo.client import Door, Http, Traffic
from app.demo.day import generated_day
from app.demo.loading import Loader, Login, sign_in
from app.demo.world import Day
from app.kernel import Runtime, SimulatedClock, unit_of_work
from tests.support.town import without_child
from tests.support.web import application

ADMIN = Login("admin", "admin", "a-long-password")


@pytest.fixture
def day() -> Day:
    """Three engineers, eight customers, a handful of calls within half an hour."""
    whole = generated_city(3, 0.5, seed=5)
    city = replace(whole, clients=whole.clients[:8], places=whole.places[:8])
    return generated_day(city, 0.5, 1.6, seed=5)


@pytest.fixture
def traffic() -> Traffic:
    return Traffic()


@pytest.fixture
def http(runtime: Runtime, day: Day, traffic: Traffic) -> Iterator[Http]:
    """A fresh simulation with one administrator; plans are made by insertion."""
    settings = replace(runtime.settings, simulated=True)
    simulated = replace(without_child(runtime), clock=SimulatedClock(), settings=settings)
    with simulated.engine.begin() as connection:
        SimulatedClock.start(connection, day.starts_at)
    with unit_of_work(simulated) as uow:
        seed.reference(uow)
        seed.administrator(uow, ADMIN.password)
    transport = httpx.WSGITransport(application(simulated, simulated=True))
    with httpx.Client(transport=transport, base_url="http://onehour.test") as client:
        yield Http(client, traffic, _never, random.Random(1))


@pytest.fixture
def admin(http: Http) -> Door:
    return sign_in(http, ADMIN)


@pytest.fixture
def loader(http: Http, admin: Door, day: Day) -> Loader:
    """A loader that has loaded."""
    made = Loader(http, admin, day)
    made.load()
    return made


def _never(seconds: float) -> None:
    raise AssertionError(f"no call may need a pause of {seconds} s")
