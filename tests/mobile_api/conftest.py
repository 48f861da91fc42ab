"""A phone that speaks HTTP to the composed application."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from uuid_utils.compat import uuid7

import mobile_api
from app.kernel import Role, Runtime, unit_of_work
from app.kernel.tables import Event
from app.phones.tables import PhoneEvent
from app.shell.factory import create_app
from tests.support import build
from tests.support.build import Job
from tests.support.clock import FakeClock
from tests.support.phone import Phone
from tests.support.web import application, make_user, signed_in


@dataclass
class HttpPhone:
    """Sends messages and raw bytes as one engineer."""

    client: Any
    clock: FakeClock
    job: Job
    last: dict[str, Any] = field(default_factory=dict)

    def envelope(self, *, offline: bool = False, ago_s: float = 0) -> dict[str, Any]:
        """A fresh envelope."""
        return {
            "event_id": str(uuid7()),
            "device_at": (self.clock.now - timedelta(seconds=ago_s)).isoformat(),
            "sent_at": self.clock.now.isoformat(),
            "offline": offline,
        }

    def post(self, verb: str, body: dict[str, Any] | None = None, **how: Any) -> Any:
        """Send a message about the visit."""
        self.last = self.envelope(**how) | (body or {})
        return self.client.post(f"/mobile/v1/visits/{self.job.visit_id}/{verb}", json=self.last)

    def send(self, path: str, body: dict[str, Any]) -> Any:
        """Send a body as a phone would write it, whatever it holds."""
        return self.client.post(path, data=json.dumps(body), content_type="application/json")

    def get(self, path: str = "") -> Any:
        """Read something of the visit."""
        return self.client.get(f"/mobile/v1/visits/{self.job.visit_id}{path}")

    def put(self, sha256: str, data: bytes, offset: int = 0) -> Any:
        """Send bytes of a photo."""
        path = f"/mobile/v1/visits/{self.job.visit_id}/photos/{sha256}?offset={offset}"
        return self.client.put(path, data=data)


@pytest.fixture
def flask_app(runtime: Runtime) -> Flask:
    """The application with this door alone."""
    return application(runtime, _alone)


def _alone(runtime: Runtime) -> Flask:
    return create_app(runtime, mobile_api.blueprints())


@pytest.fixture
def job(runtime: Runtime) -> Job:
    """A jammed printer, planned for one engineer."""
    with unit_of_work(runtime) as uow:
        build.part(uow)
        return build.job(uow)


@pytest.fixture
def http(flask_app: Flask, runtime: Runtime, clock: FakeClock, job: Job) -> HttpPhone:
    """The engineer's phone over HTTP."""
    who = make_user(runtime, Role.ENGINEER, engineer_id=job.engineer_id)
    return HttpPhone(signed_in(flask_app, runtime, who), clock, job)


@pytest.fixture
def phone(runtime: Runtime, clock: FakeClock, job: Job) -> Phone:
    """The same engineer's phone beside HTTP, to get a visit somewhere quickly."""
    return Phone(runtime, clock, job)


def written(runtime: Runtime) -> tuple[int, ...]:
    """How many messages and ledger events there are."""
    with unit_of_work(runtime, write=False) as uow:
        counts = (uow.session.scalar(select(func.count()).select_from(kind)) for kind in (PhoneEvent, Event))
        return tuple(count or 0 for count in counts)
