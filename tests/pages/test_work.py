"""The lists of work: how each stands, the dangerous first, each worked on a page of its own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from app.hotline.commands import calls
from app.hotline.commands.calls import About, Taken
from app.hotline.rules.outcomes import CallOutcome
from app.kernel import unit_of_work
from app.promise.tables import Alert
from app.requests.commands.intake.receive import receive
from app.requests.commands.intake.report import NewCustomer, NewSite, Report
from app.requests.commands.intake.visits import open_next_visit
from app.requests.tables import Enquiry, ServiceRequest, Visit
from dispatch.model.eligibility import MissingSkill, TooFewStars
from tests.pages.conftest import Browser
from tests.support.morning import Morning
from tests.support.town import DISPATCHER

SignIn = Callable[[str], Browser]
LISTS = ("alerts", "unassigned", "returns", "arrivals", "call-backs", "charges", "mine")


def test_lists_stand_with_their_counts_the_dangerous_first(signed_in: SignIn, morning: Morning) -> None:
    page = signed_in("dispatcher").open("/work").text
    names = [part.partition("</a>")[0].rpartition(">")[2].strip() for part in page.split("data-row")[1:]]
    assert names.index("Alerts") < names.index("Customers to call back") < names.index("Enquiries")
    assert "nothing waits" in page
    assert "the oldest for" in page


def test_the_menu_counts_all_of_it(signed_in: SignIn, morning: Morning) -> None:
    desk = signed_in("dispatcher")
    counted = desk.open("/work?part=counts").json
    assert counted is not None
    assert counted["waiting"] >= counted["pressing"] > 0
    assert f'Work <b class="count">{counted["waiting"]}<' in desk.open("/customers").text


def test_the_menu_counts_a_request_once_and_not_what_one_has_on(signed_in: SignIn, morning: Morning) -> None:
    desk, other = signed_in("dispatcher"), signed_in("manager")

    def counted(browser: Browser) -> int:
        told = browser.open("/work?part=counts").json
        assert told is not None
        return int(told["waiting"])

    request_id = morning.requests["unassigned"]
    with unit_of_work(morning.runtime, write=False) as uow:
        mine = select(Alert).where(Alert.cleared_at.is_(None), Alert.request_id == request_id)
        alerts = [alert.id for alert in uow.session.scalars(mine)]
        about = {
            *uow.session.scalars(select(Alert.request_id).where(Alert.cleared_at.is_(None))),
            *uow.session.scalars(
                select(Visit.request_id).where(Visit.state == "planned", Visit.engineer_id.is_(None))
            ),
            *uow.session.scalars(select(ServiceRequest.id).where(ServiceRequest.state == "resolved")),
        }
        enquiries = uow.session.scalar(select(func.count()).where(Enquiry.answered_at.is_(None))) or 0
    assert alerts
    before, others = counted(desk), counted(other)
    assert before == len(about) + enquiries
    for n, alert_id in enumerate(alerts, start=1):
        desk.send(f"/alerts/{alert_id}/acknowledge", reason="I ring him.")
        assert counted(desk) == before - (n == len(alerts))
    assert f'Work <b class="count">{before - 1}<' in desk.open("/customers").text
    assert counted(other) == others


@pytest.mark.parametrize("name", LISTS)
def test_each_list_has_a_page(signed_in: SignIn, morning: Morning, name: str) -> None:
    assert signed_in("manager").open(f"/work/{name}").status_code == 200


def test_strangers_see_no_list(browser: Browser, morning: Morning) -> None:
    assert "/login" in browser.open("/work/alerts").location
    assert "/login" in browser.open("/work?part=counts").location


def test_an_unknown_list_is_not_found(signed_in: SignIn, morning: Morning) -> None:
    assert signed_in("dispatcher").open("/work/everything").status_code == 404


def test_rows_lead_to_what_is_to_be_done(signed_in: SignIn, morning: Morning) -> None:
    desk = signed_in("dispatcher")
    assert f"/requests/{morning.requests['unassigned']}" in desk.open("/work/unassigned").text
    assert f"/requests/{morning.requests['done']}#call-back" in desk.open("/work/call-backs").text


def test_a_return_visit_that_waits_is_listed_and_seen_to_be_long(signed_in: SignIn, morning: Morning) -> None:
    with unit_of_work(morning.runtime) as uow:
        visit = uow.get(Visit, morning.visits["on_site"])
        request = uow.get(ServiceRequest, visit.request_id)
        visit.state = "incomplete"
        again = open_next_visit(uow, request)
        again.engineer_id, again.eta_at = visit.engineer_id, uow.now + timedelta(minutes=30)
    desk = signed_in("dispatcher")
    page = desk.open("/work/returns").text
    assert f"/requests/{request.id}" in page
    assert "work-late" not in page
    with unit_of_work(morning.runtime) as uow:
        uow.get(Visit, again.id).eta_at = uow.now + timedelta(hours=4, minutes=30)
    assert "Return visits that wait" in desk.open("/work").text
    assert "The return visit is long in coming" in desk.open("/?level=watch").text
    assert "return visit waits for" in desk.open(f"/requests/{request.id}").text
    morning.clock.advance(minutes=61)
    assert "work-late" in desk.open("/work/returns").text
    assert "The return visit is long in coming" in desk.open("/?level=danger").text


def test_what_is_taken_on_goes_to_the_own_list(signed_in: SignIn, morning: Morning) -> None:
    desk = signed_in("dispatcher")
    with unit_of_work(morning.runtime, write=False) as uow:
        alert_id = uow.session.query(Alert).filter(Alert.cleared_at.is_(None)).first().id
    answer = desk.send(f"/alerts/{alert_id}/acknowledge", reason="I ring him.", next="/work/alerts")
    assert answer.location == "/work/alerts"
    assert "I ring him." in desk.open("/work/mine").text
    assert "I ring him." not in signed_in("manager").open("/work/mine").text


def test_a_complaint_heads_the_alerts_and_is_taken_on_once(
    signed_in: SignIn, morning: Morning, browser: Browser
) -> None:
    with unit_of_work(morning.runtime, DISPATCHER) as uow:
        said = Taken("k" * 36, CallOutcome.COMPLAINT, "Ms <Li> 👍", "", "Rude. " * 40)
        call_id = calls.log(uow, said, About()).id
        alert_id = uow.session.query(Alert).filter_by(call_id=call_id).one().id
    desk, other = signed_in("dispatcher"), signed_in("dispatcher")
    for path in ("/work/alerts", "/"):
        page = desk.open(path).text
        assert "Ms &lt;Li&gt; 👍" in page
        assert f"/calls#call-{call_id}" in page
    assert f"call-{call_id}" in desk.open("/calls").text
    assert signed_in("manager").open("/overview").status_code == 200
    address = f"/alerts/{alert_id}/acknowledge"
    assert desk.send(address, reason="").status_code == 303
    assert desk.send(address, reason="I ring her.", next="/work/alerts").location == "/work/alerts"
    assert other.send(address, reason="Me too.").location == "/work/alerts"
    assert "I ring her." in other.open("/work/alerts").text
    assert "I ring her." in desk.open("/work/mine").text
    assert desk.send(f"/alerts/{alert_id}/rescue").status_code == 303
    assert desk.open(f"/alerts/{alert_id}/changed").status_code == 200
    assert signed_in("manager").send(address, reason="I").status_code == 403
    assert browser.send(address, reason="I").status_code in {302, 303, 401}
    shown = desk.client.get("/api/v1/alerts?open=true").json
    [one] = [line for line in shown if line["call_id"]]
    assert (one["rung"], one["request_id"], one["request_code"]) == ("complaint", None, None)


def test_what_is_nowhere_heads_all_work_until_it_has_a_point(signed_in: SignIn, morning: Morning) -> None:
    with morning.writing() as uow:
        said = Report("desktop_no_boot", "phone", customer=NewCustomer("Ink"), site=NewSite("Nowhere yet"))
        request, _ = receive(uow, said)
    morning.look()
    morning.clock.advance(seconds=1)
    desk = signed_in("dispatcher")
    lists = desk.open("/work").text.split("data-row")
    assert "/work/unassigned" in lists[1]
    for path in ("/work/unassigned", "/work/alerts", "/"):
        page = desk.open(path).text
        first = page[page.index("alert-list" if path != "/work/unassigned" else "work-rows") :]
        assert f"/requests/{request.id}" in first.split("data-row")[1], path
    assert f"/sites/{request.site_id}/edit" in desk.open("/work/alerts").text


def test_what_many_are_refused_for_alike_is_said_once(signed_in: SignIn, morning: Morning) -> None:
    with morning.writing() as uow:
        visit = uow.session.scalars(select(Visit).where(Visit.engineer_id.is_(None))).first()
        assert visit
        lacking = [MissingSkill(skills, "printer") for skills in (("desktop",), ("desktop", "server"))]
        graded = [TooFewStars(stars, 4) for stars in (2, 2, 3)]
        visit.unassigned_reasons = [one.to_dict(str(uuid4())) for one in (*lacking, *graded)]
    page = signed_in("dispatcher").open("/work/unassigned").text
    assert page.count("Lacks the skill") == 1
    assert page.count("of the 4 stars") == 2
