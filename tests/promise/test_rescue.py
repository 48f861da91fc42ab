"""The rescue that an alert carries, and the one call that applies it while it holds."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from app.dispatching.commands.cost import Cost
from app.dispatching.commands.offers import exclude
from app.dispatching.commands.overrides import assign
from app.dispatching.reads.candidates import candidates
from app.kernel import unit_of_work
from app.promise.commands.alerts import acknowledge
from app.promise.commands.applying import _is_dearer, apply, renew
from app.promise.commands.rescue import prepare
from app.promise.errors import AlertOver, AlreadyAcknowledged, RescueStale
from app.promise.reads.alerts import alert_in_context
from app.promise.tables import Alert
from app.registers.tables import Engineer, Provider
from app.requests.tables import Visit
from tests.support.clock import MONDAY_MORNING
from tests.support.desk import WANG, Desk


def _alarmed(desk: Desk) -> Alert:
    """The nearer engineer was asked and says nothing for five minutes."""
    visit_id = desk.town.report(km=0)
    desk.give(visit_id)
    desk.look()
    desk.after(minutes=5)
    (alert,) = desk.alerts()
    return alert


def test_alert_brings_the_other_engineer_with_gain_and_cost(desk: Desk) -> None:
    alert = _alarmed(desk)
    with unit_of_work(desk.town.runtime, WANG, write=False) as uow:
        rescue = alert_in_context(uow, alert.id).rescue
    assert rescue is not None
    assert rescue.engineer.id == desk.town.engineers[1]
    assert rescue.gain_s is not None
    assert rescue.gain_s > 0
    assert rescue.cost["late_s"] == 0
    assert rescue.knock_on == []


def test_engineer_of_another_provider_comes_to_the_rescue(desk: Desk) -> None:
    with unit_of_work(desk.town.runtime) as uow:
        partner = Provider(id=uow.new_id(), name="Partner", created_at=uow.now, updated_at=uow.now)
        uow.session.add(partner)
        uow.session.flush()
        uow.get(Engineer, desk.town.engineers[1]).provider_id = partner.id
    alert = _alarmed(desk)
    with unit_of_work(desk.town.runtime, WANG, write=False) as uow:
        rescue = alert_in_context(uow, alert.id).rescue
    assert rescue is not None
    assert rescue.engineer.provider == "Partner"


def test_nobody_is_proposed_who_has_the_visit_by_now(desk: Desk) -> None:
    alert = _alarmed(desk)
    with unit_of_work(desk.town.runtime, WANG) as uow:
        assert alert.visit_id is not None
        assign(uow, alert.visit_id, desk.town.engineers[1])
    with unit_of_work(desk.town.runtime, WANG, write=False) as uow:
        assert alert_in_context(uow, alert.id).rescue is None


def test_one_call_applies_it_and_acknowledges(desk: Desk) -> None:
    alert = _alarmed(desk)
    with unit_of_work(desk.town.runtime, WANG) as uow:
        apply(uow, alert.id)
    assert alert.visit_id is not None
    assert desk.town.visit(alert.visit_id).engineer_id == desk.town.engineers[1]
    (alert,) = desk.alerts()
    assert (alert.acknowledged_by, alert.acknowledge_reason) == ("Wang", "rescue applied")
    (applied,) = desk.told("rescue.applied")
    assert applied["engineer_id"] == str(desk.town.engineers[1])
    assert applied["was_engineer_id"] == str(desk.town.engineers[0])


def test_rescue_of_a_visit_that_moved_on_is_refused_and_changes_nothing(desk: Desk) -> None:
    alert = _alarmed(desk)
    assert alert.visit_id is not None
    desk.accept(alert.visit_id)
    with pytest.raises(RescueStale), unit_of_work(desk.town.runtime, WANG) as uow:
        apply(uow, alert.id)
    assert desk.town.visit(alert.visit_id).state == "accepted"
    assert desk.told("rescue.applied") == []


def test_rescuer_who_cannot_come_any_more_is_refused(desk: Desk) -> None:
    alert = _alarmed(desk)
    with unit_of_work(desk.town.runtime) as uow:
        uow.get(Engineer, desk.town.engineers[1]).available = False
    with pytest.raises(RescueStale), unit_of_work(desk.town.runtime, WANG) as uow:
        apply(uow, alert.id)
    renew(desk.town.runtime, WANG, alert.id)
    assert desk.alerts()[0].rescue is None


def test_alert_that_is_over_can_be_neither_taken_on_nor_rescued(desk: Desk) -> None:
    alert = _alarmed(desk)
    assert alert.visit_id is not None
    desk.accept(alert.visit_id)
    desk.look()
    for act in (apply, lambda uow, key: acknowledge(uow, key, "late")):
        with pytest.raises(AlertOver), unit_of_work(desk.town.runtime, WANG) as uow:
            act(uow, alert.id)


def test_two_dispatchers_do_not_take_on_the_same_alert(desk: Desk) -> None:
    alert = _alarmed(desk)
    with unit_of_work(desk.town.runtime, WANG) as uow:
        acknowledge(uow, alert.id, "calling")
    with pytest.raises(AlreadyAcknowledged), unit_of_work(desk.town.runtime, WANG) as uow:
        acknowledge(uow, alert.id, "me too")


def test_nobody_is_sent_who_would_come_later_than_who_is_coming(desk: Desk) -> None:
    visit_id = desk.town.report(km=0)
    desk.give(visit_id, 0, eta=10)
    desk.accept(visit_id)
    desk.expect(visit_id, eta=70)
    desk.look()
    (alert,) = desk.alerts()
    with unit_of_work(desk.town.runtime, WANG, write=False) as uow:
        shown = alert_in_context(uow, alert.id)
    assert (alert.rung, shown.certain) == ("eta_past_due", True)
    assert shown.rescue is not None
    assert shown.rescue.eta_at < desk.town.visit(visit_id).eta_at  # type: ignore[operator]
    # He is nearly there by now: whoever was proposed helps no more, and a press on the old page sends nobody.
    desk.expect(visit_id, eta=1)
    with unit_of_work(desk.town.runtime, WANG, write=False) as uow:
        assert alert_in_context(uow, alert.id).rescue is None
    with pytest.raises(RescueStale), unit_of_work(desk.town.runtime, WANG) as uow:
        apply(uow, alert.id)
    renew(desk.town.runtime, WANG, alert.id)
    assert desk.alerts()[0].rescue is None
    assert desk.town.visit(visit_id).engineer_id == desk.town.engineers[0]


def test_silent_engineer_is_replaced_by_one_who_comes_later_than_planned(desk: Desk) -> None:
    visit_id = desk.town.report(km=0)
    desk.give(visit_id, 0, eta=1)
    desk.look()
    desk.after(minutes=5)
    (alert,) = desk.alerts()
    assert alert.rung == "not_accepted"
    with unit_of_work(desk.town.runtime, WANG, write=False) as uow:
        shown = alert_in_context(uow, alert.id)
    assert shown.rescue is not None
    assert shown.certain is False


def test_only_who_was_chosen_is_sent(desk: Desk) -> None:
    alert = _alarmed(desk)
    with pytest.raises(RescueStale), unit_of_work(desk.town.runtime, WANG) as uow:
        apply(uow, alert.id, desk.town.engineers[0])
    with unit_of_work(desk.town.runtime, WANG) as uow:
        assert apply(uow, alert.id, desk.town.engineers[1]).alert.rescued_at is not None


def test_alert_names_who_has_the_visit_now_and_who_had_it(desk: Desk) -> None:
    alert = _alarmed(desk)
    assert alert.visit_id is not None
    with unit_of_work(desk.town.runtime, WANG) as uow:
        assign(uow, alert.visit_id, desk.town.engineers[1])
    with unit_of_work(desk.town.runtime, WANG, write=False) as uow:
        shown = alert_in_context(uow, alert.id)
    assert shown.holder is not None
    assert shown.was_with is not None
    assert (shown.holder.id, shown.was_with.id) == (desk.town.engineers[1], desk.town.engineers[0])
    assert shown.unasked
    # Whoever was never asked owes no answer.
    desk.look()
    assert "not_accepted" not in desk.open()


@pytest.mark.parametrize(
    ("late_visits", "late_s", "dearer"), [(1, 0, True), (0, 121, True), (0, 120, False), (0, 0, False)]
)
def test_a_rescue_holds_at_the_price_that_was_shown(late_visits: int, late_s: int, *, dearer: bool) -> None:
    assert _is_dearer(Cost(late_visits=late_visits, late_s=late_s), Cost()) is dearer


def test_a_territory_that_the_engine_refuses_has_alerts_without_a_rescue(desk: Desk) -> None:
    settings = replace(desk.town.runtime.settings, travel="osrm", osrm_url="no address")
    alert = _alarmed(desk)
    with unit_of_work(replace(desk.town.runtime, settings=settings), WANG, write=False) as uow:
        assert prepare(uow, desk.town.territory_id, [alert.visit_id]) == {}


def test_who_let_an_offer_lapse_is_named_and_after_the_others(desk: Desk) -> None:
    visit_id = desk.town.report(km=0)
    nearer, other = desk.town.engineers[:2]
    with unit_of_work(desk.town.runtime) as uow:
        exclude(uow, uow.get(Visit, visit_id), nearer, "expired")
    named = []
    for silent in (None, other, nearer):
        with unit_of_work(desk.town.runtime) as uow:
            if silent:
                uow.get(Engineer, silent).phone_silent_since = uow.now
        with unit_of_work(desk.town.runtime, WANG, write=False) as uow:
            request_id = uow.get(Visit, visit_id).request_id
            listed = {one.engineer.id for one in candidates(uow, request_id) if not one.refusals}
            prepared = prepare(uow, desk.town.territory_id, [visit_id]).get(visit_id)
            named.append(prepared.best.engineer_id if prepared else None)
        assert listed == {nearer, other}
    assert named == [other, nearer, None]


@pytest.mark.parametrize(
    "since",
    [{"phone_silent_since": MONDAY_MORNING}, {"available": False, "unavailable_reason": "flat tyre"}],
    ids=["silent", "switched off"],
)
def test_nobody_is_proposed_or_sent_who_cannot_be_reached_since(desk: Desk, since: dict[str, Any]) -> None:
    alert = _alarmed(desk)
    with unit_of_work(desk.town.runtime) as uow:
        for name, value in since.items():
            setattr(uow.get(Engineer, desk.town.engineers[1]), name, value)
    with unit_of_work(desk.town.runtime, WANG, write=False) as uow:
        assert alert_in_context(uow, alert.id).rescue is None
    with pytest.raises(RescueStale), unit_of_work(desk.town.runtime, WANG) as uow:
        apply(uow, alert.id)
