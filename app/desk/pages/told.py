"""The history of a request as its page tells it: all of it, or one kind, or what one person did."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from app.desk.pages import timeline
from app.kernel import UnitOfWork
from app.kernel.phrases import Phrase
from app.promise.pages import words
from app.registers.reads.people import engineer_names
from app.requests.reads import history
from app.requests.reads.history import HistoryEvent
from app.visits.reads import message_facts
from app.web.pages import lists

KINDS = {
    "visit": (Phrase("Visits and offers"), ("visit.", "offer.")),
    "desk": (Phrase("Alerts and decisions"), ("alert.", "rescue.", "override.", "promise.")),
    "request": (Phrase("The request itself"), ("request.", "link.", "follow", "rating")),
    "phone": (Phrase("Messages of phones"), ("phone.",)),
}


@dataclass(frozen=True, slots=True)
class History:
    """What is shown, of how many, and what it can be narrowed to."""

    events: Sequence[timeline.Told]
    all: int
    kind: str
    by: str
    kinds: Sequence[tuple[str, Phrase]]
    people: Sequence[tuple[str, str]]


def of_request(uow: UnitOfWork, request_id: UUID) -> History:
    """Tell the history, narrowed as the address says (`kind`, `by`)."""
    events = history.history(uow, request_id)
    people = history.people_of(uow, events)
    actors = list(dict.fromkeys(one.actor for one in events))
    kind, by = lists.one_of("kind", list(KINDS)), lists.one_of("by", actors)
    chosen = [one for one in events if _is_of(one, kind) and by in ("", one.actor)]
    told = timeline.told(
        chosen, engineer_names(uow), message_facts.figures_of_request(uow, request_id), people
    )
    return History(
        events=told,
        all=len(events),
        kind=kind,
        by=by,
        kinds=[(key, title) for key, (title, _) in KINDS.items()],
        people=[(actor, words.who(actor, "", people)) for actor in actors],
    )


def _is_of(event: HistoryEvent, kind: str) -> bool:
    return not kind or event.kind.startswith(KINDS[kind][1])
