"""What files that go out call rows of other registers, so that a file that comes in finds them again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select

from app.kernel import UnitOfWork
from app.registers.reads.registry import REGISTERS


def called_in_files(uow: UnitOfWork, register: str, rows: Mapping[Any, Any]) -> dict[Any, str]:
    """Return what each row is called: its number or code, else its name where no other bears it.

    Of several that bear one it is the number of the company's other program, else the id.
    """
    twice = _borne_twice(uow, register, rows)
    called: dict[Any, str] = {}
    for key, row in rows.items():
        said = next((text for name in ("number", "code", "name") if (text := getattr(row, name, None))), "")
        if twice and _bearing(row) in twice:
            said = row.external_id or key
        called[key] = str(said)
    return called


def _borne_twice(uow: UnitOfWork, register: str, rows: Mapping[Any, Any]) -> set[tuple[Any, ...]]:
    """Return the names, of a site with its customer, that more than one row bears."""
    if register not in {"customer", "site"} or not rows:
        return set()
    model = REGISTERS[register].model
    borne = (model.customer_id, model.name) if register == "site" else (model.name,)
    names = {row.name for row in rows.values()}
    found = select(*borne).where(model.name.in_(names)).group_by(*borne).having(func.count() > 1)
    return {tuple(one) for one in uow.session.execute(found)}


def _bearing(row: Any) -> tuple[Any, ...]:
    customer_id = getattr(row, "customer_id", None)
    return (row.name,) if customer_id is None else (customer_id, row.name)
