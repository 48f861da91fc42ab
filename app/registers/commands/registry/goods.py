"""Rules of what customers pay for."""

from __future__ import annotations

from typing import Any

from app.kernel import UnitOfWork
from app.kernel.phrases import Phrase
from app.registers.tables import ChargeKind


def prepare_charge_kind(_uow: UnitOfWork, values: dict[str, Any], row: ChargeKind | None) -> dict[str, str]:
    """The price that phones propose passes without the office."""
    price = values.get("unit_price_cents", row.unit_price_cents if row else 0)
    limit = values.get("limit_cents", row.limit_cents if row else 0)
    return {"limit_cents": Phrase("is below the price")} if price > limit else {}
