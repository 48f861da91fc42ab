"""The watch follows what a manager sets right about an arrival."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from app.kernel import Principal, Role, unit_of_work
from app.promise.commands.corrections import correct
from tests.support.desk import Desk

MANAGER = Principal(Role.MANAGER, "Mei")


def _arrived_in_time(desk: Desk) -> UUID:
    visit_id = desk.town.report()
    desk.give(visit_id)
    desk.accept(visit_id)
    desk.depart(visit_id)
    desk.clock.advance(minutes=30)
    desk.arrive(visit_id)
    desk.look()
    assert desk.watches() == []
    return desk.town.visit(visit_id).request_id


def _set_right(desk: Desk, request_id: UUID, at: datetime | None) -> None:
    with unit_of_work(desk.town.runtime, MANAGER) as uow:
        correct(uow, request_id, {"on_site_at": at}, "the gate's camera")


def test_arrival_corrected_to_late_is_a_breach_told_once(desk: Desk) -> None:
    request_id = _arrived_in_time(desk)
    desk.clock.advance(minutes=60)
    _set_right(desk, request_id, desk.clock.now)
    desk.look()
    assert [alert.rung for alert in desk.alerts() if alert.rung == "breached"] == ["breached"]
    assert (desk.open(), desk.watches()) == ([], [])
    _set_right(desk, request_id, desk.clock.now)
    desk.look()
    assert [alert.rung for alert in desk.alerts() if alert.rung == "breached"] == ["breached"]


def test_arrival_told_for_nobody_and_taken_back_is_watched_again(desk: Desk) -> None:
    visit_id = desk.town.report()
    desk.look()
    desk.clock.advance(minutes=20)
    request_id = desk.town.visit(visit_id).request_id
    _set_right(desk, request_id, desk.clock.now)
    desk.look()
    assert (desk.open(), desk.watches()) == ([], [])
    _set_right(desk, request_id, None)
    desk.look()
    assert desk.open() == ["unassigned"]
    desk.after(minutes=45)
    assert desk.open() == ["breached", "unassigned"]
