"""Keeping messages: one row for each event id of an engineer, whoever sends it how often."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from app.errors import EventIdReused, Invalid, NotFound
from app.models import Engineer, PhoneEvent, ServiceRequest, Visit
from app.runtime import UnitOfWork
from app.services.field.context import dotted
from app.services.field.envelope import Envelope, corrected
from app.services.field.kinds import Kind, Status
from checklists import RecordInvalid, canonical_json


def claim(
    uow: UnitOfWork,
    engineer_id: UUID,
    visit_id: UUID | None,
    kind: Kind,
    envelope: Envelope,
    body: Mapping[str, Any],
) -> tuple[PhoneEvent, bool]:
    """Return the message's row, and whether it is new.

    The row is written before anything else and with the unique key as the judge: a repeat that comes at
    the same moment waits here for the first to commit, then finds its row.

    Raises:
        EventIdReused: the engineer used the event id for something else.
        Invalid: the body cannot be written as JSON.
    """
    text = _canonical({"body": body})
    content = json.loads(text)["body"]
    digest = hashlib.sha256(
        _canonical({"kind": kind, "visit_id": visit_id, "device_at": envelope.device_at, "body": body})
    ).hexdigest()
    dialect = postgresql if uow.session.get_bind().dialect.name == "postgresql" else sqlite
    uow.session.execute(
        dialect.insert(PhoneEvent)
        .values(
            id=(fresh_id := uow.new_id()),
            engineer_id=engineer_id,
            event_id=envelope.event_id,
            visit_id=visit_id,
            kind=kind,
            body=content,
            body_digest=digest,
            offline=envelope.offline,
            device_at=envelope.device_at,
            received_at=envelope.received_at,
            skew_s=envelope.skew_s,
            status=Status.HELD,
            flags=[],
            answer={},
        )
        .on_conflict_do_nothing(index_elements=[PhoneEvent.engineer_id, PhoneEvent.event_id])
    )
    event = uow.session.scalars(
        select(PhoneEvent).where(
            PhoneEvent.engineer_id == engineer_id, PhoneEvent.event_id == envelope.event_id
        )
    ).one()
    if event.body_digest != digest:
        raise EventIdReused(envelope.event_id)
    return event, event.id == fresh_id


def held(uow: UnitOfWork, visit_id: UUID) -> Sequence[PhoneEvent]:
    """The messages about a visit that wait, in the order in which they happened."""
    events = uow.session.scalars(
        select(PhoneEvent).where(PhoneEvent.visit_id == visit_id, PhoneEvent.status == Status.HELD)
    ).all()
    return sorted(events, key=lambda e: (corrected(e.device_at, e.skew_s, e.received_at), str(e.event_id)))


def locked_visit(uow: UnitOfWork, visit_id: UUID) -> tuple[Visit, ServiceRequest]:
    """Load a visit and its request, request first, so that all who lock both do it in one order.

    Raises:
        NotFound: there is no such visit.
    """
    request = uow.session.scalars(
        select(ServiceRequest)
        .where(ServiceRequest.id == select(Visit.request_id).where(Visit.id == visit_id).scalar_subquery())
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).one_or_none()
    if request is None:
        raise NotFound("Visit", visit_id)
    visit = uow.session.scalars(
        select(Visit)
        .where(Visit.id == visit_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).one()
    return visit, request


def locked_engineer(uow: UnitOfWork, engineer_id: UUID) -> Engineer:
    """Load an engineer with the row lock."""
    return uow.session.scalars(
        select(Engineer)
        .where(Engineer.id == engineer_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).one()


def _canonical(data: Mapping[str, Any]) -> bytes:
    try:
        return canonical_json(data)
    except RecordInvalid as bad:
        raise Invalid({dotted(bad.path.removeprefix("body.")): bad.message}) from bad
