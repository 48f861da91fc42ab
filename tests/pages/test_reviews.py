"""The page of phone messages that need a person: what stands there, and what its forms do."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from sqlalchemy import select
from uuid_utils.compat import uuid7

from app.kernel import Principal, Role, unit_of_work
from app.phones.tables import PhoneEvent
from app.registers.tables import Engineer
from app.requests.tables import ServiceRequest, Visit
from app.visits.commands.field import Kind, Message, record
from tests.pages.conftest import Browser
from tests.support.morning import Morning

SignIn = Callable[[str], Browser]


def late_word(morning: Morning, name: str, number: str, kind: Kind = Kind.ARRIVE, km: float = 20) -> UUID:
    """Somebody who does not have the visit says something about it from `km` away; returns the message."""
    with unit_of_work(morning.runtime) as uow:
        visit = uow.get(Visit, morning.visits[name])
        request = uow.get(ServiceRequest, visit.request_id)
        engineer = uow.session.scalars(select(Engineer).where(Engineer.number == number)).one()
        held, visit.engineer_id = visit.engineer_id, engineer.id
        uow.session.flush()
        position = {"lat": request.place[0] + km * 0.009, "lon": request.place[1], "accuracy_m": 12}
        bodies = {Kind.ARRIVE: {"position": position}, Kind.PART: {"part_code": "x", "quantity": 1}}
        uow.session.add(
            PhoneEvent(
                id=uow.new_id(),
                engineer_id=engineer.id,
                event_id=uow.new_id(),
                visit_id=visit.id,
                kind="positions",
                body={},
                body_digest="",
                device_at=uow.now,
                received_at=uow.now,
                skew_s=0,
                status="applied",
                answer={},
            )
        )
        visit.engineer_id = held
    who = Principal(Role.ENGINEER, "phone", engineer_id=engineer.id)
    with unit_of_work(morning.runtime, who) as uow:
        said = Message(kind, morning.visits[name], uuid7(), uow.now, offline=True, body=bodies.get(kind, {}))
        record(uow, said, sent_at=uow.now)
    with unit_of_work(morning.runtime, write=False) as uow:
        wanted = select(PhoneEvent.id).where(PhoneEvent.status == "needs_review", PhoneEvent.kind == kind)
        return uow.session.scalars(wanted).one()


def test_message_is_told_with_its_facts_and_counted_in_the_menu(signed_in: SignIn, morning: Morning) -> None:
    late_word(morning, "steady", "1001")
    page = signed_in("dispatcher").open("/reviews").text
    for said in (
        "Arrival",
        "the visit was somebody else&#39;s by then",
        "20.0 km",
        "recorded offline",
        "Held now by",
    ):
        assert said in page, said
    assert 'class="count">' in page
    manager = signed_in("manager").open("/reviews").text
    assert "20.0 km" in manager
    assert "Apply it" not in manager
    assert 'class="count"' not in manager


def test_what_cannot_be_applied_says_why_and_stays(signed_in: SignIn, morning: Morning) -> None:
    item = late_word(morning, "steady", "1001")
    browser = signed_in("dispatcher")
    browser.send(f"/reviews/{item}/apply", note="he was there")
    page = browser.open("/reviews").text
    assert "It cannot be applied as things are: the visit was somebody else&#39;s by then." in page
    assert f"review-{item}" in page


def test_setting_aside_settles_it_and_the_second_is_told_who(signed_in: SignIn, morning: Morning) -> None:
    item = late_word(morning, "steady", "1001")
    first, second = signed_in("dispatcher"), signed_in("dispatcher")
    first.send(f"/reviews/{item}/set-aside", note="another engineer went")
    second.send(f"/reviews/{item}/apply", note="no")
    assert "was quicker: Set aside by the office." in second.open("/reviews").text
    settled = second.open("/reviews?show=settled").text
    assert "another engineer went" in settled
    history = second.open(f"/requests/{morning.requests['steady']}").text
    assert "Set aside by the office" in history


def test_decision_without_a_reason_changes_nothing(signed_in: SignIn, morning: Morning) -> None:
    item = late_word(morning, "steady", "1001")
    browser = signed_in("dispatcher")
    browser.send(f"/reviews/{item}/set-aside", note="  ")
    assert f"review-{item}" in browser.open("/reviews").text


def test_visit_is_ended_from_its_page_and_says_so(signed_in: SignIn, morning: Morning) -> None:
    browser = signed_in("dispatcher")
    visit_id = morning.visits["on_site"]
    browser.send(f"/visits/{visit_id}/end", ending="completed", why="The phone is broken.")
    page = browser.open(f"/requests/{morning.requests['on_site']}").text
    assert "The visit is ended." in page
    assert "Ended in the office by" in page
    assert "nobody signed on a phone" in page
    with unit_of_work(morning.runtime, write=False) as uow:
        assert uow.get(Visit, visit_id).state == "completed"


def test_incomplete_without_its_reason_is_asked_for_it(signed_in: SignIn, morning: Morning) -> None:
    browser = signed_in("dispatcher")
    visit_id = morning.visits["on_site"]
    browser.send(f"/visits/{visit_id}/end", ending="incomplete", why="Nobody opened.")
    assert "Say why the work was not done." in browser.open(f"/requests/{morning.requests['on_site']}").text
    with unit_of_work(morning.runtime, write=False) as uow:
        assert uow.get(Visit, visit_id).state == "on_site"


def test_who_went_is_one_decision_for_all_that_his_phone_reported(
    signed_in: SignIn, morning: Morning
) -> None:
    late_word(morning, "steady", "1001")
    with unit_of_work(morning.runtime, write=False) as uow:
        visit = uow.get(Visit, morning.visits["steady"])
        sender = uow.session.scalars(select(Engineer).where(Engineer.number == "1001")).one()
    claim = f"/visits/{visit.id}/claims/{sender.id}"
    first, second = signed_in("dispatcher"), signed_in("dispatcher")
    assert claim in first.open("/reviews").text
    assert "reports that he has been on site since" in first.open(f"/requests/{visit.request_id}").text
    assert "He went: give him the visit" in first.open(claim).text
    assert "He went: give him the visit" not in signed_in("manager").open(claim).text
    first.send(f"{claim}/take", note=" ")
    assert "He went: give him the visit" in first.open(claim).text  # a reason is needed
    first.send(f"{claim}/refuse", note="he was at home")
    second.send(f"{claim}/take", note="he was there")
    page = second.open(f"/requests/{visit.request_id}").text
    assert "was quicker: Set aside by the office." in page
    assert claim not in page
