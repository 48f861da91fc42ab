"""What a dispatcher does with a request in the browser: cancel, close, note, amend."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from uuid import UUID

from sqlalchemy import update

from app.kernel import unit_of_work
from app.kernel.tables import Event
from app.outbox.tables import Channel, Subscription
from app.registers.tables import Customer, Site
from app.requests.tables import ServiceRequest, Visit
from tests.pages.conftest import Browser
from tests.support import web
from tests.support.morning import Morning
from tests.support.outbox import Outside, own_notices, reaching, work

SignIn = Callable[[str], Browser]


def request_of(morning: Morning, name: str) -> ServiceRequest:
    with unit_of_work(morning.runtime, write=False) as uow:
        return uow.get(ServiceRequest, UUID(str(morning.requests[name])))


def address(morning: Morning, name: str) -> str:
    return f"/requests/{morning.requests[name]}"


def kinds_of(morning: Morning, name: str) -> list[str]:
    with unit_of_work(morning.runtime, write=False) as uow:
        rows = uow.session.query(Event).filter(Event.stream == f"request:{morning.requests[name]}")
        return [row.kind for row in rows.order_by(Event.number)]


def hidden(page: str, action: str) -> dict[str, str]:
    """Return the hidden fields of the form with this action, but its token."""
    form = page.partition(f'action="{action}"')[2].partition("</form>")[0]
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', form)
    return {name: html.unescape(value) for name, value in found if name != "csrf_token"}


def amend_form(browser: Browser, morning: Morning, name: str) -> dict[str, str]:
    """Return what the amending form sends if nothing is typed."""
    at = f"{address(morning, name)}/amend"
    fields = hidden(browser.open(at).text, at)
    return fields | {key.removeprefix("was_"): text for key, text in fields.items() if key[:4] == "was_"}


def test_dispatcher_cancels_with_a_reason(signed_in: SignIn, morning: Morning) -> None:
    browser, at = signed_in("dispatcher"), address(morning, "steady")
    fields = hidden(browser.open(at).text, f"{at}/cancel")
    answer = browser.send(f"{at}/cancel", reason="It prints again.", **fields)
    assert (answer.status_code, answer.location) == (303, at)
    page = browser.open(at).text
    assert "Cancelled. The engineer is let go" in page
    assert "It prints again." in page
    assert request_of(morning, "steady").state == "cancelled"


def test_cancelling_twice_acts_once(signed_in: SignIn, morning: Morning) -> None:
    browser, at = signed_in("dispatcher"), address(morning, "steady")
    fields = hidden(browser.open(at).text, f"{at}/cancel")
    for _ in range(2):
        browser.send(f"{at}/cancel", reason="It prints again.", **fields)
    assert "The request is cancelled already." in browser.open(at).text
    assert kinds_of(morning, "steady").count("request.cancelled") == 1


def test_nobody_is_cancelled_off_a_site_and_the_reason_stays(signed_in: SignIn, morning: Morning) -> None:
    browser, at = signed_in("dispatcher"), address(morning, "steady")
    fields = hidden(browser.open(at).text, f"{at}/cancel")
    with unit_of_work(morning.runtime) as uow:
        uow.get(Visit, morning.visits["steady"]).state = "on_site"
    browser.send(f"{at}/cancel", reason="The customer rang.", **fields)
    page = browser.open(at).text
    assert "Not cancelled: an engineer is on site." in page
    assert "An engineer is on site: ring first." in page
    assert request_of(morning, "steady").state != "cancelled"


def test_cancelling_what_changed_meanwhile_says_what_and_keeps_the_reason(
    signed_in: SignIn, morning: Morning
) -> None:
    browser, at = signed_in("dispatcher"), address(morning, "steady")
    fields = hidden(browser.open(at).text, f"{at}/cancel")
    browser.send(f"{at}/amend", contact_name="Ms Li", was_contact_name="")
    browser.send(f"{at}/cancel", reason="The customer rang.", **fields)
    page = browser.open(at).text
    assert "the request changed meanwhile (Contact amended)" in page
    assert 'value="The customer rang."' in page
    assert request_of(morning, "steady").state != "cancelled"
    browser.send(f"{at}/cancel", reason="The customer rang.", **hidden(page, f"{at}/cancel"))
    assert request_of(morning, "steady").state == "cancelled"


def test_dispatcher_amends_the_contact_and_the_promise_stays(signed_in: SignIn, morning: Morning) -> None:
    browser, at = signed_in("dispatcher"), address(morning, "steady")
    due_at = request_of(morning, "steady").due_at
    fields = amend_form(browser, morning, "steady")
    changed = {"contact_name": "Ms Li", "contact_phone": "138 1234 5678", "customer_wish": "Ring twice."}
    assert browser.send(f"{at}/amend", **{**fields, **changed}).status_code == 303
    row = request_of(morning, "steady")
    assert (row.contact_name, row.contact_phone, row.due_at) == ("Ms Li", "+8613812345678", due_at)
    page = browser.open(at).text
    assert "Ring twice." in page
    assert 'href="tel:+8613812345678"' in page
    assert kinds_of(morning, "steady")[-2:] == ["request.contact_amended", "request.wish_amended"]


def test_fault_and_address_of_a_place_that_nobody_knows_are_set_right(
    signed_in: SignIn, morning: Morning
) -> None:
    browser, at = signed_in("dispatcher"), address(morning, "unassigned")
    fields = amend_form(browser, morning, "unassigned")
    other = re.findall(r'<option value="([a-z_]+)" >', browser.open(f"{at}/amend").text)
    assert browser.send(f"{at}/amend", **{**fields, "fault_code": other[0]}).status_code == 303
    assert request_of(morning, "unassigned").fault_code == other[0]
    with unit_of_work(morning.runtime) as uow:
        request = uow.get(ServiceRequest, morning.requests["unassigned"])
        site = uow.get(Site, request.site_id)
        lat, lon, site_id = site.lat, site.lon, site.id
        site.lat = site.lon = request.lat = request.lon = None
        site.address = ""
    assert 'id="place-address" name="address"' in browser.open(at).text
    for told in ("南京路 1 号", "南京路 2 号"):
        browser.send(f"{at}/place", point=f"{lat}, {lon}", address=told)
    with unit_of_work(morning.runtime, write=False) as uow:
        site = uow.get(Site, site_id)
        assert (site.address, site.lat) == ("南京路 1 号", lat)
    assert "南京路 1 号" in browser.open(at).text


def test_sending_an_amendment_twice_acts_once(signed_in: SignIn, morning: Morning) -> None:
    browser, at = signed_in("dispatcher"), address(morning, "steady")
    fields = amend_form(browser, morning, "steady") | {"external_reference": "PO-7"}
    assert [browser.send(f"{at}/amend", **fields).status_code for _ in range(2)] == [303, 303]
    assert kinds_of(morning, "steady").count("request.reference_amended") == 1


def test_slower_of_two_tabs_sees_what_changed_and_loses_nothing(signed_in: SignIn, morning: Morning) -> None:
    browser, at = signed_in("dispatcher"), address(morning, "steady")
    slow = amend_form(browser, morning, "steady")
    quick = {**slow, "contact_name": "Mr Wang", "external_reference": "PO-7"}
    assert browser.send(f"{at}/amend", **quick).status_code == 303
    long_text = "纸" * 3000
    refused = browser.send(f"{at}/amend", **{**slow, "contact_name": "Ms Li", "description": long_text})
    assert refused.status_code == 409
    assert "This happened while you were typing" in refused.text
    assert "Stands there now: Mr Wang" in refused.text
    assert 'value="Ms Li"' in refused.text
    assert long_text in refused.text
    # What the slower one did not touch is not taken back by sending it again.
    again = hidden(refused.text, f"{at}/amend")
    shown = {key.removeprefix("was_"): text for key, text in again.items() if key[:4] == "was_"}
    assert shown["external_reference"] == "PO-7"
    sent = {**again, **shown, "contact_name": "Ms Li", "description": long_text}
    assert browser.send(f"{at}/amend", **sent).status_code == 303
    row = request_of(morning, "steady")
    assert (row.contact_name, row.description, row.external_reference) == ("Ms Li", long_text, "PO-7")


def test_amending_what_was_cancelled_in_another_tab_is_refused(signed_in: SignIn, morning: Morning) -> None:
    browser, at = signed_in("dispatcher"), address(morning, "steady")
    fields = amend_form(browser, morning, "steady")
    browser.send(f"{at}/cancel", reason="It prints again.")
    refused = browser.send(f"{at}/amend", **{**fields, "contact_name": "Ms Li"})
    assert refused.status_code == 409
    assert "Request cancelled" in refused.text
    assert 'value="Ms Li"' in refused.text
    again = browser.send(f"{at}/amend", contact_name="Ms Li", was_contact_name="")
    assert "Cannot be amended any more" in again.text


def test_what_is_in_the_signed_record_is_not_amended(signed_in: SignIn, morning: Morning) -> None:
    browser, at = signed_in("dispatcher"), address(morning, "on_site")
    assert 'name="description"' not in browser.open(f"{at}/amend").text
    refused = browser.send(f"{at}/amend", description="Something else", was_description="")
    assert refused.status_code == 409
    assert "Something else" in refused.text


def test_address_for_mail_in_place_of_a_number_is_kept_and_remarked(
    signed_in: SignIn, morning: Morning
) -> None:
    browser, at = signed_in("dispatcher"), address(morning, "steady")
    fields = amend_form(browser, morning, "steady") | {"contact_phone": "li@example.com"}
    browser.send(f"{at}/amend", **fields)
    page = browser.open(at).text
    assert "No number could be read in “li@example.com”" in page
    assert 'href="tel:' not in page.partition("<dt>Contact</dt>")[2].partition("</dd>")[0]


def test_text_that_is_too_long_comes_back_as_it_was_typed(signed_in: SignIn, morning: Morning) -> None:
    browser, at = signed_in("dispatcher"), address(morning, "steady")
    fields = amend_form(browser, morning, "steady") | {"customer_wish": "x" * 501}
    refused = browser.send(f"{at}/amend", **fields)
    assert refused.status_code == 422
    assert "x" * 501 in refused.text
    assert "Customer&#39;s wish: must have at most 500 characters" in refused.text


def test_note_stands_in_the_history_once(signed_in: SignIn, morning: Morning) -> None:
    browser, at = signed_in("manager"), address(morning, "late")
    for _ in range(2):
        assert browser.send(f"{at}/notes", note="The back door is open.").status_code == 303
    page = browser.open(at).text
    assert "Note of the office</b> <span>The back door is open." in page
    assert kinds_of(morning, "late").count("request.noted") == 1


def test_request_is_closed_after_the_call_back(signed_in: SignIn, morning: Morning) -> None:
    browser, at = signed_in("dispatcher"), address(morning, "done")
    assert "Close the request" not in browser.open(at).text
    browser.send(f"{at}/follow-up", solved="yes", result="All is well.")
    assert "Close the request" in browser.open(at).text
    for _ in range(2):
        browser.send(f"{at}/close")
        assert "The request is closed." in browser.open(at).text
    assert request_of(morning, "done").state == "closed"


def test_return_visit_is_planned_after_a_call_back_that_said_solved(
    signed_in: SignIn, morning: Morning
) -> None:
    browser, at = signed_in("dispatcher"), address(morning, "done")
    browser.send(f"{at}/follow-up", solved="yes", result="All is well.")
    assert "plan a return visit" in browser.open(at).text
    for _ in range(2):
        browser.send(f"{at}/follow-up", solved="no", result="It stopped again.")
        assert "A return visit is planned." in browser.open(at).text
    assert kinds_of(morning, "done").count("request.in_progress") == 2


def test_customer_and_engineer_are_links(signed_in: SignIn, morning: Morning) -> None:
    page = signed_in("dispatcher").open(address(morning, "steady")).text
    assert f'href="/customers/{request_of(morning, "steady").customer_id}"' in page
    assert 'href="/engineers/' in page


def test_manager_neither_amends_nor_cancels(signed_in: SignIn, morning: Morning) -> None:
    manager = signed_in("manager").open(address(morning, "steady")).text
    assert "/amend" not in manager
    assert f"{address(morning, 'steady')}/cancel" not in manager


def test_link_sent_twice_reaches_the_contact_once_and_tells_of_the_cancellation(morning: Morning) -> None:
    outside, address_of_gateway = Outside(), "json://sms.example/{phone}/"
    told = reaching(morning.runtime, outside, notify_customer_url=address_of_gateway)
    own_notices(told)
    browser, at = Browser(web.application(told).test_client()), address(morning, "steady")
    browser.sign_in("dispatcher")
    for _ in range(2):
        browser.send(f"{at}/tracking-link/send")
    assert "The link goes to the contact on record (…8000)." in browser.open(at).text
    work(told)
    assert kinds_of(morning, "steady").count("tracking_link.sent") == 1
    work(told)
    (link,) = {
        found[1]
        for url, _, body in outside.notes
        if "8613800138000" in url and (found := re.search(r"(/t/[\w.~-]+)", body))
    }
    browser.send(f"{at}/cancel", reason="It prints again.")
    shown = Browser(browser.client.application.test_client()).open(link).text
    assert "This request was cancelled." in shown
    assert "It prints again." in shown


def test_a_channel_that_takes_nothing_is_told_to_the_desk(morning: Morning) -> None:
    told = reaching(morning.runtime, Outside(), notify_customer_url="json://sms.example/{phone}/")
    own_notices(told)
    with unit_of_work(morning.runtime) as uow:
        failed = update(Subscription).where(Subscription.channel == Channel.CUSTOMERS)
        uow.session.execute(failed.values(failures=1, failing_since=uow.now))
    browser, at = Browser(web.application(told).test_client()), address(morning, "steady")
    browser.sign_in("dispatcher")
    assert "Messages to customers are not going out at the moment" in browser.open(at).text
    browser.send(f"{at}/tracking-link/send")
    assert "The link goes to the contact" not in browser.open(at).text
    warned = browser.open("/readyz").json["warnings"]
    assert any("No notice to customers has been taken since" in one for one in warned)


def test_a_fixed_line_is_offered_a_link_to_read_out(morning: Morning) -> None:
    told = reaching(morning.runtime, Outside(), notify_customer_url="json://sms.example/{phone}/")
    with unit_of_work(morning.runtime) as uow:
        request = uow.get(ServiceRequest, morning.requests["steady"])
        request.contact_phone, request.contact_numbers = "+861062551042", []
        customer = uow.get(Customer, request.customer_id)
        customer.phone, customer.phone_numbers = None, []
    browser, at = Browser(web.application(told).test_client()), address(morning, "steady")
    browser.sign_in("dispatcher")
    page = browser.open(at).text
    assert "a fixed line takes no messages" in page
    assert "Make a code to read out" in page
    assert "with it the customer confirms and rates" in page
    assert "Send it to the contact" not in page
    browser.send(f"{at}/tracking-link/send")
    assert "The customer cannot be told: a fixed line takes no messages." in browser.open(at).text
