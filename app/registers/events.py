"""What happens to the rows of registers, and to customers who are one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from app.kernel.events import ABSENT, EVENTS, NOT_SHOWN, OFFICE, Absent, Audience, DomainEvent, Fields
from app.kernel.phrases import Phrase

Verb = Literal["created", "changed", "deleted"]

_SAID: Mapping[Verb, str] = {
    "created": "is added to its register",
    "changed": "is changed, opened or closed",
    "deleted": "is taken out of its register",
}


_CALLED: Mapping[Verb, Phrase] = {
    "created": Phrase("added"),
    "changed": Phrase("changed"),
    "deleted": Phrase("removed"),
}


@dataclass(frozen=True, kw_only=True)
class RowEvent(DomainEvent):
    """A row of a register is added, changed or deleted.

    values: its columns, but for those that are `private`, which are named alone.
    """

    audience = OFFICE
    sentence = NOT_SHOWN

    values: Mapping[str, Any] | Absent = ABSENT
    private: Sequence[str] | Absent = ABSENT


@dataclass(frozen=True, kw_only=True)
class EngineerChanged(RowEvent):
    """A row of `engineer` is changed, opened or closed, or gets another photograph."""

    kind = "engineer.changed"
    called = _CALLED["changed"]
    audience = Audience(field=())
    personal = ("values",)

    changed: Sequence[str] | Absent = ABSENT


def row_events(
    register: str, *verbs: Verb, personal: Fields = (), family: Phrase | None = None
) -> tuple[type[RowEvent], ...]:
    """Make the kinds of one register; `personal` says that its values tell of people."""
    return tuple(
        type(
            "".join(word.title() for word in (*register.split("_"), verb)),
            (RowEvent,),
            {
                "__module__": __name__,
                "__doc__": f"A row of `{register}` {_SAID[verb]}.",
                "kind": f"{register}.{verb}",
                "personal": personal,
                "called": _CALLED[verb],
                "family": family,
            },
        )
        for verb in verbs
    )


def row_event(register: str, verb: Verb) -> type[RowEvent]:
    """Return the kind that says this of a register's row."""
    event = EVENTS[f"{register}.{verb}"]
    if not issubclass(event, RowEvent):
        raise TypeError(f"{event.kind} is no event of a register")
    return event


OF_PEOPLE: Fields = ("values",)

OF_ROWS = (
    *row_events("customer", "created", "changed", personal=OF_PEOPLE, family=Phrase("Customers")),
    *row_events("site", "created", "changed", personal=OF_PEOPLE, family=Phrase("Sites")),
    *row_events("asset", "created", "changed", "deleted", family=Phrase("Machines")),
    *row_events("contract", "created", "changed", "deleted", family=Phrase("Contracts")),
    *row_events("calendar_day", "created", "changed", "deleted", family=Phrase("Days of calendars")),
    *row_events("territory", "created", "changed", family=Phrase("Territories")),
    *row_events("engineer", "created", personal=OF_PEOPLE, family=Phrase("Engineers")),
    *row_events("skill", "created", "changed", "deleted", family=Phrase("Skills")),
    *row_events("shift", "created", "changed", "deleted", family=Phrase("Shifts")),
    *row_events("leave", "created", "changed", "deleted", family=Phrase("Leave")),
    *row_events("provider", "created", "changed", personal=OF_PEOPLE, family=Phrase("Service providers")),
    *row_events("depot", "created", "changed", personal=OF_PEOPLE, family=Phrase("Depots")),
    *row_events("certificate_kind", "created", "changed", family=Phrase("Kinds of certificate")),
    *row_events("certificate", "created", "changed", personal=OF_PEOPLE, family=Phrase("Certificates")),
    *row_events(
        "named_engineer",
        "created",
        "changed",
        "deleted",
        personal=OF_PEOPLE,
        family=Phrase("Named engineers"),
    ),
    *row_events("fault_type", "created", "changed", "deleted", family=Phrase("Kinds of fault")),
    *row_events("charge_kind", "created", "changed", family=Phrase("Kinds of charge")),
    *row_events("part", "created", "changed", "deleted", family=Phrase("Parts")),
)


@dataclass(frozen=True, kw_only=True)
class PricesConfirmed(DomainEvent):
    """Somebody finds the prices right that the installation began with."""

    kind = "prices.confirmed"
    called = Phrase("Price list confirmed")
    family = Phrase("The price list")
    audience = OFFICE
    sentence = NOT_SHOWN


@dataclass(frozen=True, kw_only=True)
class CustomerMerged(DomainEvent):
    """A customer becomes an alias of another.

    filled: the columns that the other lacked, and has from this one.
    """

    kind = "customer.merged"
    called = Phrase("Merged into another customer")
    audience = OFFICE
    sentence = NOT_SHOWN
    personal = ("reason",)

    into_id: UUID
    reason: str
    filled: Sequence[str] | Absent = ABSENT


@dataclass(frozen=True, kw_only=True)
class CustomerAbsorbed(DomainEvent):
    """A customer gets another as an alias."""

    kind = "customer.absorbed"
    called = Phrase("Another customer merged into this one")
    audience = OFFICE
    sentence = NOT_SHOWN
    personal = ("reason",)

    merged_id: UUID
    reason: str


@dataclass(frozen=True, kw_only=True)
class CustomerUnmerged(DomainEvent):
    """A merger is taken back."""

    kind = "customer.unmerged"
    called = Phrase("Merger taken back")
    audience = OFFICE
    sentence = NOT_SHOWN
    personal = ("reason",)

    from_id: UUID
    reason: str
