"""Which row on record a row of a file means: by its external id, else by what tells such rows apart."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Select, select

from app.kernel import UnitOfWork
from app.kernel.errors import Invalid
from app.kernel.phrases import Phrase
from app.registers.commands.import_file import InFile
from app.registers.reads.customers import same_customer
from app.registers.reads.registry import REGISTERS
from app.registers.tables import Asset, Certificate, Customer, NamedEngineer, Shift, Site

Values = Mapping[str, Any]


def _same_asset(values: Values) -> Select[Any] | None:
    if values.get("qr_code"):
        return select(Asset).where(Asset.qr_code == values["qr_code"])
    query = _by(Asset, "serial_number", "model")(values)
    return (
        query
        if query is None or "site_id" not in values
        else query.order_by(Asset.site_id != values["site_id"])
    )


def _same_site(values: Values) -> Select[Any] | None:
    if not {"customer_id", "name"} <= values.keys():
        return None
    return select(Site).where(
        Site.customer_id.in_(same_customer(values["customer_id"])), Site.name == values["name"]
    )


def _same_named(values: Values) -> Select[Any] | None:
    owners = [name for name in ("customer_id", "site_id", "asset_id") if values.get(name)]
    return _by(NamedEngineer, "engineer_id", *owners)(values) if len(owners) == 1 else None


def _by(model: Any, *columns: str) -> Callable[[Values], Select[Any] | None]:
    def query(values: Values) -> Select[Any] | None:
        if any(values.get(column) is None for column in columns):
            return None
        return select(model).where(*(getattr(model, column) == values[column] for column in columns))

    return query


_SAME: dict[str, Callable[[Values], Select[Any] | None]] = {
    "customer": _by(Customer, "name"),
    "site": _same_site,
    "asset": _same_asset,
    "named_engineer": _same_named,
    "shift": _by(Shift, "engineer_id", "starts_at"),
    "certificate": _by(Certificate, "engineer_id", "certificate_kind_id", "number"),
}
"""Of registers whose rows have no name of their own that stands once."""

_KEY = {"contract": "number", "depot": "name", "engineer": "number", "provider": "name"}
"""The name that stands once; of other registers it is the code."""


def same_row(uow: UnitOfWork, kind: str, values: Values, file: InFile) -> Any:
    """Return the row on record that `values` mean, None where they are new.

    A row that an earlier one of the file stands for is not meant again.

    Raises:
        Invalid: it may be several.
    """
    model = REGISTERS[kind].model
    if values.get("external_id"):
        known = select(model).where(model.external_id == values["external_id"])
        if found := uow.session.scalars(known).one_or_none():
            return found
    if kind not in _SAME:
        query = _by(model, _KEY.get(kind, "code"))(values)
        found = uow.session.scalars(query).first() if query is not None else None
        return found if found is not None and _agrees(kind, found, values) else None
    query = _SAME[kind](values)
    rows = (
        uow.session.scalars(query.order_by(model.created_at, model.id).limit(20)).all()
        if query is not None
        else ()
    )
    return _the_one(kind, values, [row for row in rows if file.is_free(row) and _agrees(kind, row, values)])


def _agrees(kind: str, row: Any, values: Values) -> bool:
    """Whether a row that is called the same may be meant: another id, or another's number, says no."""
    if getattr(row, "external_id", None) and values.get("external_id"):
        return False
    if kind != "customer":
        return True
    said = (values.get("phone") or "").strip()
    return row.survivor_id is None and (not said or not row.phone_as_said or _said_alike(row, said))


def _said_alike(row: Any, said: str) -> bool:
    digits = "".join(letter for letter in said if letter.isdigit())
    kept = {
        "".join(letter for letter in text if letter.isdigit())
        for text in (row.phone, row.phone_as_said)
        if text
    }
    return said in (row.phone, row.phone_as_said) or (
        bool(digits) and any(one.endswith(digits) for one in kept)
    )


def _the_one(kind: str, values: Values, rows: Sequence[Any]) -> Any:
    if len(rows) <= 1 or kind == "asset":
        return rows[0] if rows else None
    exact = [row for row in rows if _is_as_said(row, values)]
    if exact:
        return exact[0]
    several = Phrase("several are called %(name)s", name=values.get("name", ""))
    raise Invalid({"name": several})


def _is_as_said(row: Any, values: Values) -> bool:
    """Whether a row on record already says all of this; numbers are compared as they were said."""
    kept = {**values, "phone_as_said": values["phone"] or ""} if "phone" in values else dict(values)
    kept.pop("phone", None)
    return all(getattr(row, column) == value for column, value in kept.items())
