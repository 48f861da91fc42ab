"""Taking a call in the browser without scripts."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select

from app.hotline.tables import Call
from app.kernel import Runtime, unit_of_work
from app.registers.commands import registry
from app.registers.tables import Asset, Customer, Site
from app.requests.tables import Enquiry, ServiceRequest
from tests.pages.conftest import Browser
from tests.support.morning import Morning

MACHINE = {"machine__kind": "printer", "machine__model": "LJ 5", "machine__serial_number": "ZX-99812"}
SignedIn = Callable[[str], Browser]


@pytest.fixture
def desk(signed_in: SignedIn, morning: Morning) -> Browser:
    return signed_in("dispatcher")


def once(page: str) -> str:
    found = re.search(r'name="once" value="([^"]+)"', page)
    assert found
    return found[1]


def take(desk: Browser, outcome: str, **fields: str) -> Any:
    named = {name.replace("__", "."): text for name, text in fields.items()}
    key = named.pop("once", None) or once(desk.open("/hotline").text)
    return desk.send("/hotline", once=key, outcome=outcome, **named)


def rows(runtime: Runtime, kind: type[Any]) -> Sequence[Any]:
    with unit_of_work(runtime, write=False) as uow:
        return uow.session.scalars(select(kind)).all()


def count(runtime: Runtime, kind: type[Any]) -> int:
    with unit_of_work(runtime, write=False) as uow:
        return uow.session.scalar(select(func.count()).select_from(kind)) or 0


def somebody(runtime: Runtime) -> Customer:
    with unit_of_work(runtime, write=False) as uow:
        known = select(Customer).where(Customer.phone.is_not(None)).order_by(Customer.name)
        return uow.session.scalars(known.limit(1)).one()


def machine_of(runtime: Runtime, customer: Customer) -> Asset | None:
    with unit_of_work(runtime, write=False) as uow:
        of = select(Asset).join(Site, Site.id == Asset.site_id).where(Site.customer_id == customer.id)
        return uow.session.scalars(of).first()


def test_an_incoming_number_opens_the_customer(desk: Browser, runtime: Runtime) -> None:
    known = somebody(runtime)
    page = html.unescape(desk.open(f"/hotline?phone={known.phone}".replace("+", "%2B")).text)
    assert f'name="customer_id" value="{known.id}"' in page
    assert f'value="{known.phone}"' in page


def test_a_known_customer_is_found_by_name_and_serial_as_said(desk: Browser, runtime: Runtime) -> None:
    known = somebody(runtime)
    assert str(known.id) in desk.open(f"/hotline/search?q={known.name[:5]}").text
    machine = machine_of(runtime, known)
    if machine:
        said = " ".join(machine.serial_number.replace("-", ""))
        assert f"asset:{machine.id}" in desk.open(f"/hotline/search?q={said}").text
    assert desk.open("/hotline/search?q=%25%25%25").status_code == 200


def test_a_request_is_saved_once_however_often_it_is_sent(desk: Browser, runtime: Runtime) -> None:
    known = somebody(runtime)
    with unit_of_work(runtime, write=False) as uow:
        site = uow.session.scalars(select(Site).where(Site.customer_id == known.id)).first()
    before = count(runtime, ServiceRequest)
    key = once(desk.open("/hotline").text)
    at = {"customer_id": str(known.id), "about": f"site:{site.id}", "once": key}
    fields = at | {"fault_code": "printer_jam"}
    first = take(desk, "request", **fields)
    again = take(desk, "request", **fields)
    other = take(desk, "request", **fields | {"description": "and it smells"})
    assert first.status_code == again.status_code == other.status_code == 303
    assert first.location == again.location == other.location
    assert count(runtime, ServiceRequest) == before + 1
    assert "was not" in desk.open(other.location).text
    call = rows(runtime, Call)[0]
    assert (call.outcome, call.form_key, call.customer_id) == ("request", key, known.id)


def test_a_new_customer_with_site_and_machine(desk: Browser, runtime: Runtime) -> None:
    with unit_of_work(runtime, write=False) as uow:
        near = uow.session.scalars(select(Site)).first()
    sent = take(
        desk,
        "request",
        contact__name="Wu Fang",
        contact__phone="abc 138 1234 9876 转 12",
        site__address="Nowhere 1",
        site__point=f"{(near.lat or 0) + 0.003}， {near.lon}",
        machine__kind="printer",
        machine__model="LaserJet 9",
        machine__serial_number="XX 12",
        fault_code="printer_jam",
    )
    assert sent.status_code == 303, sent.text
    with unit_of_work(runtime, write=False) as uow:
        made = uow.session.scalars(select(Customer).where(Customer.name == "Wu Fang")).one()
        asked = select(ServiceRequest).where(ServiceRequest.customer_id == made.id)
        request = uow.session.scalars(asked).one()
        assert uow.get(Asset, request.asset_id).serial_number == "XX 12"
        assert (made.phone, request.contact_name) == ("+8613812349876", "Wu Fang")


def test_a_new_customer_is_written_to_in_the_language_chosen_at_the_desk(
    desk: Browser, runtime: Runtime
) -> None:
    """The language of the page is the one that is offered first."""
    desk.client.set_cookie("onehour_locale", "zh_CN")
    assert '<option value="zh_CN" selected>中文</option>' in desk.open("/hotline").text
    with unit_of_work(runtime, write=False) as uow:
        near = uow.session.scalars(select(Site)).first()
    place = {
        "site__address": "南京路 5 号",
        "site__point": f"{near.lat}, {near.lon}",
        "fault_code": "printer_jam",
    }
    for number, (locale, machine) in enumerate([("zh_CN", {}), ("en", {}), ("zh_CN", MACHINE)]):
        phone = f"+861380099880{number}"
        named = {"customer__name": f"新客户{number}", "customer__locale": locale, **place, **machine}
        saved = take(desk, "request", contact__phone=phone, description="卡纸", **named)
        assert saved.status_code == 303, saved.text
    with unit_of_work(runtime, write=False) as uow:
        new = select(Customer.locale).where(Customer.name.startswith("新客户")).order_by(Customer.name)
        assert uow.session.scalars(new).all() == ["zh_CN", "en", "zh_CN"]


def test_a_likely_double_is_shown_before_it_is_recorded(desk: Browser, runtime: Runtime) -> None:
    known = somebody(runtime)
    with unit_of_work(runtime, write=False) as uow:
        near = uow.session.scalars(select(Site).where(Site.customer_id == known.id)).first()
    fields = {
        "customer__name": known.name,
        "contact__phone": known.phone,
        "site__point": f"{near.lat}, {near.lon}",
        "fault_code": "printer_jam",
    }
    before = count(runtime, Customer)
    refused = take(desk, "request", **fields)
    assert refused.status_code == 422
    assert f'data-customer="{known.id}"' in refused.text
    assert count(runtime, Customer) == before
    assert take(desk, "request", **fields, none_of_these="1").status_code == 303
    assert count(runtime, Customer) == before + 1


def test_what_is_wrong_stands_at_its_field(desk: Browser, runtime: Runtime) -> None:
    refused = take(desk, "request", contact__name="Li", site__point="over there", description="it burns")
    page = html.unescape(refused.text)
    assert refused.status_code == 422
    assert 'id="f-site-point-wrong"' in page
    assert 'id="f-fault-code"' in page
    for typed in ('value="over there"', 'value="Li"', ">it burns</textarea>"):
        assert typed in page
    assert count(runtime, Call) == 0


@pytest.mark.parametrize(
    ("outcome", "fields"),
    [
        ("wrong_number", {}),
        ("complaint", {"description": "Nobody came."}),
        ("order", {"description": "A brochure, please."}),
        ("solved", {"description": "Plugged it in."}),
        ("enquiry", {"description": "What does it cost?", "contact__phone": "13812345678"}),
        ("call_back", {"contact__phone": "13812345678", "call_back_at": "2099-01-01T15:00"}),
    ],
)
def test_every_call_is_noted(desk: Browser, runtime: Runtime, outcome: str, fields: dict[str, str]) -> None:
    assert take(desk, outcome, **fields).status_code == 303
    (call,) = rows(runtime, Call)
    assert call.outcome == outcome
    assert (call.enquiry_id is not None) == (outcome == "enquiry") == (count(runtime, Enquiry) == 1)
    if outcome == "complaint":
        assert call.due_at == call.taken_at + timedelta(hours=24)
    if call.due_at:
        done = desk.send(f"/calls/{call.id}/done", note="Told him.")
        assert done.status_code == 303
        assert rows(runtime, Call)[0].done_note == "Told him."


@pytest.mark.parametrize("outcome", ["complaint", "order", "solved", "enquiry", "call_back", "", "nonsense"])
def test_a_call_that_nobody_could_act_on_is_refused(desk: Browser, runtime: Runtime, outcome: str) -> None:
    assert take(desk, outcome).status_code == 422
    assert count(runtime, Call) == 0


def test_a_quote_comes_before_anything_is_saved(desk: Browser, runtime: Runtime, morning: Morning) -> None:
    known = somebody(runtime)
    with unit_of_work(runtime, write=False) as uow:
        site = uow.session.scalars(select(Site).where(Site.customer_id == known.id)).first()
    at = {"customer_id": str(known.id), "about": f"site:{site.id}", "fault_code": "printer_jam"}
    before = count(runtime, ServiceRequest)
    said = take(desk, "quote", **at)
    assert said.status_code == 200
    assert "chance of keeping it" in said.text or "cannot name an hour" in said.text
    assert count(runtime, ServiceRequest) == before
    told = re.search(r'name="told" value="([^"]+)"', said.text)
    assert told
    morning.at((morning.clock.now - morning.nine) / timedelta(minutes=1) + 7)
    saved = take(desk, "request", **at, told=told[1], once=once(said.text))
    page = html.unescape(desk.open(saved.location).text)
    assert "is 7 min old" in page
    assert rows(runtime, Call)[0].quoted_at is not None


def test_a_quote_that_was_not_ours_is_no_quote(desk: Browser, runtime: Runtime) -> None:
    assert take(desk, "wrong_number", told="forged").status_code == 303
    assert rows(runtime, Call)[0].quoted_at is None


@pytest.mark.parametrize("login", ["manager", "customer", "provider"])
def test_only_who_takes_requests_takes_calls(signed_in: SignedIn, morning: Morning, login: str) -> None:
    window = signed_in(login)
    assert window.open("/hotline").status_code == 403
    assert "/hotline" not in window.open("/overview" if login == "manager" else "/").text
    assert (window.open("/calls").status_code == 200) == (login == "manager")


def test_managers_get_to_the_calls_by_the_menu(signed_in: SignedIn, morning: Morning) -> None:
    assert 'href="/calls"' in signed_in("manager").open("/overview").text
    assert 'href="/hotline"' in signed_in("dispatcher").open("/").text


@pytest.mark.parametrize(
    "bad", ["\x00", "x" * 5000, "'; DROP TABLE calls; --", "<script>alert(1)</script>", "١٢٣٤", "95, 200"]
)
def test_nothing_that_is_typed_breaks_the_page(desk: Browser, runtime: Runtime, bad: str) -> None:
    names = ("customer_id", "about", "contact.phone", "site.point", "machine.model", "fault_code", "told")
    fields = dict.fromkeys(("description", "call_back_at", "customer.name", "site.address", *names), bad)
    for outcome in ("request", "enquiry", "solved", "call_back", "quote"):
        answer = take(desk, outcome, **{name.replace(".", "__"): text for name, text in fields.items()})
        assert answer.status_code in {200, 303, 400, 413, 422}
        assert "<script>alert" not in answer.text
    for part in ("", "/search", "/faults", "/doubles", "/quote"):
        assert desk.client.get(f"/hotline{part}").status_code == 200
        assert desk.client.get(f"/hotline{part}", query_string={**fields, "q": bad}).status_code < 500


def test_two_tabs_are_two_calls(desk: Browser, runtime: Runtime) -> None:
    first, second = (once(desk.open("/hotline").text) for _ in range(2))
    for key in (first, second, first):
        assert take(desk, "complaint", description="Late again.", once=key).status_code == 303
    assert count(runtime, Call) == 2


def test_a_form_without_its_key_is_not_saved(desk: Browser, runtime: Runtime) -> None:
    assert desk.send("/hotline", outcome="wrong_number").status_code == 422
    assert desk.send("/hotline", token="wrong", outcome="wrong_number").status_code == 403
    assert count(runtime, Call) == 0


def test_what_is_typed_is_found_again_in_another_browser(desk: Browser, signed_in: SignedIn) -> None:
    key = once(desk.open("/hotline").text)
    typed = {"contact.name": "Zhao <b>", "contact.phone": "13812345678", "description": "卡纸 jam"}
    assert desk.send(f"/hotline/drafts/{key}", **typed).status_code == 204
    other = signed_in("dispatcher")
    page = other.open("/hotline").text
    assert f"/hotline?draft={key}" in page
    assert "Zhao &lt;b&gt;" in page
    page = html.unescape(other.open(f"/hotline?draft={key}").text)
    assert once(page) == key
    assert "卡纸 jam" in page
    assert other.send("/hotline", once=key, outcome="wrong_number", **typed).status_code == 303
    assert f"draft={key}" not in desk.open("/hotline").text
    key = once(desk.open("/hotline").text)
    desk.send(f"/hotline/drafts/{key}", **typed)
    assert desk.send(f"/hotline/drafts/{key}/drop").status_code == 303
    assert f"draft={key}" not in desk.open("/hotline").text
    assert desk.send(f"/hotline/drafts/{key}", about="new").status_code == 204
    assert f"draft={key}" not in desk.open("/hotline").text


def test_an_appointment_is_agreed_in_the_same_step(desk: Browser, runtime: Runtime) -> None:
    known = somebody(runtime)
    machine = machine_of(runtime, known)
    assert machine
    said = {
        "customer_id": str(known.id),
        "about": f"asset:{machine.id}",
        "fault_code": "printer_jam",
        "machine_is_meant": "1",
        "contact.name": "Zhao",
    }
    before = count(runtime, ServiceRequest)
    refused = take(desk, "request", **said, appointment_at="2020-01-01T09:00")
    assert refused.status_code == 422
    assert "is not later than what is promised already" in refused.text
    assert count(runtime, ServiceRequest) == before
    answer = take(desk, "request", **said, appointment_at="2026-03-03T10:00")
    assert answer.status_code == 303
    (made,) = [row for row in rows(runtime, ServiceRequest) if row.appointment_agreed_by == "Zhao"]
    assert made.first_due_at < made.due_at


def test_an_engineer_who_cannot_be_sent_is_told_of(desk: Browser, runtime: Runtime) -> None:
    known = somebody(runtime)
    machine = machine_of(runtime, known)
    assert machine
    said = {
        "customer_id": str(known.id),
        "about": f"asset:{machine.id}",
        "fault_code": "printer_jam",
        "machine_is_meant": "1",
    }
    made = take(desk, "request", **said, engineer_id=str(known.id)).headers["Location"]
    assert "cannot come any more" in desk.open(made).text


def test_number_of_somebody_unknown_is_the_callers(desk: Browser) -> None:
    page = desk.open("/hotline?q=139%201111%202222").text
    assert re.search(r'name="contact.phone"[^>]*value="139 1111 2222"', page)


def placed(runtime: Runtime) -> tuple[Customer, Asset]:
    """A customer with a machine that has nothing open."""
    with unit_of_work(runtime, write=False) as uow:
        open_ones = select(ServiceRequest.asset_id).where(ServiceRequest.asset_id.is_not(None))
        found = uow.session.execute(
            select(Customer, Asset)
            .join(Site, Site.customer_id == Customer.id)
            .join(Asset, Asset.site_id == Site.id)
            .where(Asset.id.not_in(open_ones), Asset.kind == "printer")
        ).first()
        assert found
        return found[0], found[1]


def test_second_call_about_a_machine_is_asked_about_and_noted_with_the_first(
    desk: Browser, runtime: Runtime
) -> None:
    known, machine = placed(runtime)
    about = {"customer_id": str(known.id), "about": f"asset:{machine.id}", "fault_code": "printer_jam"}
    first = take(desk, "request", **about)
    assert first.status_code == 303
    before = count(runtime, ServiceRequest)
    again = take(desk, "request", **about)
    assert again.status_code == 422
    assert "is open already" in again.text
    assert count(runtime, ServiceRequest) == before
    request_id = first.location.rsplit("/", 1)[1]
    assert f"chase:{request_id}" in again.text
    noted = take(desk, f"chase:{request_id}", description="Where is he?", **about)
    assert noted.location == first.location
    page = desk.open(noted.location).text
    assert "The call is noted with request" in page
    assert "Where is he?" in page
    assert count(runtime, ServiceRequest) == before
    call = next(one for one in rows(runtime, Call) if one.outcome == "chase")
    assert str(call.request_id) == request_id
    meant = take(desk, "request", another_problem="1", **about)
    assert meant.status_code == 303
    assert count(runtime, ServiceRequest) == before + 1


@pytest.mark.parametrize(
    "outcome", ["chase", "chase:", "chase:x", "chase:00000000-0000-0000-0000-000000000000"]
)
def test_call_about_no_request_is_refused(desk: Browser, runtime: Runtime, outcome: str) -> None:
    assert take(desk, outcome, description="Where is he?").status_code in (404, 422)
    assert count(runtime, Call) == 0


def test_fault_of_another_kind_of_machine_is_asked_about(desk: Browser, runtime: Runtime) -> None:
    known, machine = placed(runtime)
    about = {"customer_id": str(known.id), "about": f"asset:{machine.id}", "fault_code": "server_down"}
    refused = take(desk, "request", **about)
    assert refused.status_code == 422
    assert "another kind of machine" in refused.text
    assert take(desk, "request", machine_is_meant="1", **about).status_code == 303


def test_machine_that_the_page_chose_gives_way_to_a_fault_of_another_kind(
    desk: Browser, runtime: Runtime
) -> None:
    known, machine = placed(runtime)
    about = {"customer_id": str(known.id), "about": f"asset:{machine.id}", "fault_code": "server_down"}
    saved = take(desk, "request", about_was=f"asset:{machine.id}", **about)
    assert saved.status_code == 303
    with unit_of_work(runtime, write=False) as uow:
        request = uow.get(ServiceRequest, UUID(saved.location.rsplit("/", 1)[1]))
        assert (request.asset_id, request.site_id) == (None, machine.site_id)


def test_place_that_nobody_knows_is_said_and_its_page_opens(desk: Browser) -> None:
    saved = take(
        desk,
        "request",
        contact__name="Zhao",
        site__address="Third floor, somewhere",
        fault_code="printer_jam",
    )
    assert saved.status_code == 303
    page = desk.open(saved.location)
    assert page.status_code == 200
    assert "it is not known where the place is" in page.text
    assert "There is no telephone number" in page.text


@pytest.fixture
def alike(runtime: Runtime, morning: Morning) -> dict[str, Any]:
    """Customers with names alike: one's place has no point, the other has two machines of a model."""
    with unit_of_work(runtime) as uow:
        near = uow.session.scalars(select(Site).where(Site.lat.is_not(None))).first()
        names = {"a": "宏达科技有限公司", "b": "宏达科技有限公司（浦东）"}
        made: dict[str, Any] = {
            key: registry.create(uow, "customer", {"name": name, "phone": f"+861381111000{n}"})
            for n, (key, name) in enumerate(names.items(), 1)
        }
        of_a = {"customer_id": made["a"].id, "territory_id": near.territory_id}
        of_b = {"customer_id": made["b"].id, "lat": near.lat, "lon": near.lon}
        made["pointless"] = registry.create(uow, "site", {"name": "HQ", "address": "世纪大道1号", **of_a})
        made["site"] = registry.create(uow, "site", {"name": "HQ", "address": "世纪大道2号", **of_b})
        for n in (1, 2):
            machine = {"kind": "printer", "model": "LaserJet 9", "serial_number": f"SN-AA-{n}"}
            made[f"machine{n}"] = registry.create(uow, "asset", {"site_id": made["site"].id, **machine})
        over = {"starts_on": date(2024, 1, 1), "ends_on": date(2025, 1, 1)}
        terms = {"customer_id": made["b"].id, "number": "OLD-1", "promise_s": 3600, "min_stars": 1}
        registry.create(uow, "contract", {**terms, **over})
        return {key: str(row.id) for key, row in made.items()}


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("宏达", "ab"),
        ("宏达 浦东", "b"),
        ("+86 138 1111 0001", "a"),
        ("0086-138-1111-0002", "b"),
        ("１３８１１１１０００１", "a"),
        ("sn aa 2", "b"),
        ("世纪大道1", "a"),
        ("宏达 浦西", ""),
        ("💥 " * 30, ""),
    ],
)
def test_customers_whose_names_are_alike_are_told_apart(
    desk: Browser, alike: dict[str, Any], said: str, meant: str
) -> None:
    page = desk.client.get("/hotline/search", query_string={"q": said}).text
    assert "".join(key for key in "ab" if alike[key] in page) == meant


