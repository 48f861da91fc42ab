"""What each register demands of its rows: references, unique values, rules, and what holds a row back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from app.dispatching.commands import leaving
from app.kernel import UnitOfWork
from app.outbox.commands import subscriptions
from app.registers.commands.registry import calendars, goods, people, places
from app.registers.commands.registry.users_of import Count
from app.registers.tables import Engineer, Shift, Territory

Prepare = Callable[[UnitOfWork, dict[str, Any], Any], dict[str, str]]


@dataclass(frozen=True, slots=True)
class Rules:
    """The demands of one register.

    references: column → register that the value must be a visible, open row of.
    unique: columns whose value stands once.
    prepare: may normalise the values in place; is given the row as it stands (None for a new one) and
        returns errors by field path.
    private: columns whose values stay out of the ledger.
    in_use: counts open work that forbids closing the row, or changing one of `anchors`.
    referenced: counts rows that forbid deleting it.
    territory_of: the territory to be planned again when the row changes.
    changed: what else is to be done once a row was made or changed; is given the row and the columns.
    """

    references: Mapping[str, str] = field(default_factory=dict)
    unique: tuple[str, ...] = ()
    prepare: Prepare | None = None
    private: frozenset[str] = frozenset()
    in_use: tuple[Count, ...] = ()
    anchors: tuple[str, ...] = ()
    referenced: tuple[Count, ...] = ()
    territory_of: Callable[[UnitOfWork, Any], UUID | None] | None = None
    changed: Callable[[UnitOfWork, Any, Mapping[str, Any]], None] | None = None


def _own_id(_uow: UnitOfWork, row: Territory) -> UUID:
    return row.id


def _of_engineer(_uow: UnitOfWork, row: Engineer) -> UUID:
    return row.territory_id


def _of_shift(uow: UnitOfWork, row: Shift) -> UUID:
    return uow.get(Engineer, row.engineer_id).territory_id


_NUMBERS = frozenset({"phone", "phone_as_said", "phone_numbers"})

RULES: dict[str, Rules] = {
    "customer": Rules(
        prepare=places.prepare_customer,
        private=frozenset({*_NUMBERS, "email", "special_needs"}),
        in_use=(places.open_requests_of_customer,),
    ),
    "site": Rules(
        references={"customer_id": "customer", "territory_id": "territory"},
        private=frozenset({"access_notes"}),
        in_use=(places.open_requests_of_site,),
        anchors=("customer_id",),
    ),
    "asset": Rules(
        references={"site_id": "site"}, unique=("qr_code",), in_use=(places.open_requests_of_asset,)
    ),
    "contract": Rules(
        references={"customer_id": "customer"},
        unique=("number",),
        prepare=places.prepare_contract,
        referenced=(places.requests_under_contract,),
    ),
    "calendar_day": Rules(
        references={"territory_id": "territory", "contract_id": "contract"},
        prepare=calendars.prepare_day,
    ),
    "territory": Rules(
        unique=("code",),
        prepare=places.prepare_territory,
        in_use=(places.engineers_of_territory, places.open_visits_of_territory),
        territory_of=_own_id,
    ),
    "engineer": Rules(
        references={"territory_id": "territory", "provider_id": "provider"},
        unique=("number",),
        prepare=people.prepare_engineer,
        private=_NUMBERS,
        in_use=(people.visits_under_way,),
        anchors=("territory_id",),
        changed=leaving.engineer_changed,
        territory_of=_of_engineer,
    ),
    "skill": Rules(
        unique=("code",),
        in_use=(people.users_of_skill_code,),
        anchors=("code",),
        referenced=(people.engineers_with_skill, people.users_of_skill_code),
    ),
    "shift": Rules(
        references={"engineer_id": "engineer"},
        prepare=people.prepare_shift,
        territory_of=_of_shift,
    ),
    "provider": Rules(
        unique=("name",),
        prepare=people.prepare_provider,
        private=_NUMBERS,
        in_use=(people.engineers_of_provider,),
    ),
    "user": Rules(
        references={"engineer_id": "engineer", "customer_id": "customer", "provider_id": "provider"},
        unique=("login", "engineer_id"),
        prepare=people.prepare_user,
        changed=leaving.account_changed,
        private=frozenset({"password_hash"}),
        in_use=(people.last_administrator,),
        anchors=("role",),
    ),
    "subscription": Rules(
        references={"territory_id": "territory", "provider_id": "provider"},
        unique=("name",),
        prepare=subscriptions.prepare,
        private=subscriptions.PRIVATE,
    ),
    "fault_type": Rules(unique=("code",), prepare=people.prepare_fault_type),
    "part": Rules(unique=("code",)),
    "charge_kind": Rules(unique=("code",), prepare=goods.prepare_charge_kind),
}
