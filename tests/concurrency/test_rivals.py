"""Several operating-system processes at once: no visit is given twice, no update is lost, no chain breaks."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select

from app.dispatching.commands.offers import ENGAGED
from app.kernel import Runtime, UnitOfWork, unit_of_work
from app.kernel.ledger import GENESIS, event_hash
from app.kernel.ledger_text import data_of
from app.kernel.tables import Event, Timer
from app.requests.rules.lifecycle import OfferState, VisitState
from app.requests.tables import Offer, Visit
from tests.support.town import Town, build_town, without_child

ROOT = Path(__file__).parents[2]
ROUNDS = 42
PATIENCE_S = 120
ACCIDENTS = {"TryAgain", "VersionConflict"}
"""Clashes that the caller is told to repeat; everything else is the business saying no."""


def _race(town: Town, roles: Sequence[str]) -> Counter[str]:
    """Let one process for each of `roles` act `ROUNDS` times, all at once; returns how it went."""
    settings = town.runtime.settings
    program = [sys.executable, "-m", "tests.concurrency.rivals", settings.database_url]
    program += [str(settings.data_dir), str(town.territory_id), str(ROUNDS), *roles]
    pipe = subprocess.PIPE
    # A group of its own: who is given up takes the processes that it became along.
    with subprocess.Popen(
        program, cwd=ROOT, stdout=pipe, stderr=pipe, text=True, start_new_session=True
    ) as racing:
        try:
            said, errors = racing.communicate(timeout=PATIENCE_S)
        except BaseException:
            os.killpg(racing.pid, signal.SIGKILL)
            raise
    assert racing.returncode == 0, errors
    told: Counter[str] = Counter()
    for line in said.splitlines():
        told.update(json.loads(line))
    return told


def _check(town: Town) -> None:
    with unit_of_work(town.runtime, write=False) as uow:
        _nobody_is_engaged_twice(uow)
        _every_visit_agrees_with_its_offers(uow)
        _every_version_has_its_event(uow)
        assert uow.session.get_one(Timer, ("plan", str(town.territory_id))).armed > ROUNDS / 2


def _nobody_is_engaged_twice(uow: UnitOfWork) -> None:
    engaged = Counter(uow.session.scalars(select(Visit.engineer_id).where(Visit.state.in_(ENGAGED))))
    assert [key for key, count in engaged.items() if count > 1] == []


def _every_visit_agrees_with_its_offers(uow: UnitOfWork) -> None:
    asked: dict[UUID, UUID] = {}
    for offer in uow.session.scalars(select(Offer).where(Offer.state == OfferState.PENDING)):
        assert offer.visit_id not in asked
        asked[offer.visit_id] = offer.engineer_id
    held = uow.session.scalars(select(Visit).where(Visit.state == VisitState.OFFERED))
    assert {visit.id: visit.engineer_id for visit in held} == asked


def _every_version_has_its_event(uow: UnitOfWork) -> None:
    """An update lost would leave the ledger telling of an engineer or a state that the row does not have."""
    chains: dict[str, str] = {}
    last_state: dict[UUID, str] = {}
    holder: dict[UUID, str | None] = {}
    for event in uow.session.scalars(select(Event).order_by(Event.stream, Event.number)):
        assert event.previous_hash == chains.get(event.stream, GENESIS)
        assert event.hash == event_hash(event)
        chains[event.stream] = event.hash
        if event.visit_id is None or not event.kind.startswith("visit."):
            continue
        said, verb = data_of(event), event.kind.removeprefix("visit.")
        if verb == "assigned":
            holder[event.visit_id] = said["engineer_id"]
        elif verb in set(VisitState):
            last_state[event.visit_id] = verb
            if verb in ENGAGED:
                assert said["engineer_id"] == holder[event.visit_id], "given to two engineers"
    stored = {visit.id: visit.state for visit in uow.session.scalars(select(Visit))}
    assert last_state == stored


@pytest.mark.slow("five processes are at it until over two hundred acts are done")
def test_planners_dispatchers_and_phones_at_once_give_no_visit_twice(runtime: Runtime) -> None:
    town = build_town(without_child(runtime), engineers=4)
    for km in range(3):
        town.report(km)
    roles = ["planner", "planner", "dispatcher", "dispatcher", "phone"]
    told = _race(town, roles)
    assert told.total() == ROUNDS * len(roles) >= 200
    assert told["done"] > ROUNDS
    assert sum(told[kind] for kind in ACCIDENTS) < ROUNDS
    _check(town)
