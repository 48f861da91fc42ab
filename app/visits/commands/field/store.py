"""Keeping messages: one row for each event id of an engineer, whoever sends it how often."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.kernel import UnitOfWork
from app.kernel.errors import Invalid
from app.kernel.phrases import Phrase
from app.kernel.upserts import insert_or_ignore
from app.phones.rules.envelope import Envelope, corrected
from app.phones.rules.kinds import Kind, Status
from app.phones.tables import PhoneEvent
from app.visits.commands.field.context import dotted
from app.visits.errors import EventIdReused
from checklists import RecordInvalid, canonical_json

UNJUDGED = ""
"""The status of a message within its own transaction, until it is judged."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A message as it came, envelope read."""

    kind: Kind
    envelope: Envelope
    body: Mapping[str, Any]
    flags: tuple[str, ...] = ()


Claimed = tuple[PhoneEvent, bool]
"""A message's row, and whether it is new."""


def claim(uow: UnitOfWork, engineer_id: UUID, visit_id: UUID | None, sent: Sent) -> Claimed:
    """Return the message's row, made if it is new.

    The row is written before anything else, and the unique key decides: a repeat that comes at
    the same moment waits here for the first to commit, then finds its row.

    Raises:
        EventIdReused: the engineer used the event id for something else.
        Invalid: the body cannot be written as JSON.
    """
    values = _values(uow, engineer_id, visit_id, sent)
    insert_or_ignore(uow, PhoneEvent, values, [PhoneEvent.engineer_id, PhoneEvent.event_id])
    event = uow.session.scalars(
        select(PhoneEvent).where(
            PhoneEvent.engineer_id == engineer_id, PhoneEvent.event_id == sent.envelope.event_id
        )
    ).one()
    return _same(event, values), event.id == values["id"]


def claim_all(
    uow: UnitOfWork, engineer_id: UUID, visit_id: UUID | None, batch: Sequence[Sent]
) -> list[Claimed]:
    """Do what `claim` does for many messages with two statements.

    Raises:
        EventIdReused, Invalid: as for `claim`.
        IntegrityError: one of them came by another way at the same moment; the caller takes them singly.
    """
    ids = [sent.envelope.event_id for sent in batch]
    rows = uow.session.scalars(
        select(PhoneEvent).where(PhoneEvent.engineer_id == engineer_id, PhoneEvent.event_id.in_(ids))
    )
    known = {row.event_id: row for row in rows}
    claimed: list[Claimed] = []
    for sent in batch:
        values = _values(uow, engineer_id, visit_id, sent)
        found = known.get(sent.envelope.event_id)
        if found is None:
            found = known[sent.envelope.event_id] = PhoneEvent(**values)
            uow.session.add(found)
            claimed.append((found, True))
        else:
            claimed.append((_same(found, values), False))
    uow.session.flush()
    return claimed


def _values(uow: UnitOfWork, engineer_id: UUID, visit_id: UUID | None, sent: Sent) -> dict[str, Any]:
    content = {
        "kind": sent.kind,
        "visit_id": visit_id,
        "device_at": sent.envelope.device_at,
        "body": sent.body,
    }
    return {
        "id": uow.new_id(),
        "engineer_id": engineer_id,
        "event_id": sent.envelope.event_id,
        "visit_id": visit_id,
        "kind": sent.kind,
        "body": json.loads(_canonical({"body": sent.body}))["body"],
        "body_digest": hashlib.sha256(_canonical(content)).hexdigest(),
        "offline": sent.envelope.offline,
        "device_at": sent.envelope.device_at,
        "received_at": sent.envelope.received_at,
        "skew_s": sent.envelope.skew_s,
        "clock_off_s": sent.envelope.clock_off_s,
        "device_id": sent.envelope.marks.device_id,
        "boot_id": sent.envelope.marks.boot_id,
        "sequence": sent.envelope.marks.sequence,
        "counter_ms": sent.envelope.marks.counter_ms,
        "status": UNJUDGED,
        "flags": list(sent.flags),
        "answer": {},
    }


def _same(event: PhoneEvent, values: Mapping[str, Any]) -> PhoneEvent:
    if event.body_digest != values["body_digest"]:
        raise EventIdReused(event.event_id)
    return event


def held(uow: UnitOfWork, visit_id: UUID) -> Sequence[PhoneEvent]:
    """The messages about a visit that wait, in the order in which they happened; not those set aside."""
    events = uow.session.scalars(
        select(PhoneEvent).where(
            PhoneEvent.visit_id == visit_id,
            PhoneEvent.status == Status.HELD,
            PhoneEvent.reviewed_at.is_(None),
        )
    ).all()
    return sorted(events, key=lambda e: (corrected(e.device_at, e.skew_s, e.received_at), str(e.event_id)))


def _canonical(data: Mapping[str, Any]) -> bytes:
    try:
        return canonical_json(data)
    except RecordInvalid as bad:
        raise Invalid({dotted(bad.path.removeprefix("body.")): Phrase.of(bad.text)}) from bad