def test_twenty_odd_calls(desk: Browser, runtime: Runtime, alike: dict[str, Any]) -> None:
    machines = count(runtime, Asset)
    a, b, jam = {"customer_id": alike["a"]}, {"customer_id": alike["b"]}, {"fault_code": "printer_jam"}
    new = {"contact__name": "Zhang", "contact__phone": "+86 139 0000 1111"}
    at_b = {**b, "about": f"site:{alike['site']}", **jam}
    other = "019cac0f-278f-7d8c-9c3f-dee8ecf465cb"
    meant = {"another_problem": "1"}
    calls: list[tuple[str, dict[str, str], int, str]] = [
        ("wrong_number", {}, 303, ""),
        ("wrong_number", {"contact__name": "Li", "description": "my pri"}, 303, ""),
        ("request", {**a, "about": f"site:{alike['pointless']}", **jam}, 303, ""),
        ("quote", {**a, "about": f"site:{alike['pointless']}", **jam}, 200, ""),
        ("request", {**b, "about": f"asset:{alike['machine2']}", **jam}, 303, ""),
        ("request", {**new, **jam}, 422, "where shall the engineer go?"),
        ("request", {**new, "site__address": "随便路 77 号", **jam}, 303, ""),
        ("request", {**new, "contact__phone": "ask my boss", "site__address": "x 1", **jam}, 303, ""),
        ("request", {**at_b, "machine__kind": "printer", "machine__model": "L9"}, 422, "must be filled in"),
        ("request", {**a, "about": f"asset:{alike['machine1']}", **jam}, 422, "belongs to another customer"),
        ("request", {"customer_id": other, "about": "new", "site__address": "x", **jam}, 422, "no customer"),
        ("request", {**a, "about": f"site:{other}", **jam}, 422, "names no site"),
        ("request", {**at_b, "fault_code": "ghost"}, 422, "names no fault type"),
        ("request", {**at_b, "appointment_at": "2020-01-01T10:00"}, 422, "is not later than"),
        ("request", {**at_b, "engineer_id": other, "told": "forged.sentence"}, 422, "open already"),
        ("request", {**at_b, **meant, "engineer_id": other, "told": "forged.sentence"}, 303, ""),
        ("call_back", {**new, "call_back_at": "at three"}, 422, "is not a time"),
        ("call_back", {**new, "call_back_at": "2020-01-01T15:00"}, 422, "lies in the past"),
        ("call_back", {**a, "call_back_at": "2099-01-01T15:00"}, 303, ""),
        ("complaint", {**a, "description": "rude 😡"}, 303, ""),
        ("order", {"description": "brochure"}, 303, ""),
        ("solved", {**b, "about": f"asset:{alike['machine1']}", "description": "rebooted", **jam}, 303, ""),
    ]
    for outcome, fields, status, told in calls:
        answer = take(desk, outcome, **fields)
        assert answer.status_code == status, (outcome, fields)
        assert told in html.unescape(answer.text)
    assert count(runtime, Call) == sum(status == 303 for _, _, status, _ in calls)
    typed = {"machine__kind": "printer", "machine__model": "L9", "machine__serial_number": "sn-aa-1"}
    assert take(desk, "request", **at_b, **typed, **meant).status_code == 303
    assert count(runtime, Asset) == machines


