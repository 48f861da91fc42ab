"""What each register demands of its rows: references, unique values, rules, and what holds a row back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from app.kernel import UnitOfWork
from app.kernel.slots import Slot, TableSlot
from app.registers.commands.registry import calendars, depots, goods, named, papers, people, places
from app.registers.commands.registry.in_use import Hold
from app.registers.tables import Certificate, Engineer, Leave, NamedEngineer, Shift, Territory

Changed = tuple[str, Callable[[UnitOfWork, Any, Mapping[str, Any]], None]]
"""The register's name, and what is called with the row and its new columns."""
Prepare = Callable[[UnitOfWork, dict[str, Any], Any], dict[str, str]]


@dataclass(frozen=True, slots=True)
class Rules:
    """The demands of one register.

    references: column → register that the value must be a visible, open row of.
    unique: columns whose value stands once.
    prepare: may normalise the values in place; is given the row as it stands (None for a new one) and
        returns errors by field path.
    private: columns whose values stay out of the ledger.
    anchors: columns that stay while something holds the row back (`in_use`).
    territory_of: the territory to be planned again when the row changes.
    needs: columns without which `prepare` cannot look at a new row.
    """

    references: Mapping[str, str] = field(default_factory=dict)
    unique: tuple[str, ...] = ()
    prepare: Prepare | None = None
    private: frozenset[str] = frozenset()
    anchors: tuple[str, ...] = ()
    territory_of: Callable[[UnitOfWork, Any], UUID | None] | None = None
    needs: tuple[str, ...] = ()


def _own_id(_uow: UnitOfWork, row: Territory) -> UUID:
    return row.id


def _of_engineer(_uow: UnitOfWork, row: Engineer) -> UUID:
    return row.territory_id


def _of_shift(uow: UnitOfWork, row: Shift | Leave | Certificate | NamedEngineer) -> UUID:
    return uow.get(Engineer, row.engineer_id).territory_id


_NUMBERS = frozenset({"phone", "phone_as_said", "phone_numbers"})

RULES: TableSlot[str, Rules] = TableSlot("rules of registers")
CHANGED: Slot[Changed] = Slot("what follows a change of a register")
"""What else is done once a row was made or changed; each says of which register."""
CHANGING: Slot[Changed] = Slot("what precedes a change of a register")
"""What else is done before a row is changed, while it still says what it was."""
REMOVED: Slot[Changed] = Slot("what follows the removal from a register")
"""What else is done when a row is deleted, while it can still be read."""

OWN: dict[str, Rules] = {
    "customer": Rules(
        unique=("external_id",),
        prepare=places.prepare_customer,
        private=frozenset({*_NUMBERS, "email", "special_needs"}),
    ),
    "site": Rules(
        references={"customer_id": "customer", "territory_id": "territory"},
        unique=("external_id",),
        private=frozenset({"access_notes"}),
        anchors=("customer_id",),
    ),
    "asset": Rules(
        references={"site_id": "site"},
        unique=("qr_code", "external_id"),
    ),
    "contract": Rules(
        references={"customer_id": "customer"},
        unique=("number", "external_id"),
        prepare=places.prepare_contract,
    ),
    "calendar_day": Rules(
        references={"territory_id": "territory", "contract_id": "contract"},
        prepare=calendars.prepare_day,
    ),
    "territory": Rules(
        unique=("code", "external_id"),
        prepare=places.prepare_territory,
        territory_of=_own_id,
    ),
    "engineer": Rules(
        references={"territory_id": "territory", "provider_id": "provider", "depot_id": "depot"},
        unique=("number", "external_id"),
        prepare=people.prepare_engineer,
        needs=("territory_id",),
        private=_NUMBERS,
        anchors=("territory_id",),
        territory_of=_of_engineer,
    ),
    "skill": Rules(
        unique=("code",),
        prepare=people.prepare_skill,
        anchors=("code",),
    ),
    "shift": Rules(
        references={"engineer_id": "engineer"},
        unique=("external_id",),
        needs=("engineer_id", "starts_at", "ends_at"),
        prepare=people.prepare_shift,
        territory_of=_of_shift,
    ),
    "leave": Rules(
        references={"engineer_id": "engineer"},
        prepare=people.prepare_leave,
        private=frozenset({"reason", "note"}),
        territory_of=_of_shift,
    ),
    "provider": Rules(
        unique=("name", "external_id"),
        prepare=people.prepare_provider,
        private=_NUMBERS,
    ),
    "depot": Rules(
        references={"territory_id": "territory", "provider_id": "provider"},
        unique=("name", "external_id"),
        prepare=depots.prepare_depot,
        private=_NUMBERS,
    ),
    "certificate_kind": Rules(unique=("code", "external_id"), prepare=papers.prepare_kind),
    "certificate": Rules(
        references={"engineer_id": "engineer", "certificate_kind_id": "certificate_kind"},
        unique=("external_id",),
        needs=("engineer_id",),
        prepare=papers.prepare_certificate,
        territory_of=_of_shift,
    ),
    "named_engineer": Rules(
        references={
            "engineer_id": "engineer",
            "customer_id": "customer",
            "site_id": "site",
            "asset_id": "asset",
        },
        unique=("external_id",),
        prepare=named.prepare_named,
        private=frozenset({"reason", "asked_by"}),
        needs=("engineer_id",),
        territory_of=_of_shift,
    ),
    "fault_type": Rules(unique=("code",), prepare=people.prepare_fault_type),
    "part": Rules(unique=("code",)),
    "charge_kind": Rules(unique=("code",), prepare=goods.prepare_charge_kind),
}
"""The rules of this room's registers."""

OWN_HOLDS = (
    Hold("territory", places.engineers_of_territory),
    Hold("skill", people.engineers_with_skill, closed=False, gone=True),
    Hold("skill", people.faults_of_skill, gone=True),
    Hold("skill", papers.kinds_of_skill, gone=True),
    Hold("certificate_kind", papers.certificates_of_kind),
    Hold("provider", people.engineers_of_provider),
    Hold("depot", depots.engineers_of_depot),
)
