"""What planner and dispatcher do with visits, and whether phones are heard."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.kernel.events import ABSENT, NOT_SHOWN, OFFICE, Absent, Audience, Body, DomainEvent
from app.kernel.phrases import Phrase


@dataclass(frozen=True, kw_only=True)
class VisitAssigned(DomainEvent):
    """A visit gets its engineer."""

    kind = "visit.assigned"
    audience = Audience(customer=("eta_at",), field=("engineer_id", "eta_at"))
    sentence = Phrase("Engineer chosen")

    engineer_id: UUID
    eta_at: datetime | Absent = ABSENT


def is_far_off(body: Body) -> bool:
    """Whether a visit that nobody had may begin only after the shifts that are planned now."""
    return not body.get("engineer_id") and "window_after_shift" in body.get("codes", ())


@dataclass(frozen=True, kw_only=True)
class VisitUnassigned(DomainEvent):
    """Nobody can serve a visit, or the one who had it left; the codes say why."""

    kind = "visit.unassigned"
    audience = Audience(field=("engineer_id",))
    sentence = Phrase("Engineer taken off the visit")
    tone = "bad"

    engineer_id: UUID | None
    codes: Sequence[str]

    @classmethod
    def title(cls, body: Body) -> Phrase:
        """Say that nobody was found where nobody had it, or that its hour is still far off."""
        if body.get("engineer_id"):
            return cls.sentence
        if is_far_off(body):
            return Phrase("Nobody is planned yet: its hour begins after the shifts of now")
        return Phrase("Nobody can be sent as things are")


@dataclass(frozen=True, kw_only=True)
class VisitTimesPulled(DomainEvent):
    """The office settled an arrival before a recorded acceptance or departure, which gave way."""

    kind = "visit.times_pulled"
    audience = Audience(field=("engineer_id", "to", "was_accepted_at", "was_departed_at"))
    sentence = Phrase("Acceptance or departure dated no later than the arrival")

    engineer_id: UUID | None
    to: datetime
    was_accepted_at: datetime | Absent = ABSENT
    was_departed_at: datetime | Absent = ABSENT


@dataclass(frozen=True, kw_only=True)
class Overridden(DomainEvent):
    """A dispatcher decides about a visit; what it costs is in the engine's seconds and in lateness.

    `was_engineer_id` had the visit before, `was_pinned_to` is to whom it was pinned.
    """

    audience = OFFICE

    cost_s: int = 0
    late_s: int = 0
    was_engineer_id: UUID | Absent | None = ABSENT
    was_pinned_to: UUID | Absent | None = ABSENT


@dataclass(frozen=True, kw_only=True)
class OverrideAssigned(Overridden):
    """A dispatcher gives a visit to an engineer.

    Where the entry `against` of the register of named engineers was against it, the `reason` says why all the
    same.
    """

    kind = "override.assigned"
    family = Phrase("Dispatchers' choices")
    sentence = Phrase("Assigned by the dispatcher")
    personal = ("reason",)

    engineer_id: UUID
    pin: bool
    reason: str | Absent = ABSENT
    against: UUID | Absent = ABSENT


@dataclass(frozen=True, kw_only=True)
class OverrideUnassigned(Overridden):
    """A dispatcher takes a visit from its engineer."""

    kind = "override.unassigned"
    sentence = Phrase("Taken back by the dispatcher")
    tone = "bad"

    engineer_id: UUID


@dataclass(frozen=True, kw_only=True)
class OverridePinned(Overridden):
    """A dispatcher keeps a visit with the engineer who has it."""

    kind = "override.pinned"
    sentence = Phrase("Pinned by the dispatcher")

    engineer_id: UUID


@dataclass(frozen=True, kw_only=True)
class OverrideUnpinned(Overridden):
    """A dispatcher lets the planner move a visit again."""

    kind = "override.unpinned"
    sentence = Phrase("Unpinned by the dispatcher")


@dataclass(frozen=True, kw_only=True)
class OverrideExcluded(Overridden):
    """A dispatcher rules an engineer out for a visit."""

    kind = "override.excluded"
    sentence = Phrase("Engineer ruled out by the dispatcher")

    engineer_id: UUID


@dataclass(frozen=True, kw_only=True)
class OverrideIncluded(Overridden):
    """A dispatcher allows an engineer again."""

    kind = "override.included"
    sentence = Phrase("Engineer allowed again by the dispatcher")

    engineer_id: UUID


@dataclass(frozen=True, kw_only=True)
class OverrideUndone(DomainEvent):
    """A dispatcher took the last decision back, by the one just before this, before anybody was told."""

    kind = "override.undone"
    audience = OFFICE
    sentence = Phrase("Decision undone before anybody was told")

    undoes: int


@dataclass(frozen=True, kw_only=True)
class PhoneSilent(DomainEvent):
    """Offers lapsed without a sign of life from an engineer's phone."""

    kind = "engineer.phone_silent"
    called = Phrase("Phone silent")
    audience = Audience(field=())
    sentence = NOT_SHOWN


@dataclass(frozen=True, kw_only=True)
class PhoneHeard(DomainEvent):
    """An engineer's phone was heard again."""

    kind = "engineer.phone_heard"
    called = Phrase("Phone heard again")
    audience = Audience(field=())
    sentence = NOT_SHOWN
