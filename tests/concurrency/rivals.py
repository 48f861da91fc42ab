"""What a rival process does: the same arrangement as many others, over and over, as fast as it can.

Run as a program: `python -m tests.concurrency.rivals DATABASE_URL DATA_DIR TERRITORY ROUNDS ROLE ...`.
It becomes a process for each role.  Each prints one JSON line with what it did; any error that is not an
answer of the business ends it with a trace, and the program with a failure.
"""

from __future__ import annotations

import json
import logging
import multiprocessing
import random
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import structlog
from sqlalchemy import func, select

from app.dispatching.commands import offers, overrides
from app.dispatching.commands.placement import place_visit
from app.dispatching.commands.planner import plan_territory
from app.kernel import Principal, Role, Runtime, unit_of_work
from app.kernel.errors import OneHourError
from app.registers.tables import Engineer
from app.requests.commands.cancel import cancel_request
from app.requests.commands.intake.receive import receive
from app.requests.commands.intake.report import Report
from app.requests.rules.lifecycle import OPEN_VISIT_STATES, OfferState
from app.requests.tables import Offer, Visit
from app.settings import Settings
from app.shell.runtime import build_runtime
from tests.support.clock import FakeClock
from tests.support.town import without_child

BACKLOG = 5


class Rival:
    """One process that acts on one territory."""

    def __init__(self, runtime: Runtime, territory_id: UUID, seed: int) -> None:
        self.runtime, self.territory_id = runtime, territory_id
        self.chance = random.Random(seed)
        self.who = Principal(Role.DISPATCHER, f"rival {seed}")

    def plan(self) -> None:
        """Plan the territory as a worker would."""
        plan_territory(self.runtime, self.territory_id)

    def take_in(self) -> None:
        """Take a request in and place it as a web process would, unless enough are open."""
        with unit_of_work(self.runtime, self.who, write=False) as uow:
            open_visits = select(func.count(Visit.id)).where(Visit.state.in_(OPEN_VISIT_STATES))
            if uow.session.scalars(open_visits).one() > BACKLOG:
                return self.override()
        with unit_of_work(self.runtime, self.who) as uow:
            _, visit = receive(uow, Report("no_boot", "qr", asset_qr="QR1"))
        place_visit(self.runtime, self.who, visit.id)
        return None

    def override(self) -> None:
        """Give any open visit to any engineer, or take it away, or call its request off."""
        with unit_of_work(self.runtime, self.who, write=False) as uow:
            visits = uow.session.scalars(select(Visit).where(Visit.state.in_(OPEN_VISIT_STATES))).all()
            engineers = uow.session.scalars(select(Engineer.id)).all()
        if not visits:
            return
        visit, engineer_id = self.chance.choice(visits), self.chance.choice(engineers)
        with unit_of_work(self.runtime, self.who) as uow:
            match self.chance.randrange(5):
                case 0:
                    overrides.unassign(uow, visit.id)
                case 1:
                    cancel_request(uow, visit.request_id, "rivalry")
                case _:
                    overrides.assign(uow, visit.id, engineer_id, pin=self.chance.random() < 0.3)

    def answer(self) -> None:
        """Say yes or no to any open offer, as phones would."""
        with unit_of_work(self.runtime, self.who, write=False) as uow:
            pending = uow.session.scalars(select(Offer).where(Offer.state == OfferState.PENDING)).all()
        if not pending:
            return
        asked = self.chance.choice(pending)
        with unit_of_work(self.runtime, self.who) as uow:
            if self.chance.random() < 0.6:
                offers.accept(uow, asked.visit_id, asked.engineer_id, uow.now)
            else:
                offers.decline(uow, asked.visit_id, asked.engineer_id, "rivalry")


def act(role: str, seed: int, url: str, data_dir: str, territory_id: str, rounds: int) -> None:
    """Act `rounds` times; refusals of the business are counted, not failures."""
    settings = Settings(data_dir=Path(data_dir), database_url=url, secret_key="not-a-secret")
    runtime = build_runtime(settings.completed(), FakeClock())
    runtime = replace(without_child(runtime), random=random.Random(seed))
    rival = Rival(runtime, UUID(territory_id), seed)
    acts: dict[str, list[Callable[[], None]]] = {
        "planner": [rival.plan],
        "dispatcher": [rival.override, rival.take_in],
        "phone": [rival.answer],
    }
    told: Counter[str] = Counter()
    for n in range(rounds):
        try:
            acts[role][n % len(acts[role])]()
            told["done"] += 1
        except OneHourError as refusal:
            told[type(refusal).__name__] += 1
    runtime.close()
    sys.stdout.write(json.dumps(told) + "\n")


def main(url: str, data_dir: str, territory_id: str, rounds: str, *roles: str) -> int:
    """Have all act at once; what they run was imported once, which takes longer than what they do."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    told = url, data_dir, territory_id, int(rounds)
    fork = multiprocessing.get_context("fork")
    racing = [fork.Process(target=act, args=(role, seed, *told)) for seed, role in enumerate(roles)]
    for process in racing:
        process.start()
    for process in racing:
        process.join()
    return max(abs(process.exitcode or 0) for process in racing)


if __name__ == "__main__":
    raise SystemExit(main(*sys.argv[1:]))
