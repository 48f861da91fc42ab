"""Learning from the ledger how long drives and services take, and which requests come: read, learn, store."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from app.dispatching.reads.asked_for import days_of, made_of
from app.dispatching.reads.travel import basis_of
from app.dispatching.tables import LearnedTimes
from app.kernel import Runtime, UnitOfWork, unit_of_work
from app.positions.reads.driven import Driven, Past, past_of
from app.registers.tables import Territory
from dispatch.fields import Fields
from dispatch.scenarios.learning import learn_demand_field
from dispatch.travel import predicted_s
from dispatch.travel.districts import Corrections
from dispatch.travel.learning import Drive, Span, Spread, learn_corrections, learn_spread
from dispatch.travel.spec import read_travel

LEARN_TIMER = "learn"

WINDOW = timedelta(days=28)
"""Four of each weekday; what is older says less about the roads of today."""


def learn(runtime: Runtime, territory_id: UUID) -> None:
    """Learn anew what the territory's last four weeks teach.

    Predictions are made outside any transaction: a road engine may be asked for them.  Running it twice
    stores the same.

    Raises:
        NotFound: there is no such territory.
        SnapshotError: the territory's settings are outside what the engine takes.
    """
    with unit_of_work(runtime, write=False) as uow:
        territory = uow.get(Territory, territory_id)
        basis, past = basis_of(uow, territory), past_of(uow, territory, uow.now - WINDOW)
        made = made_of(uow, territory, uow.now - WINDOW)
        days = days_of(made, territory, uow.now - WINDOW, uow.now)
    drives = compared(basis, past.drives)
    corrections = learn_corrections(drives)
    spread = learn_spread(drives, past.services, corrections)
    demand = learn_demand_field(made, days)
    with unit_of_work(runtime) as uow:
        learned = _store(uow, territory_id, basis, corrections, spread, past)
        learned.demand = demand.to_dict() if demand else None


def compared(basis: dict[str, Any], driven: Sequence[Driven]) -> list[Drive]:
    """The drives beside what the travel model `basis` predicts for them, where it predicts anything."""
    spec = read_travel(Fields.of(basis, "travel"))
    predicted = predicted_s(spec, [d.origin for d in driven], [d.to for d in driven])
    return [
        Drive(d.to, d.hour, Span(seconds, d.took_s))
        for d, seconds in zip(driven, predicted, strict=True)
        if seconds is not None
    ]


def _store(
    uow: UnitOfWork,
    territory_id: UUID,
    basis: dict[str, Any],
    corrections: Corrections | None,
    spread: Spread,
    past: Past,
) -> LearnedTimes:
    learned = uow.session.get(LearnedTimes, territory_id)
    if learned is None:
        learned = LearnedTimes(territory_id=territory_id)
        uow.session.add(learned)
    learned.learned_at, learned.basis = uow.now, basis
    learned.corrections = corrections.to_dict() if corrections else None
    learned.service_sigma, learned.travel_sigma = spread.service, spread.travel
    learned.drives, learned.services = len(past.drives), len(past.services)
    return learned