def test_what_is_over_and_what_is_unknown_is_said(desk: Browser, alike: dict[str, Any]) -> None:
    page = html.unescape(desk.open(f"/hotline?customer_id={alike['b']}").text)
    assert "OLD-1 ended on" in page
    assert page.count("warranty unknown") == 2


def test_a_complaint_is_told_with_its_clock_and_where_it_stands(desk: Browser, runtime: Runtime) -> None:
    key = once(desk.open("/hotline").text)
    said = {"once": key, "contact__phone": "13812349876", "description": "Nobody came."}
    desk.open(take(desk, "complaint", **said).location)
    call = rows(runtime, Call)[0]
    again = html.unescape(desk.open(take(desk, "complaint", **said).location).text)
    assert "This call was saved already, once." in again
    assert f'href="/calls?show=all#call-{call.id}"' in again
    other = said | {"description": "Nobody came at all.", "once": once(desk.open("/hotline").text)}
    page = html.unescape(desk.open(take(desk, "complaint", **other).location).text)
    assert "The customer is to hear from us by" in page
    assert "/calls?show=all#call-" in page
    assert count(runtime, Call) == 2


def test_a_request_that_was_saved_in_another_tab_is_shown_as_such(desk: Browser, runtime: Runtime) -> None:
    known = somebody(runtime)
    with unit_of_work(runtime, write=False) as uow:
        site = uow.session.scalars(select(Site).where(Site.customer_id == known.id)).first()
    at = {"customer_id": str(known.id), "about": f"site:{site.id}", "fault_code": "printer_jam"}
    at["once"] = once(desk.open("/hotline").text)
    desk.open(take(desk, "request", **at).location)
    second = take(desk, "request", **at)
    page = html.unescape(desk.open(second.location).text)
    assert "This call was saved already, once." in page
    assert f'href="{second.location}"' in page


