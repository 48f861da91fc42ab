"""Leave that is asked for: the rules, and one journey from the engineer's page to the plan and back."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.dispatching.commands.placement import place_visit
from app.dispatching.commands.planner import plan_territory
from app.kernel import Role, unit_of_work
from app.leave.rules.asking import LONGEST, SICK_BEFORE, is_withdrawable, wrong_span
from app.leave.tables import LeaveRequest
from app.registers.tables import Leave
from tests.support import web
from tests.support.clock import FakeClock
from tests.support.town import DISPATCHER, Town, without_child

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
HOUR = timedelta(hours=1)
PHONE, API = "/mobile/v1/leave-requests", "/api/v1/leave-requests"


@pytest.mark.parametrize(
    ("reason", "begins", "lasts", "wrong"),
    [
        ("annual", timedelta(), HOUR, set()),
        ("annual", -HOUR, 2 * HOUR, {"starts_at"}),
        ("sick", -SICK_BEFORE, HOUR, set()),
        ("sick", -SICK_BEFORE - HOUR, HOUR, {"starts_at"}),
        ("annual", HOUR, timedelta(), {"ends_at"}),
        ("annual", HOUR, LONGEST, set()),
        ("annual", HOUR, LONGEST + HOUR, {"ends_at"}),
    ],
)
def test_what_may_be_asked_for(reason: str, begins: timedelta, lasts: timedelta, wrong: set[str]) -> None:
    assert wrong_span(reason, NOW + begins, NOW + begins + lasts, NOW).keys() == wrong


@pytest.mark.parametrize(
    ("state", "begins", "possible"),
    [
        ("asked", -HOUR, True),
        ("approved", HOUR, True),
        ("approved", timedelta(), False),
        ("refused", HOUR, False),
        ("withdrawn", HOUR, False),
    ],
)
def test_what_may_be_withdrawn(state: str, begins: timedelta, possible: bool) -> None:  # noqa: FBT001 - a case
    assert is_withdrawable(state, NOW + begins, NOW) is possible


def _form(page: str, **fields: str) -> dict[str, str]:
    hidden = re.findall(r'name="(csrf_token|once|seen)" value="([^"]*)"', page)
    return dict(reversed(hidden)) | fields


def _client(town: Town, role: Role, engineer: int | None = None) -> FlaskClient:
    more = {} if engineer is None else {"engineer_id": town.engineers[engineer]}
    who = web.make_user(town.runtime, role, f"{role}{engineer}", **more)
    return web.signed_in(web.application(town.runtime), town.runtime, who)


def test_leave_is_asked_for_decided_planned_and_withdrawn(town: Town, clock: FakeClock) -> None:
    runtime = without_child(town.runtime)
    visit_id = town.report()
    place_visit(runtime, DISPATCHER, visit_id)
    assert town.visit(visit_id).engineer_id == town.engineers[0]
    phone, other, manager = (
        _client(town, Role.ENGINEER, 0),
        _client(town, Role.ENGINEER, 1),
        _client(town, Role.MANAGER),
    )
    key = str(uuid4())
    spans = {"starts_at": clock.now.isoformat(), "ends_at": (clock.now + 9 * HOUR).isoformat()}
    wish = {"leave_request_id": key, "reason": "sick", "note": "Fever", **spans}
    for _ in range(2):
        assert phone.post(PHONE, json=wish).json["state"] == "asked", "sent twice it asks once"
    overlapping = phone.post(API, json={"reason": "annual", **spans})
    assert (overlapping.status_code, list(overlapping.json["errors"])) == (422, ["starts_at"])
    assert other.get(f"{API}/{key}").status_code == 404
    assert other.post(f"{PHONE}/{key}/withdraw").status_code == 404
    assert phone.post(f"{API}/{key}/approve", json={}).status_code == 403, "nobody approves his own"

    unseen = manager.post(f"{API}/{key}/approve", json={})
    assert (unseen.status_code, len(unseen.json["visits"])) == (409, 1)
    assert "Leave to be decided" in manager.get("/leave-requests").text
    address = f"/leave-requests/{key}"
    shown = manager.get(address).text
    assert "Blue Ink" in shown, "the visit that falls into it"
    assert manager.post(f"{address}/approve", data=_form(shown, seen="")).status_code == 409
    assert manager.post(f"{address}/approve", data=_form(shown)).status_code == 303
    clock.advance(seconds=10)
    plan_territory(runtime, town.territory_id)
    assert town.visit(visit_id).engineer_id == town.engineers[1], "the planner knows it at once"
    assert "Sick leave" in phone.get("/mine/leave").text
    assert phone.post(f"{PHONE}/{key}/withdraw").json["type"].endswith("leave-begun")

    begins = (clock.now + timedelta(days=3)).astimezone(UTC)
    typed = {"reason": "annual", "note": ""}
    for name, at in (("starts_at", begins), ("ends_at", begins + 9 * HOUR)):
        typed[name] = f"{at + 8 * HOUR:%Y-%m-%dT%H:%M}"
    sent = _form(phone.get("/mine/leave").text, **typed)
    assert [phone.post("/mine/leave", data=sent).status_code for _ in range(2)] == [303, 303]
    with unit_of_work(town.runtime, write=False) as uow:
        (later,) = uow.session.scalars(select(LeaveRequest.id).where(LeaveRequest.state == "asked"))
    assert manager.post(f"{API}/{later}/approve", json={}).json["leave_id"] is not None
    assert phone.get(f"/leave-requests/{later}").status_code == 200
    assert phone.post(f"{API}/{later}/withdraw").json["state"] == "withdrawn"
    assert manager.post(f"{API}/{later}/refuse", json={"why": "Too late"}).status_code == 409
    with unit_of_work(town.runtime, write=False) as uow:
        (kept,) = uow.session.scalars(select(Leave.id))
    office, address = _client(town, Role.DISPATCHER), f"/api/v1/leaves/{kept}"
    removed = office.delete(address, headers={"If-Match": office.get(address).headers["ETag"]})
    assert removed.status_code == 204, removed.text
    assert phone.get(f"{API}/{key}").json["state"] == "removed"
