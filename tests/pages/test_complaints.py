"""Complaints and their verdicts in the browser."""

from __future__ import annotations

import html
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from app.accounts.tables import User
from app.hotline.commands import calls
from app.hotline.commands.calls import About, Taken
from app.hotline.commands.verdicts import decide
from app.hotline.rules.outcomes import CallOutcome
from app.hotline.rules.verdicts import AboutWhom, ComplaintDecision, ComplaintFinding
from app.kernel import Principal, Role, unit_of_work
from app.mine.commands.complaints import complain_by_link
from app.requests.tables import ServiceRequest, Visit
from app.stars.reads.verdicts import upheld
from tests.pages.conftest import Browser
from tests.pages.test_users import key
from tests.support.morning import Morning
from tests.support.town import DISPATCHER

KEY = "019cac0f-278f-74ae-b3af-074d6b32dc1e"


def complained(morning: Morning) -> UUID:
    with unit_of_work(morning.runtime, DISPATCHER) as uow:
        said = Taken(KEY, CallOutcome.COMPLAINT, "Ms Li", "021-62781234", "He was <b>rude</b> 😡.")
        return calls.log(uow, said, About(request_id=morning.requests["done"])).id


def test_manager_gives_a_verdict_and_another(signed_in: Callable[[str], Browser], morning: Morning) -> None:
    call_id = complained(morning)
    manager = signed_in("manager")
    listed = manager.open("/complaints").text
    assert "He was &lt;b&gt;rude&lt;/b&gt; 😡." in listed
    assert "verdict due" in listed
    page = f"/complaints/{call_id}"
    shown = manager.open(page).text
    came = shown.split("Who came to this request")[1].split('value="engineer:')[1].split('"')[0]
    said = {"verdict": "upheld", "about": f"engineer:{came}", "reason": "He says so.", "seen": "0"}
    once = key(shown)
    for _ in range(2):
        assert manager.send(f"{page}/verdicts", once=once, **said).status_code == 303
    assert manager.open(page).text.count("He says so.") == 1
    assert "Every complaint has its verdict." in manager.open("/complaints").text
    late = {**said, "verdict": "not_upheld", "reason": "I typed this while it changed."}
    manager.send(f"{page}/verdicts", once=key(manager.open(page).text), **late)
    told = manager.open(page).text
    assert "It changed after you opened the page." in told
    assert "I typed this while it changed." in told
    manager.send(f"{page}/verdicts", once=key(manager.open(page).text), **{**late, "seen": "1"})
    assert "replaced" in manager.open(page).text


def test_bad_verdicts_are_told_and_others_may_not(
    signed_in: Callable[[str], Browser], morning: Morning
) -> None:
    page = f"/complaints/{complained(morning)}"
    manager = signed_in("manager")
    for wrong in ({}, {"about": "boss:1"}, {"about": "engineer:x", "verdict": "upheld", "reason": "x"}):
        manager.send(f"{page}/verdicts", once=key(manager.open(page).text), seen="0", **wrong)
        assert "flash-bad" in manager.open(page).text
    assert signed_in("dispatcher").open(page).status_code == 403


def test_customers_own_words_are_told_as_his_and_another_visit_is_one_press(
    signed_in: Callable[[str], Browser], morning: Morning
) -> None:
    request_id = morning.requests["done"]
    with unit_of_work(morning.runtime, Principal(Role.TRACKING, request_id=request_id)) as uow:
        call_id = complain_by_link(uow, KEY, "It jams again 😡", request_id).id
    first, second = signed_in("dispatcher"), signed_in("dispatcher")
    listed = first.open("/calls").text
    assert "the customer, by the link" in listed
    assert "tracking:" not in listed
    page = first.open(f"/requests/{request_id}").text
    assert "The customer says that something is still wrong." in page
    assert "It jams again 😡" in page.split('id="history"')[1]
    made = first.send(f"/calls/{call_id}/another-visit")
    assert made.headers["Location"].endswith(f"/requests/{request_id}")
    again = second.send(f"/calls/{call_id}/another-visit", next=f"/requests/{request_id}")
    assert again.headers["Location"].endswith(f"/requests/{request_id}")
    shown = second.open(f"/requests/{request_id}").text
    assert "Nothing is open on this call any more." in shown
    assert shown.count("Visit 3") == 0
    assert signed_in("manager").send(f"/calls/{call_id}/another-visit").status_code == 403


def test_verdict_is_read_by_the_engineer_whom_it_is_about(
    signed_in: Callable[[str], Browser], morning: Morning
) -> None:
    call_id = complained(morning)
    with unit_of_work(morning.runtime, write=False) as uow:
        mine = uow.session.scalars(select(User.engineer_id).where(User.role == Role.ENGINEER)).first()
        login = uow.session.scalars(select(User.login).where(User.engineer_id == mine)).one()
    decision = ComplaintDecision(
        ComplaintFinding.UPHELD, AboutWhom.ENGINEER, "The record shows it.", engineer_id=mine
    )
    with unit_of_work(morning.runtime, Principal(Role.MANAGER, "Wu", user_id=UUID(int=7))) as uow:
        decide(uow, call_id, decision, 0)
    page = signed_in(login).open("/mine").text
    assert "The record shows it." in page
    assert "Upheld" in page


def test_a_complaint_of_the_hotline_is_given_its_request(
    signed_in: Callable[[str], Browser], morning: Morning
) -> None:
    """What was noted without a request counts nowhere, which is said, until the verdict names the visit."""
    with unit_of_work(morning.runtime, DISPATCHER) as uow:
        done = uow.get(ServiceRequest, morning.requests["done"])
        noted = Taken(KEY, CallOutcome.COMPLAINT, "Ms Li", "", "He was rude.")
        call_id = calls.log(uow, noted, About(done.customer_id)).id
        came = next(uow.session.scalars(select(Visit.engineer_id).where(Visit.request_id == done.id)))
        other = next(
            uow.session.scalars(select(ServiceRequest).where(ServiceRequest.customer_id != done.customer_id))
        )
        code, others_id = done.code, other.id
    page, manager = f"/complaints/{call_id}", signed_in("manager")
    assert code in manager.open(page).text
    said = {"verdict": "upheld", "about": f"engineer:{came}", "reason": "He says so."}

    def give(seen: int, **more: str) -> str:
        at = f"{page}/verdicts"
        manager.send(at, once=key(manager.open(page).text), seen=str(seen), **said, **more)
        return html.unescape(manager.open(page).text)

    assert "names no request" in give(0)
    assert "names no request" in html.unescape(manager.open("/complaints?show=decided").text)
    assert "can be about" in give(1, request_id=str(others_id))
    told = give(1, request_id=str(morning.requests["done"]))
    assert "nobody's figures" not in told
    assert "About which request" not in told
    with unit_of_work(morning.runtime, write=False) as uow:
        assert upheld(uow, uow.now - timedelta(days=60)) == {(morning.requests["done"], came): 1.0}
