"""The same message twice at once, from two processes of the operating system."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from uuid_utils.compat import uuid7

from app.kernel import Runtime, unit_of_work
from app.phones.tables import PhoneEvent
from app.registers.tables import ChargeKind
from app.requests.tables import Visit
from app.visits.tables import Charge
from tests.support.build import Job
from tests.support.clock import MONDAY_MORNING
from tests.support.phone import Phone

ROUNDS = 67
"""Of each of the three races: over 200 in all."""
LEAD_S = 0.003
"""Long enough for both to have read their order; they race whatever it is."""

Order = dict[str, Any]

pytestmark = pytest.mark.slow("two processes race through over two hundred rounds")


class Racers:
    """Two processes that get an order each and start at the same instant."""

    def __init__(self) -> None:
        command = [sys.executable, "-m", "tests.support.phone_process"]
        pipes: Any = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        folder = Path(__file__).parents[3]
        self.processes = [subprocess.Popen(command, cwd=folder, **pipes) for _ in range(2)]

    @staticmethod
    def _line(process: subprocess.Popen[str]) -> str:
        assert process.stdout is not None
        return next(line for line in process.stdout if line.startswith(("ready", "{", '"')))

    def told(self, *orders: Order) -> list[str]:
        for process, order in zip(self.processes, orders, strict=True):
            assert process.stdin is not None
            process.stdin.write(json.dumps(order) + "\n")
            process.stdin.flush()
        return [self._line(process) for process in self.processes]

    def stand(self, where: Order) -> None:
        assert self.told(where, where) == ["ready\n"] * 2

    def race(self, *orders: Order) -> list[Any]:
        start = time.monotonic() + LEAD_S
        return [json.loads(line) for line in self.told(*(order | {"start": start} for order in orders))]

    def close(self) -> None:
        for process in self.processes:
            process.communicate(timeout=60)


@pytest.fixture(scope="module")
def two() -> Iterator[Racers]:
    """Both processes, for all tests: starting them takes longer than a test does."""
    made = Racers()
    yield made
    made.close()


@pytest.fixture
def racers(runtime: Runtime, database_url: str, tmp_path: Path, job: Job, two: Racers) -> Iterator[Racers]:
    with unit_of_work(runtime) as uow:
        names = {"name_en": "Fee", "name_zh": "费用", "unit_price_cents": 0, "limit_cents": 1000}
        uow.session.add_all(ChargeKind(code=f"fee_{number}", **names) for number in range(ROUNDS))
    folder = str(tmp_path / "racers")
    two.stand({"database_url": database_url, "data_dir": folder, "engineer_id": str(job.engineer_id)})
    yield two
    two.stand({})


def charge(job: Job, kind: str, amount_cents: int, event_id: str | None = None) -> Order:
    return {
        "kind": "charge",
        "visit_id": str(job.visit_id),
        "event_id": event_id or str(uuid7()),
        "device_at": MONDAY_MORNING.isoformat(),
        "body": {"kind": kind, "amount_cents": amount_cents},
    }


def count(runtime: Runtime, table: type[Any]) -> int:
    with unit_of_work(runtime, write=False) as uow:
        return uow.session.scalar(select(func.count()).select_from(table)) or 0


def test_same_message_twice_at_once_is_applied_once(runtime: Runtime, job: Job, racers: Racers) -> None:
    for number in range(ROUNDS):
        order = charge(job, f"fee_{number}", 100)
        first, second = racers.race(order, order)
        assert first == second
        assert first["status"] == "applied"
    assert (count(runtime, PhoneEvent), count(runtime, Charge)) == (ROUNDS, ROUNDS)


def test_one_event_id_with_two_bodies_at_once_is_applied_once(
    runtime: Runtime, job: Job, racers: Racers
) -> None:
    for number in range(ROUNDS):
        event_id = str(uuid7())
        answers = racers.race(*(charge(job, f"fee_{number}", cents, event_id) for cents in (100, 200)))
        assert answers.count("EventIdReused") == 1, answers
    assert count(runtime, Charge) == ROUNDS


def test_two_messages_about_one_thing_at_once_both_count(runtime: Runtime, job: Job, racers: Racers) -> None:
    for number in range(ROUNDS):
        answers = racers.race(*(charge(job, f"fee_{number}", cents) for cents in (100, 200)))
        assert [answer["status"] for answer in answers] == ["applied", "applied"]
    assert (count(runtime, PhoneEvent), count(runtime, Charge)) == (2 * ROUNDS, ROUNDS)


def test_wrong_codes_at_once_are_each_counted(
    runtime: Runtime, job: Job, phone: Phone, racers: Racers
) -> None:
    phone.drive()
    phone.arrive(code=None).unwrap()
    for _ in range(2):
        guess = charge(job, "", 0) | {"kind": "confirm_arrival", "body": {"code": "0000"}}
        answers = racers.race(guess, guess | {"event_id": str(uuid7())})
        assert answers == ["ArrivalCodeWrong", "ArrivalCodeWrong"]
    with unit_of_work(runtime, write=False) as uow:
        assert uow.get(Visit, job.visit_id).code_attempts == 4
