"""Checking the ledger: every chain of events and what stands beside it, every head, every seal."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from sqlalchemy import Select, and_, select

from app.kernel import UnitOfWork
from app.kernel.events import BESIDE
from app.kernel.events_of_ledger import PersonalDataErased
from app.kernel.ledger_hash import GENESIS, event_hash, personal_hash, root
from app.kernel.tables import Event, EventPersonalData, Seal, SealedHead, StreamHead

_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class LedgerDamage:
    """The first thing that is wrong with one stream or one seal."""

    where: str
    what: str


@dataclass(frozen=True, slots=True)
class LedgerReport:
    """What was walked, and every fault found; a stream is not walked beyond its first."""

    events: int
    streams: int
    seals: int
    faults: tuple[LedgerDamage, ...]

    @property
    def intact(self) -> bool:
        """Whether nothing was altered."""
        return not self.faults


def verify(uow: UnitOfWork) -> LedgerReport:
    """Walk all chains and seals, a thousand rows at a time.

    Each of the three statements sees one state of the database, so that writers may go on meanwhile.
    An event altered, removed, inserted or reordered breaks its chain; a chain cut short or rewritten
    whole differs from its head, and where the head was rewritten too, from the seals.  Personal data beside
    a chain are those of which it has the hash, or it records that they were erased.
    """
    events, streams, faults = 0, 0, list[LedgerDamage]()
    walked = _rows(uow, _EVENTS)
    for stream, rows in groupby(walked, key=lambda row: row[0].stream):
        streams += 1
        fault, count = _walk_chain(rows)
        events += count
        if fault is not None:
            faults.append(LedgerDamage(stream, fault))
    faults += [
        LedgerDamage(stream, "all its events are gone") for stream in uow.session.scalars(_EMPTY_HEADS)
    ]
    seals, broken = _walk_seals(uow)
    return LedgerReport(events, streams, seals, (*faults, *broken))


def seals() -> Select[Any]:
    """Return the query of all seals, newest first."""
    return select(Seal).order_by(Seal.number.desc())


_EVENTS = (
    select(Event, StreamHead.number, StreamHead.hash, EventPersonalData.salt)
    .outerjoin(StreamHead, StreamHead.stream == Event.stream)
    .outerjoin(EventPersonalData, EventPersonalData.event_id == Event.id)
    .order_by(Event.stream, Event.number)
)
_EMPTY_HEADS = select(StreamHead.stream).where(
    StreamHead.number > 0, ~select(Event.id).where(Event.stream == StreamHead.stream).exists()
)
_SEALED = (
    select(Seal, SealedHead, Event.hash)
    .outerjoin(SealedHead, SealedHead.seal_number == Seal.number)
    .outerjoin(Event, and_(Event.stream == SealedHead.stream, Event.number == SealedHead.number))
    .order_by(Seal.number)
)


def _rows(uow: UnitOfWork, query: Any) -> Iterator[Any]:
    # What an earlier read left in the session must not hide what the table says now.
    options = {"yield_per": _AT_ONCE, "populate_existing": True}
    return iter(uow.session.execute(query.execution_options(**options)))


def _walk_chain(rows: Iterator[Any]) -> tuple[str | None, int]:
    """Return the chain's first fault, if it has one, and how many events there are."""
    number, last, count, fault = 0, GENESIS, 0, None
    head: tuple[int | None, str | None] = (None, None)
    beside = _Beside()
    for event, head_number, head_hash, salt in rows:
        count += 1
        head = (head_number, head_hash)
        if fault is None:
            fault = _fault_of(event, number, last) or beside.fault_of(event, salt)
        number, last = event.number, event.hash
    if fault is None and head[0] is None:
        fault = "it has no head"
    if fault is None and head != (number, last):
        fault = f"its head is event {head[0]}, and the last event there is {number}"
    return fault or beside.lost(), count


def _fault_of(event: Event, number: int, last: str) -> str | None:
    if event.number != number + 1:
        return f"event {number + 1} is missing"
    if event.previous_hash != last:
        return f"event {event.number} does not follow from event {number}"
    if event_hash(event) != event.hash:
        return f"event {event.number} was altered"
    return None


@dataclass(slots=True)
class _Beside:
    """Which events of a chain, by number, have their personal data, and which lack them so far."""

    kept: set[int] = field(default_factory=set)
    lacking: set[int] = field(default_factory=set)

    def fault_of(self, event: Event, salt: str | None) -> str | None:
        """Take the next event, which is as it was written."""
        body = json.loads(event.body)
        known = body.get(BESIDE)
        if known is None and salt is not None:
            return f"event {event.number} knows nothing of the personal data beside it"
        if known is not None and salt is None:
            self.lacking.add(event.number)
        elif known is not None:
            self.kept.add(event.number)
            if personal_hash(salt or "", event.personal or "") != known["hash"]:
                return f"the personal data of event {event.number} were altered"
        return self._erasure(body) if event.kind == PersonalDataErased.kind else None

    def _erasure(self, body: dict[str, Any]) -> str | None:
        """Take what was erased of the events before."""
        erased = set(body["numbers"])
        self.lacking -= erased
        back = sorted(self.kept & erased)
        return f"the personal data of event {back[0]} are there although they were erased" if back else None

    def lost(self) -> str | None:
        """Say whose personal data are gone without a record of it."""
        return f"the personal data of event {min(self.lacking)} are gone" if self.lacking else None


def _walk_seals(uow: UnitOfWork) -> tuple[int, list[LedgerDamage]]:
    number, previous, faults = 0, GENESIS, list[LedgerDamage]()
    for seal, rows in groupby(_rows(uow, _SEALED), key=lambda row: row[0]):
        fault = _fault_of_seal(seal, list(rows), number, previous)
        if fault is not None:
            faults.append(LedgerDamage(f"seal {seal.number}", fault))
        number, previous = seal.number, seal.root
    return number, faults


def _fault_of_seal(seal: Seal, rows: list[Any], number: int, previous: str) -> str | None:
    heads = [head for _, head, _ in rows if head is not None]
    if seal.number != number + 1:
        return f"seal {number + 1} is missing"
    if seal.previous_root != previous:
        return f"it does not follow from seal {number}"
    if root(seal.previous_root, heads) != seal.root:
        return "it was altered"
    for _, head, hash_now in rows:
        if head is not None and head.hash != hash_now:
            return f"event {head.number} of {head.stream} is not the one that was sealed"
    return None
