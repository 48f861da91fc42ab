"""Which rows a principal may see: each room says it of its tables, as WHERE clauses; everybody asks here.

Staff see everything; a customer what is its own; an engineer the visits that are his and what hangs on
them; a provider its own people and their visits; a tracking link its one request.  What an integration
may see is limited by its scopes, at the door.  Anonymous callers see nothing.

    select(Visit).where(visibility.rows(Visit, uow.principal))
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, Select, false, select, true
from sqlalchemy.orm import InstrumentedAttribute

from app.kernel.base import Base, WithId
from app.kernel.errors import NotFound
from app.kernel.principal import Principal, Role
from app.kernel.slots import TableSlot
from app.kernel.uow import UnitOfWork

SEES_ALL = frozenset({Role.DISPATCHER, Role.MANAGER, Role.ADMIN, Role.INTEGRATION, Role.SYSTEM})

Clause = ColumnElement[bool]
Rule = Callable[[Principal], Clause]
Row = TypeVar("Row", bound=Base)
Ids = InstrumentedAttribute[UUID] | InstrumentedAttribute[UUID | None]

RULES: TableSlot[type[Base], Rule] = TableSlot("who sees which rows")
KINDS: TableSlot[str, tuple[type[Base], Rule]] = TableSlot("kinds of things that addresses name")
"""Kind, as the access rows call it → its table, and who sees which of its rows."""


def rows(table: type[Base], principal: Principal) -> Clause:
    """Return the condition on `table` of the rows that the principal may see."""
    return RULES[table](principal)


def of(table: type[Base]) -> Rule:
    """Return the rule of `table`, to be asked later."""
    return lambda principal: rows(table, principal)


def kinds(tables: Mapping[str, type[Base]]) -> dict[str, tuple[type[Base], Rule]]:
    """Return what `KINDS` takes for things that are seen as the rows of their table are."""
    return {name: (table, of(table)) for name, table in tables.items()}


def visible(uow: UnitOfWork, table: type[Row], key: UUID) -> Row:
    """Load the row with id `key` if the principal may see it.

    Raises:
        NotFound: there is none, or it is somebody else's; which of the two is not told.
    """
    if not issubclass(table, WithId):
        raise TypeError(f"{table.__name__} has no id")
    found = select(table).where(table.id == key, rows(table, uow.principal))
    row = uow.session.scalars(found).one_or_none()
    if row is None:
        raise NotFound(table.__name__, key)
    return row


def owns(uow: UnitOfWork, principal: Principal, kind: str, key: UUID) -> bool:
    """Tell whether the thing of this kind exists and `principal` may see it."""
    table, rule = KINDS[kind]
    found = select(table.id).where(table.id == key, rule(principal))  # type: ignore[attr-defined]
    return uow.session.scalars(found).first() is not None


def staff_only(principal: Principal) -> Clause:
    """What belongs to the installation, such as subscriptions and their deliveries."""
    return true() if principal.role in SEES_ALL else false()


def everything(_principal: Principal) -> Clause:
    """What every signed-in caller may see, such as skills and fault types."""
    return true()


def through(principal: Principal, column: InstrumentedAttribute[UUID], keys: Select[Any]) -> Clause:
    """Rows that hang on others: staff see all, anybody else those whose `column` is among `keys`."""
    return true() if principal.role in SEES_ALL else column.in_(keys)


def is_own(column: Ids, owner: UUID | None) -> Clause:
    """Compare with the owner; an account without one owns nothing, not even the rows that have none."""
    return false() if owner is None else column == owner
