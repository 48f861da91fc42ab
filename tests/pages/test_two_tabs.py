"""Two tabs on one thing: the slower one sees what stands beside what was typed, and overwrites nothing."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest

from app.enquiries.commands.enquiries import Question, ask
from app.hotline.commands import calls
from app.hotline.commands.calls import About, Taken
from app.hotline.rules.outcomes import CallOutcome
from app.kernel import unit_of_work
from app.requests.tables import Enquiry, Visit
from app.visits.tables import HeldCharge
from tests.pages.conftest import Browser
from tests.support.morning import Morning
from tests.support.town import DISPATCHER

SignIn = Callable[[str], Browser]
Tabs = tuple[Browser, Browser]


@pytest.fixture
def tabs(signed_in: SignIn, morning: Morning) -> Tabs:
    """Two people of the desk, each with the page open."""
    return signed_in("dispatcher"), signed_in("dispatcher")


def test_an_enquiry_is_answered_once_and_the_slower_answer_is_not_lost(tabs: Tabs, morning: Morning) -> None:
    one, other = tabs
    with unit_of_work(morning.runtime) as uow:
        key = ask(uow, Question("Which toner?", "phone")).id
    address = f"/enquiries/{key}/answer"
    for _ in range(2):
        assert one.send(address, answer="Black <b>.").status_code == 303
    assert "recorded already" in one.open("/enquiries").text
    told = other.send(address, answer="Yellow 👍")
    assert told.status_code == 409
    assert "Black &lt;b&gt;." in told.text
    assert "Yellow 👍" in told.text
    assert "What you wrote was not sent" in told.text
    with unit_of_work(morning.runtime, write=False) as uow:
        assert uow.get(Enquiry, key).answer == "Black <b>."


def test_a_call_is_seen_to_once(tabs: Tabs, morning: Morning) -> None:
    one, other = tabs
    with unit_of_work(morning.runtime, DISPATCHER) as uow:
        said = Taken("k" * 36, CallOutcome.ORDER, "Ms Li", "", "Two toners")
        key = calls.log(uow, said, About()).id
    address = f"/calls/{key}/done"
    for _ in range(2):
        assert one.send(address, note="Sent.").status_code == 303
    assert "noted already" in one.open("/calls").text
    told = other.send(address, note="Rang her up.")
    assert told.status_code == 409
    assert "调度 Dispatcher has seen to this call" in told.text
    assert "Sent." in told.text
    assert "Rang her up." in told.text


@pytest.fixture
def charge_id(morning: Morning) -> UUID:
    with unit_of_work(morning.runtime) as uow:
        row = HeldCharge(
            id=uow.new_id(),
            visit_id=morning.visits["on_site"],
            engineer_id=_holder(morning),
            event_id=uow.new_id(),
            what="charge",
            code="labour",
            amount_cents=99_900,
            why="over_limit",
            state="waiting",
            recorded_at=uow.now,
            received_at=uow.now,
        )
        uow.session.add(row)
        return row.id


def _holder(morning: Morning) -> UUID:
    with unit_of_work(morning.runtime, write=False) as uow:
        held = uow.get(Visit, morning.visits["on_site"]).engineer_id
        assert held
        return held


def test_a_charge_is_decided_once(tabs: Tabs, charge_id: UUID) -> None:
    one, other = tabs
    address = f"/charges/{charge_id}"
    for _ in range(2):
        assert one.send(address, decision="refuse", reason="Too dear.").status_code == 303
    assert "decided already" in one.open("/work").text
    told = other.send(address, decision="approve", reason="The customer agreed.")
    assert told.status_code == 409
    assert "has refused this charge" in told.text
    assert "Too dear." in told.text
    assert "Approve: The customer agreed." in told.text


def test_a_correction_does_not_undo_another_unseen(signed_in: SignIn, morning: Morning) -> None:
    one, other = signed_in("manager"), signed_in("manager")
    page = f"/requests/{morning.requests['broken']}"
    said = {"what": "stage", "seen": "0"}
    one.send(f"{page}/corrections", **said, stage="travel", reason="The bridge was closed.")
    other.send(f"{page}/corrections", **said, stage="departure", reason="Nobody opened.")
    shown = other.open(page).text
    assert "Somebody corrected it meanwhile" in shown
    assert "The bridge was closed." in shown
    assert 'value="Nobody opened."' in shown
    assert 'name="seen" value="1"' in shown
    assert "Travel" in next(line for line in shown.splitlines() if "used the hour up" in line)
    other.send(f"{page}/corrections", **said | {"seen": "1"}, stage="departure", reason="Nobody opened.")
    assert "Departure" in next(
        line for line in other.open(page).text.splitlines() if "used the hour up" in line
    )
