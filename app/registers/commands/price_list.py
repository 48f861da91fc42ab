"""The company's word that its prices are right as they are."""

from __future__ import annotations

from app.kernel import UnitOfWork, ledger
from app.registers.events import PricesConfirmed
from app.registers.reads.price_list import prices_are_seen_to


def confirm_prices(uow: UnitOfWork) -> None:
    """Record that whoever is signed in finds the prices right; said again it changes nothing."""
    if not prices_are_seen_to(uow):
        ledger.record(uow, "prices", PricesConfirmed())
