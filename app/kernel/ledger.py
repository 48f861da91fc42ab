"""The ledger: every transition appends an event to its stream's hash chain.

Events are gathered during a transaction and appended as its last act, streams in order of name, so
that two transactions never wait for each other crosswise, and no head stays locked longer than the
commit takes.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID
from weakref import WeakKeyDictionary

from sqlalchemy import func, select, text

from app.kernel import Phase, UnitOfWork, locks
from app.kernel.events import BESIDE, DomainEvent
from app.kernel.ledger_hash import GENESIS, canonical, event_hash, personal_hash, root
from app.kernel.listener import EVENTS
from app.kernel.tables import Event, EventPersonalData, Seal, SealedHead, StreamHead
from app.kernel.upserts import insert_or_ignore

__all__ = ["GENESIS", "canonical", "event_hash", "note", "record", "root", "seal"]


@dataclass(frozen=True, slots=True)
class Entry:
    """An event that waits for the end of its transaction; `beside` is what does not stand in the chain."""

    stream: str
    kind: str
    visit_id: UUID | None
    body: str
    beside: EventPersonalData | None


_gathered: WeakKeyDictionary[UnitOfWork, list[Entry]] = WeakKeyDictionary()


def record(uow: UnitOfWork, stream: str, event: DomainEvent) -> None:
    """Note an event; it is chained when the unit of work commits.

    `stream` is `request:<id>`, `engineer:<id>`, `enquiry:<id>` …  Its personal fields stand beside the
    chain, where they can be erased.
    """
    chained, beside = _parted(uow, event.body(), event.personal)
    _gather(uow, Entry(stream, event.kind, event.visit_id, _said(uow, chained), beside))


def note(uow: UnitOfWork, stream: str, kind: str, visit_id: UUID | None = None, **data: Any) -> None:
    """Note what has no class: the entries of tests; everybody else calls `record`.

    `data` must be JSON-able, where datetimes and UUIDs count as such.
    """
    _gather(uow, Entry(stream, kind, visit_id, _said(uow, data), None))


def _parted(
    uow: UnitOfWork, data: Mapping[str, Any], personal: Collection[str]
) -> tuple[dict[str, Any], EventPersonalData | None]:
    """Part what is chained from what stands beside it, of which the chain has the names and one hash."""
    chained = {name: value for name, value in data.items() if name not in personal}
    apart = {name: value for name, value in data.items() if name in personal}
    if not apart:
        return chained, None
    beside = EventPersonalData(salt=uow.runtime.salt(), body=canonical(apart))
    chained[BESIDE] = {"fields": sorted(apart), "hash": personal_hash(beside.salt, beside.body)}
    return chained, beside


def _said(uow: UnitOfWork, chained: dict[str, Any]) -> str:
    """Return an event's body; what is done by a link names who made that."""
    if uow.principal.link_maker:
        chained.setdefault("link_maker", uow.principal.link_maker)
    return canonical(chained)


def _gather(uow: UnitOfWork, entry: Entry) -> None:
    entries = _gathered.get(uow)
    if entries is None:
        entries = _gathered[uow] = []
        uow.at_commit(Phase.EVENTS, lambda: _append(uow, _gathered.pop(uow)))
    entries.append(entry)


def _append(uow: UnitOfWork, entries: list[Entry]) -> None:
    heads = _locked_heads(uow, sorted({entry.stream for entry in entries}))
    tx_id = _announced(uow)
    events = []
    for entry in entries:
        head = heads[entry.stream]
        event = Event(
            stream=entry.stream,
            number=head.number + 1,
            kind=entry.kind,
            at=uow.now,
            actor=uow.principal.key,
            visit_id=entry.visit_id,
            body=entry.body,
            previous_hash=head.hash,
            tx_id=tx_id,
        )
        event.hash = event_hash(event)
        head.number, head.hash = event.number, event.hash
        events.append(event)
    uow.session.add_all(events)
    uow.session.flush()
    _put_beside(uow, entries, events)


def _put_beside(uow: UnitOfWork, entries: list[Entry], events: list[Event]) -> None:
    """Add what does not stand in the chain, now that its events have their ids."""
    for entry, event in zip(entries, events, strict=True):
        if entry.beside is not None:
            entry.beside.event_id = event.id
            uow.session.add(entry.beside)
    uow.session.flush()


def _announced(uow: UnitOfWork) -> int:
    """Have the readers woken when this transaction commits; returns its id, 0 where writers take turns."""
    uow.after_commit(uow.runtime.event_wake_up.wake)
    if uow.session.get_bind().dialect.name != "postgresql":
        return 0
    told = select(func.pg_notify(EVENTS, ""), text("pg_current_xact_id()::text::bigint"))
    return int(uow.session.execute(told).one()[1])


def _locked_heads(uow: UnitOfWork, streams: list[str]) -> dict[str, StreamHead]:
    """Return the heads of `streams`, each made if new and locked, in order of name."""
    rows = [{"stream": stream, "number": 0, "hash": GENESIS, "sealed_number": 0} for stream in streams]
    insert_or_ignore(uow, StreamHead, rows)
    wanted = select(StreamHead).where(StreamHead.stream.in_(streams)).order_by(StreamHead.stream)
    return {head.stream: head for head in locks.rows(uow, wanted)}


def seal(uow: UnitOfWork) -> Seal | None:
    """Seal all heads that moved since the last seal; None where none did."""
    unsealed = select(StreamHead).where(StreamHead.number > StreamHead.sealed_number)
    moved = locks.rows(uow, unsealed.order_by(StreamHead.stream))
    if not moved:
        return None
    last = uow.session.scalars(select(Seal).order_by(Seal.number.desc()).limit(1)).first()
    number, previous = (last.number + 1, last.root) if last else (1, GENESIS)
    heads = [
        SealedHead(seal_number=number, stream=head.stream, number=head.number, hash=head.hash)
        for head in moved
    ]
    made = Seal(number=number, at=uow.now, previous_root=previous, root=root(previous, heads))
    uow.session.add(made)
    uow.session.flush()
    uow.session.add_all(heads)
    for head in moved:
        head.sealed_number = head.number
    return made
