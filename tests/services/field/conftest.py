"""One job and the phone of the engineer who holds it."""

from __future__ import annotations

import pytest

from app.kernel import Runtime, unit_of_work
from tests.support import build
from tests.support.build import Job
from tests.support.clock import FakeClock
from tests.support.phone import Phone


@pytest.fixture
def job(runtime: Runtime) -> Job:
    """A jammed printer, planned for one engineer."""
    with unit_of_work(runtime) as uow:
        build.part(uow)
        return build.job(uow)


@pytest.fixture
def phone(runtime: Runtime, clock: FakeClock, job: Job) -> Phone:
    """The phone of that engineer."""
    return Phone(runtime, clock, job)
