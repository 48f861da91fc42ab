"""Replays the answers of an offline phone: any order and any repeats end in the same state."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from checklists.conditions import same
from checklists.errors import ChecklistError, EventConflict
from checklists.kinds import Answer


@dataclass(frozen=True, slots=True)
class AnswerEvent:
    """One answer as it was given on a phone.

    ``device_at_corrected`` is the phone's time of answering with the phone's skew taken out, ``received_at``
    the server's time of receipt, both aware. ``value=None`` takes the answer back. ``ChecklistError`` for a
    naive time.
    """

    event_id: str
    template: str
    item: str
    value: Answer | None
    device_at_corrected: datetime
    received_at: datetime

    def __post_init__(self) -> None:
        for name in ("device_at_corrected", "received_at"):
            if getattr(self, name).utcoffset() is None:
                raise ChecklistError(name, "must be an aware time")

    @property
    def given_at(self) -> datetime:
        """When the answer was given.

        Never after its receipt, lest a fast clock beat every later correction.
        """
        return min(self.device_at_corrected, self.received_at)

    def same_body(self, other: AnswerEvent) -> bool:
        """Whether both say the same; the times may differ, as each delivery estimates the skew anew."""
        return (self.template, self.item) == (other.template, other.item) and same(self.value, other.value)


@dataclass(frozen=True)
class AnswerState:
    """The answers of one visit: the events received so far, by id. Equal whatever the order of arrival."""

    events: Mapping[str, AnswerEvent]

    @cached_property
    def winners(self) -> Mapping[tuple[str, str], AnswerEvent]:
        """The last event of each (template, item), by time given and then by event id."""
        latest: dict[tuple[str, str], AnswerEvent] = {}
        for event in sorted(self.events.values(), key=lambda e: (e.given_at, e.event_id)):
            latest[event.template, event.item] = event
        return latest

    def answers(self) -> dict[str, dict[str, Answer]]:
        """Template key → item key → value, as ``missing`` reads them; answers taken back are left out."""
        nested: dict[str, dict[str, Answer]] = {}
        for (template, item), event in sorted(self.winners.items()):
            if event.value is not None:
                nested.setdefault(template, {})[item] = event.value
        return nested


NO_ANSWERS = AnswerState({})


def fold(events: Iterable[AnswerEvent], onto: AnswerState = NO_ANSWERS) -> AnswerState:
    """``onto`` with ``events`` added; a repeat changes nothing.

    Of two deliveries of one event the earlier receipt counts. Raises ``EventConflict`` when one id comes with
    two bodies.
    """
    known = dict(onto.events)
    for event in events:
        before = known.get(event.event_id)
        if before is not None and not before.same_body(event):
            raise EventConflict(event.event_id)
        known[event.event_id] = event if before is None else min(before, event, key=_delivery)
    return AnswerState(known)


def _delivery(event: AnswerEvent) -> tuple[datetime, datetime]:
    return event.received_at, event.device_at_corrected
