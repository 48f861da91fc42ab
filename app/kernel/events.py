"""What an event is: one frozen class per kind, which says all that the house has to know of that kind.

A room declares its kinds in `events.py` and brings them in `capability.py`; `app.kernel.ledger.record` writes
them.  Audience, histories, notices and the generated documents ask the classes.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import timedelta
from enum import Enum
from types import ModuleType
from typing import Any, ClassVar, Final, Literal
from uuid import UUID

from app.kernel.phrases import Phrase
from app.kernel.slots import TableSlot

Fields = tuple[str, ...]
Body = Mapping[str, Any]
Tone = Literal["good", "bad", "plain"]
Before = Callable[[Collection[str]], str | None]
"""Returns the last earlier kind, of those named, that happened to the event's visit."""


class Absent(Enum):
    """A field that an event does not carry, which is not the same as one that is null."""

    ABSENT = "absent"

    def __repr__(self) -> str:
        return self.name


ABSENT: Final = Absent.ABSENT
NOT_SHOWN: Final = None
"""The sentence of a kind that stands in no history."""

BESIDE: Final = "personal"
"""In a chained body: the names of the fields that stand beside the chain, and the hash over them."""


@dataclass(frozen=True, slots=True)
class Audience:
    """Which fields those outside the office are told; for a side that has None the event does not exist.

    customer: the customer and whoever has the tracking link.  field: the engineer concerned and his provider.
    """

    customer: Fields | None = None
    field: Fields | None = None


OFFICE = Audience()
"""Nobody outside is told."""


def always(_body: Body, _before: Before) -> bool:
    """Tell it every time."""
    return True


@dataclass(frozen=True, slots=True)
class Notice:
    """One message to a person.

    template: the text.  useful: after that it is better left unsaid.  urgent: quiet hours do not hold it.
    when: what else must hold.  at_most_every: how long the same is not said again about one request.
    untrue_after: kinds after which, for the same visit or the whole request, it is left unsaid; they must
    agree in the field `same`, where one is named.
    """

    template: str
    useful: timedelta
    urgent: bool = True
    when: Callable[[Body, Before], bool] = always
    at_most_every: timedelta | None = None
    untrue_after: Collection[str] = ()
    same: str | None = None


@dataclass(frozen=True, kw_only=True)
class DomainEvent:
    """Base of all kinds; the docstring of each says when it happens.

    kind: its name in the ledger and outside.  audience: who is told which fields.  sentence: its title in
    histories, or `NOT_SHOWN`.  called: what it is where people choose kinds, if that is not its sentence.
    family: what all kinds are called that begin as it does; one of them says so.  tone: how histories colour
    it.  personal: fields that say something of a person, which are kept beside the chain and can be erased.
    to_customer, to_engineer, to_provider: the notice that they get of it.  urgent_to_staff: the office's
    channels pass it on in quiet hours too.

    `visit_id` is kept beside the body; `link_maker` names who made the link by which it was done.
    """

    kind: ClassVar[str]
    audience: ClassVar[Audience]
    sentence: ClassVar[Phrase | None]
    called: ClassVar[Phrase | None] = None
    family: ClassVar[Phrase | None] = None
    tone: ClassVar[Tone] = "plain"
    personal: ClassVar[Fields] = ()
    to_customer: ClassVar[Notice | None] = None
    to_engineer: ClassVar[Notice | None] = None
    to_provider: ClassVar[Notice | None] = None
    urgent_to_staff: ClassVar[bool] = False

    visit_id: UUID | None = None
    link_maker: str | Absent = ABSENT

    @classmethod
    def title(cls, _body: Body) -> Phrase | None:
        """Return the title in histories of one event with this body; most kinds have but one."""
        return cls.sentence

    def body(self) -> dict[str, Any]:
        """Return what is written: every field but those that are absent."""
        said = {name: getattr(self, name) for name in body_fields(type(self))}
        return {name: value for name, value in said.items() if value is not ABSENT}


class EventIncomplete(TypeError):
    """A kind does not say what every kind has to say."""

    def __init__(self, event: type[DomainEvent], lacking: str) -> None:
        super().__init__(f"{event.__module__}.{event.__qualname__}: {lacking}")


EVENTS: TableSlot[str, type[DomainEvent]] = TableSlot("kinds of events")


def family_of(kind: str) -> str:
    """Return what a kind begins with."""
    return kind.partition(".")[0]


def family_names() -> dict[str, Phrase]:
    """Return what each family of kinds is called, by what its kinds begin with."""
    return {family_of(kind): event.family for kind, event in EVENTS.all().items() if event.family}


def words_of(kind: str) -> Phrase | None:
    """Return what a kind is called; None where there is no such kind any more."""
    event = EVENTS.all().get(kind)
    return (event.called or event.sentence) if event else None


def body_fields(event: type[DomainEvent]) -> Fields:
    """Return the names of the fields that an event's body may have."""
    return tuple(field.name for field in fields(event) if field.name != "visit_id")


def kinds(*modules: ModuleType, also: Iterable[type[DomainEvent]] = ()) -> dict[str, type[DomainEvent]]:
    """Return the kinds that `modules` declare, and `also`, as `EVENTS` takes them.

    Raises:
        EventIncomplete: one of them does not say what every kind has to say, or says it of no field.
    """
    found = [one for module in modules for one in vars(module).values() if _is_declared_in(module, one)]
    return {event.kind: _checked(event) for event in (*found, *also)}


def _is_declared_in(module: ModuleType, one: object) -> bool:
    return (
        isinstance(one, type)
        and issubclass(one, DomainEvent)
        and one.__module__ == module.__name__
        and "kind" in vars(one)
    )


def _checked(event: type[DomainEvent]) -> type[DomainEvent]:
    for name in ("audience", "sentence"):
        if not hasattr(event, name):
            raise EventIncomplete(event, f"has no {name}")
    told = (*(event.audience.customer or ()), *(event.audience.field or ()))
    unknown = {*told, *event.personal} - {*body_fields(event)}
    if any(field.name == BESIDE for field in fields(event)):
        raise EventIncomplete(event, f"has a field {BESIDE}, which is the ledger's own name")
    if unknown:
        raise EventIncomplete(event, f"names fields that it does not have: {', '.join(sorted(unknown))}")
    return event