def test_an_address_that_nobody_finds_has_its_sentence_before_the_call_ends(desk: Browser) -> None:
    at = {"site.address": "随便路 77 号", "fault_code": "printer_jam"}
    said = html.unescape(desk.client.get("/hotline/quote", query_string=at).text)
    assert re.search(r"We send an engineer, and call you back with the time", said)
    assert "not known exactly" in said
    swapped = {"site.point": "121.4737,31.2304", "fault_code": "printer_jam"}
    assert "is not a point" not in desk.client.get("/hotline/quote", query_string=swapped).text


def test_digits_that_are_no_number_are_said_at_the_field(desk: Browser, runtime: Runtime) -> None:
    """What was pasted behind the number that the page had filled in is nobody's number."""
    before = count(runtime, Call)
    for digits, said in (("13540002222" * 3, "33 digits"), ("13540002222" * 2, "22 digits")):
        page = take(desk, "call_back", contact__phone=digits, call_back_at="2030-01-01T10:00")
        assert page.status_code == 422
        assert said in page.text
        assert digits in page.text
        form = once(desk.open("/customers/new").text)
        added = desk.send("/customers/new", once=form, name="Twice Said", phone=digits, locale="en")
        assert (added.status_code, said in added.text) == (422, True)
    assert count(runtime, Call) == before
    noted = take(desk, "complaint", contact__phone="1354000222", description="Rude.")
    assert "1354000222 has 10 digits" in desk.open(noted.location).text
