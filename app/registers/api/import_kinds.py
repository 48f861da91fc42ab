"""Which registers are filled from files, and the columns that a file of each may have."""

from __future__ import annotations

from functools import cache

from app.registers.api.resources import catalogue, depots, named, papers, people, places, territories
from app.registers.rules.column_names import SCALED, column_of
from app.web.api import Schema
from app.web.fields import Place

KINDS: dict[str, tuple[str, type[Schema]]] = {
    "customers": ("customer", places.CustomerRecord),
    "sites": ("site", places.SiteRecord),
    "assets": ("asset", places.AssetRecord),
    "contracts": ("contract", places.ContractRecord),
    "territories": ("territory", territories.TerritoryRecord),
    "providers": ("provider", people.ProviderRecord),
    "depots": ("depot", depots.DepotRecord),
    "skills": ("skill", people.SkillRecord),
    "engineers": ("engineer", people.EngineerRecord),
    "shifts": ("shift", people.ShiftRecord),
    "certificate-kinds": ("certificate_kind", papers.CertificateKindRecord),
    "certificates": ("certificate", papers.CertificateRecord),
    "named-engineers": ("named_engineer", named.NamedEngineerRecord),
    "charge-kinds": ("charge_kind", catalogue.ChargeKindRow),
    "parts": ("part", catalogue.PartRow),
}
"""Plural → register, and the body that checks a row."""

BESIDE = {"assets": ("customer",), "shifts": ("date",)}
"""Columns of files alone: whose site a machine stands at, and the day of times that are given without one."""

NOT_IN_FILES = frozenset({"coverage", "opening_hours", "boundary", "breaks"})


@cache
def columns(kind: str) -> tuple[str, ...]:
    """Return the columns that a file of `kind` may have."""
    names: list[str] = []
    for name, field in KINDS[kind][1]().load_fields.items():
        if isinstance(field, Place):
            names += [f"{field.prefix}lat", f"{field.prefix}lon"]
        elif name not in NOT_IN_FILES:
            names.append(column_of(name))
    scaled = (column for column, (target, _) in SCALED.items() if target in names)
    return (*names, *BESIDE.get(kind, ()), *scaled)


@cache
def required(kind: str) -> frozenset[str]:
    """Return the columns without which no new row can be made."""
    names: set[str] = set()
    for name, field in KINDS[kind][1]().load_fields.items():
        if field.required:
            own = {f"{field.prefix}lat", f"{field.prefix}lon"} if isinstance(field, Place) else {name}
            names |= {column_of(one) for one in own}
    return frozenset(names)
