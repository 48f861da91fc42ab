"""Whom and what there are scorecards of: one declaration for each kind.

A kind says how one is found and called, and which contributions of visits are its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select

from app.kernel import UnitOfWork, visibility
from app.kernel.errors import Forbidden, NotFound
from app.registers.reads.customers import same_customer
from app.registers.tables import Asset, Contract, Customer, Engineer, FaultType, Provider, Territory
from app.requests.tables import ServiceRequest
from app.scorecards.reads.rights import kinds_for, seen_contributions
from app.scorecards.rules.kinds import ScorecardKind
from app.stars.reads.facts import require_answerable
from app.stars.rules.figures import Subject as Graded
from app.stars.tables import StarContribution
from app.teams.reads.managed import managed_engineers

Clause = ColumnElement[bool]
MOST_FOUND = 50
_GRADED = {ScorecardKind.ENGINEER: Graded.ENGINEER, ScorecardKind.PROVIDER: Graded.PROVIDER}


@dataclass(frozen=True, slots=True)
class ScorecardSubject:
    """One of a kind; `name_zh` is the same as `name` where there is one name alone."""

    kind: ScorecardKind
    key: str
    name: str
    name_zh: str


@dataclass(frozen=True, slots=True)
class DeclaredKind:
    """A kind: `table` has its rows, `key` and `name` (`name_zh`) their columns, `sought` what is searched."""

    table: Any
    key: Any
    name: Any
    name_zh: Any
    sought: Sequence[Any]
    own: Callable[[Any], Clause]


def _of_requests(clause: Callable[[Any], Clause]) -> Callable[[Any], Clause]:
    """Return contributions to requests that a condition holds of, whose index is led to."""
    return lambda key: StarContribution.request_id.in_(select(ServiceRequest.id).where(clause(key)))


def _plain(table: Any, name: Any, own: Callable[[Any], Clause], *sought: Any) -> DeclaredKind:
    return DeclaredKind(table, table.id, name, name, (name, *sought), own)


KINDS: Mapping[ScorecardKind, DeclaredKind] = {
    ScorecardKind.ENGINEER: _plain(
        Engineer, Engineer.name, lambda key: StarContribution.engineer_id == key, Engineer.number
    ),
    ScorecardKind.PROVIDER: _plain(Provider, Provider.name, lambda key: StarContribution.provider_id == key),
    ScorecardKind.TERRITORY: _plain(
        Territory, Territory.name, lambda key: StarContribution.territory_id == key
    ),
    ScorecardKind.CUSTOMER: _plain(
        Customer,
        Customer.name,
        _of_requests(lambda key: ServiceRequest.customer_id.in_(same_customer(key))),
    ),
    ScorecardKind.CONTRACT: _plain(
        Contract, Contract.number, _of_requests(lambda key: ServiceRequest.contract_id == key)
    ),
    ScorecardKind.FAULT: DeclaredKind(
        FaultType,
        FaultType.code,
        FaultType.name_en,
        FaultType.name_zh,
        (FaultType.code, FaultType.name_en, FaultType.name_zh),
        lambda key: StarContribution.fault_code == key,
    ),
    ScorecardKind.MODEL: DeclaredKind(
        Asset,
        Asset.model,
        Asset.model,
        Asset.model,
        (Asset.model,),
        lambda key: StarContribution.model == key,
    ),
    ScorecardKind.MACHINE: _plain(
        Asset,
        Asset.serial_number,
        _of_requests(lambda key: ServiceRequest.asset_id == key),
        Asset.model,
    ),
}
_BY_CODE = frozenset({ScorecardKind.FAULT, ScorecardKind.MODEL})
_SHARED = frozenset({FaultType})
"""Everybody reads these: they have no rule of who may see which."""


def subjects(uow: UnitOfWork, kind: ScorecardKind, sought: str) -> list[ScorecardSubject]:
    """Return those of a kind that the caller answers for, by name; `sought` is part of name or number."""
    declared, own = KINDS[kind], managed_engineers(uow, uow.principal)
    if kind is ScorecardKind.PROVIDER and own is not None:
        return []
    query = _of_kind(uow, kind).order_by(declared.name, declared.key).limit(MOST_FOUND)
    if sought:
        query = query.where(or_(*(one.icontains(sought, autoescape=True) for one in declared.sought)))
    if kind is ScorecardKind.ENGINEER and own is not None:
        query = query.where(declared.key.in_(own))
    return [ScorecardSubject(kind, str(key), name, zh) for key, name, zh in uow.session.execute(query)]


def subject(uow: UnitOfWork, kind: ScorecardKind, key: str) -> ScorecardSubject:
    """Return one of a kind.

    Raises:
        Forbidden: the caller reads no scorecards of that kind.
        NotFound: there is none, or the caller does not answer for it.
    """
    if kind not in kinds_for(uow.principal):
        raise Forbidden
    declared, value = KINDS[kind], _value(kind, key)
    if kind in _GRADED:
        require_answerable(uow, uow.principal, _GRADED[kind], value)
    row = uow.session.execute(_of_kind(uow, kind).where(declared.key == value).limit(1)).one_or_none()
    if row is None:
        raise NotFound(declared.table.__name__, key)
    return ScorecardSubject(kind, str(row[0]), row[1], row[2])


def contributions_of(uow: UnitOfWork, found: ScorecardSubject) -> list[Clause]:
    """Return the conditions on contributions: the subject's, and that the caller may see them."""
    return [KINDS[found.kind].own(_value(found.kind, found.key)), *seen_contributions(uow)]


def _of_kind(uow: UnitOfWork, kind: ScorecardKind) -> Any:
    declared = KINDS[kind]
    query = select(declared.key, declared.name, declared.name_zh).distinct().where(declared.name != "")
    if declared.table in _SHARED:
        return query
    return query.where(visibility.rows(declared.table, uow.principal))


def _value(kind: ScorecardKind, key: str) -> Any:
    if kind in _BY_CODE:
        return key
    try:
        return UUID(key)
    except ValueError:
        raise NotFound(KINDS[kind].table.__name__, key) from None
