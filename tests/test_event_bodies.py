"""What is stored of an event is what was stored of it before events were classes: hashes cover it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from app import capabilities
from app.arrivals.events import ArrivalConfirmed
from app.dispatching.events import OverrideAssigned, VisitAssigned, VisitTimesPulled
from app.kernel.events import DomainEvent
from app.kernel.ledger import canonical
from app.registers.events import EngineerChanged, row_event
from app.requests.commands.remote import How
from app.requests.events.offers import OfferWithdrawn
from app.requests.events.requests import RequestPromised, RequestResolved
from app.requests.events.visits import VisitIncomplete, VisitPlanned
from app.requests.rules.lifecycle import VisitState
from app.visits.events.phone import MessageFlagged

A, B = UUID(int=1), UUID(int=2)
AT = datetime(2026, 3, 2, 1, 12, 9, tzinfo=UTC)
SAID = "2026-03-02T01:12:09+00:00"


@pytest.fixture(autouse=True)
def installed() -> None:
    capabilities.install()


@pytest.mark.parametrize(
    ("event", "stored"),
    [
        (
            RequestPromised(due_at=AT, promise_s=3600, priority=1, min_stars=3, contract_id=None),
            {"due_at": SAID, "promise_s": 3600, "priority": 1, "min_stars": 3, "contract_id": None},
        ),
        (RequestResolved(), {}),
        (
            RequestResolved(solved_remotely=True, how=How.TELEPHONE, solved_by="Li", note=""),
            {"solved_remotely": True, "how": "telephone", "solved_by": "Li", "note": ""},
        ),
        (VisitPlanned(visit_id=A, ordinal=1, not_before_at=None), {"ordinal": 1, "not_before_at": None}),
        (
            VisitPlanned(visit_id=A, engineer_id=None, why="expired", was=VisitState.OFFERED, note=None),
            {"engineer_id": None, "why": "expired", "was": "offered", "note": None},
        ),
        (
            VisitIncomplete(visit_id=A, engineer_id=B, reason="other", by="office", ended_at=AT),
            {"engineer_id": str(B), "reason": "other", "by": "office", "ended_at": SAID},
        ),
        (OfferWithdrawn(visit_id=A, engineer_id=B), {"engineer_id": str(B)}),
        (VisitAssigned(visit_id=A, engineer_id=B), {"engineer_id": str(B)}),
        (
            VisitTimesPulled(visit_id=A, engineer_id=B, to=AT, was_departed_at=AT),
            {"engineer_id": str(B), "to": SAID, "was_departed_at": SAID},
        ),
        (
            OverrideAssigned(visit_id=A, engineer_id=B, pin=True, cost_s=4, late_s=0),
            {"engineer_id": str(B), "pin": True, "cost_s": 4, "late_s": 0},
        ),
        (
            ArrivalConfirmed(visit_id=A, by="card", confirmed_at=AT, link_maker="card:1"),
            {"by": "card", "confirmed_at": SAID, "link_maker": "card:1"},
        ),
        (
            MessageFlagged(visit_id=A, engineer_id=B, event_id=A, message="depart", flags=["x"]),
            {"engineer_id": str(B), "event_id": str(A), "message": "depart", "flags": ["x"]},
        ),
        (EngineerChanged(changed=["photo"]), {"changed": ["photo"]}),
    ],
)
def test_body_is_stored_as_it_always_was(event: DomainEvent, stored: dict[str, Any]) -> None:
    assert canonical(event.body()) == json.dumps(
        stored, sort_keys=True, separators=(",", ":"), ensure_ascii=False
    )


def test_row_of_a_register_is_stored_as_it_always_was() -> None:
    event = row_event("customer", "created")(values={"name": "茶馆"}, private=["email"])
    assert (event.kind, canonical(event.body())) == (
        "customer.created",
        '{"private":["email"],"values":{"name":"茶馆"}}',
    )
