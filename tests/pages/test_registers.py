"""The pages of the registers: every register by the same code, so most tests go through all of them."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from html import escape, unescape
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from app.kernel import Role, unit_of_work
from app.registers.api.import_kinds import KINDS, columns
from app.registers.pages.declared import DECLARED, PAGED_ELSEWHERE
from app.registers.tables import Asset, Contract, Customer, Engineer, Part, Site, Territory
from app.web.pages import lists
from tests.pages.conftest import Browser
from tests.support.morning import Morning
from tests.support.policy import POLICY

SignIn = Callable[[str], Browser]


Check = Callable[[Browser, Morning, str], None]


def for_every_register(check: Check) -> Callable[[Browser, Morning], None]:
    """Have one test look at every register: setting a browser up takes longer than looking."""

    def test(admin: Browser, morning: Morning) -> None:
        for name in DECLARED:
            check(admin, morning, name)

    return test


def first(morning: Morning, table: type[Any], **wanted: Any) -> Any:
    with unit_of_work(morning.runtime, write=False) as uow:
        order = table.__table__.primary_key.columns[0]
        return uow.session.scalars(select(table).filter_by(**wanted).order_by(order)).first()


def row_of(morning: Morning, name: str) -> Any:
    return first(morning, DECLARED[name].register.model)


def form_at(browser: Browser, path: str) -> dict[str, str]:
    """Return the fields of the page's form as a browser would send them unchanged."""
    page = browser.open(path)
    assert page.status_code == 200, page.text
    return fields_of(page.text)


def fields_of(html: str) -> dict[str, str]:
    html = html[html.index('class="register-form"') :]
    found: dict[str, str] = {}
    for tag in re.findall(r"<input\s[^>]*>", html):
        name, value = (re.search(rf'\s{what}="([^"]*)"', tag) for what in ("name", "value"))
        if name and (('type="checkbox"' not in tag and 'type="radio"' not in tag) or " checked" in tag):
            text = unescape(value[1]) if value else ""
            key = unescape(name[1])
            found[key] = f"{found[key]} {text}" if 'type="checkbox"' in tag and key in found else text
    for name, text in re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>([^<]*)</textarea>', html):
        found[name] = unescape(text)
    for name, options in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', html, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', options)
        found[name] = chosen[1] if chosen else ""
    return found


def test_every_register_of_the_api_has_pages(application: Any) -> None:
    """Whoever may read or write a register over the API as a person of the office may do so by a page."""
    operations = {
        key for key in POLICY if re.match(r"(GET|POST|PUT|DELETE) /api/v1/[a-z-]+(/<[^/]*>)?$", key)
    }
    pages: dict[str, Callable[[Addresses, bool], str]] = {
        "GET": lambda one, has_key: f"GET {one.row}" if has_key else f"GET /{one.plural}",
        "POST": lambda one, _: f"POST /{one.plural}/new",
        "PUT": lambda one, _: f"POST {one.edit}",
        "DELETE": lambda one, _: f"POST {one.gone}",
    }
    missing = []
    for declared in DECLARED.values():
        one = Addresses(declared)
        mine = [key for key in operations if re.match(rf"\w+ /api/v1/{declared.plural}(/<[^/]*>)?$", key)]
        assert mine
        for key in mine:
            method, _, address = key.partition(" ")
            page = pages[method](one, address.endswith(">"))
            people = POLICY[key].roles & {Role.DISPATCHER, Role.MANAGER, Role.ADMIN}
            if page not in POLICY or not people <= POLICY[page].roles:
                missing.append((key, page))
    assert missing == []
    kept = {one.plural for one in DECLARED.values()} | {"calendar-days", "shifts"}
    assert len(PAGED_ELSEWHERE) == 2
    bare = {key.rpartition("/")[2] for key in operations if key.startswith("POST")}
    assert {"customers", "sites", "assets", "contracts", "territories"} <= bare & kept


class Addresses:
    def __init__(self, declared: Any) -> None:
        self.plural = declared.plural
        key = "<code>" if declared.by_code else f"<uuid:{declared.variable}>"
        base = f"/{declared.plural}/{key}"
        self.row = f"{base}/view" if declared.by_code else base
        self.edit = f"{base}/edit"
        self.gone = f"{base}/close" if declared.closes else f"{base}/remove"


def at(declared: Any, row: Any, part: str = "") -> str:
    key = declared.key(row)
    part = part or ("view" if declared.by_code else "")
    return f"/{declared.plural}/{key}/{part}".rstrip("/")


@for_every_register
def test_list_row_and_form_are_shown(admin: Browser, morning: Morning, name: str) -> None:
    browser, declared, row = admin, DECLARED[name], row_of(morning, name)
    listed = browser.open(f"/{declared.plural}")
    assert listed.status_code == 200
    assert str(declared.title) in listed.text
    if row is None:
        return
    shown = browser.open(at(declared, row))
    assert shown.status_code == 200, shown.text
    assert declared.called(row) in shown.text
    assert browser.open(at(declared, row, "edit")).status_code == 200
    assert browser.open(f"/{declared.plural}/new").status_code == 200


@for_every_register
def test_form_saved_as_it_came_changes_nothing(admin: Browser, morning: Morning, name: str) -> None:
    browser, declared, row = admin, DECLARED[name], row_of(morning, name)
    if row is None:
        pytest.fail(f"the morning has no {name}")
    path = at(declared, row, "edit")
    sent = browser.client.post(path, data=as_sent(form_at(browser, path)))
    assert sent.status_code == 303, sent.text
    assert "Nothing to change." in browser.open(at(declared, row)).text
    after = row_of(morning, name)
    assert getattr(after, "version", 1) == getattr(row, "version", 1)


def as_sent(fields: dict[str, str]) -> dict[str, Any]:
    return {key: value.split() if key == "skills" else value for key, value in fields.items()}


NEW: dict[str, dict[str, str]] = {
    "customer": {"name": "Ming & Söhne 🖨 " + "x" * 180, "phone": "010-6255 9999 转 8"},
    "site": {
        "customer_id.said": "三里屯酒店 Sanlitun Hotel",
        "customer_id": "",
        "name": "Annex",
        "point": "39.93, 116.45",
    },
    "asset": {
        "site_id.said": "三里屯酒店 Sanlitun Hotel",
        "kind": "printer",
        "model": "M404",
        "serial_number": "X-1",
    },
    "contract": {
        "customer_id.said": "三里屯酒店 Sanlitun Hotel",
        "number": "N-1",
        "starts_on": "2026-03-02",
        "promise_s": "1 h 30 min",
        "coverage.mon": "8-12, 13:00–20:00",
    },
    "territory": {
        "code": "east",
        "name": "East",
        "centre": "31.23, 121.47",
        "radius_m": "60000",
        "boundary": "31,121\n31,122\n32,122",
    },
    "provider": {"name": "Partner"},
    "depot": {
        "name": "East depot 🧰",
        "point": "39.93, 116.45",
        "phone": "010-6255 9999 转 8",
        "external_id": "D-7",
        "opening_hours.mon": "8-12, 13:00–20:00",
    },
    "engineer": {"number": "9001", "name": "Zhao", "base": "39.9, 116.4"},
    "named_engineer": {
        "kind": "excluded",
        "reason": "Quarrel 😡",
        "engineer_id.said": "1003",
        "customer_id.said": "三里屯酒店 Sanlitun Hotel",
    },
    "skill": {"code": "plotters", "name_en": "Plotters", "name_zh": "绘图仪"},
    "fault_type": {
        "code": "torn",
        "name_en": "Torn",
        "name_zh": "撕裂",
        "skill_code": "printer",
        "expected_s": "45",
    },
    "part": {"code": "FAN-1", "name_en": "Fan", "name_zh": "风扇", "unit_price_cents": "1,250.50"},
    "certificate_kind": {"code": "height", "name_en": "Work at height", "name_zh": "高处作业证"},
    "certificate": {"number": "T-1", "valid_from": "2026-01-01", "valid_until": "2029-01-01"},
    "course": {"code": "fuses", "name_en": "Fuses", "name_zh": "保险丝"},
    "course_date": {"starts_on": "2026-05-04", "ends_on": "2026-05-05"},
    "training_need": {"topic": "Fuses"},
    "exam": {"code": "fuses", "name_en": "Fuses", "name_zh": "保险丝", "part": "practice"},
    "exam_question": {
        "bank": "fuses",
        "kind": "single",
        "text_en": "Which fuse?",
        "text_zh": "用哪种保险丝？",
        "options": "* 慢断 | Slow\n快断 | Fast",
    },
    "charge_kind": {"code": "parking", "name_en": "Parking", "name_zh": "停车费", "limit_cents": "50"},
}


@for_every_register
def test_row_is_added_once_however_often_the_form_is_sent(
    admin: Browser, morning: Morning, name: str
) -> None:
    declared = DECLARED[name]
    path = f"/{declared.plural}/new"
    sent = as_sent(form_at(admin, path) | NEW[name])
    if name in {"engineer", "depot"}:
        sent["territory_id"] = str(row_of(morning, "territory").id)
    if name in {"certificate", "training_need"}:
        sent["engineer_id"] = str(row_of(morning, "engineer").id)
        del sent["engineer_id.said"]
    if name == "certificate":
        sent["certificate_kind_id"] = str(row_of(morning, "certificate_kind").id)
    if name == "course_date":
        sent["course_id"] = str(row_of(morning, "course").id)
    if name == "fault_type":
        sent["skill_code"] = row_of(morning, "skill").code
    once, again = (admin.client.post(path, data=sent) for _ in range(2))
    assert once.status_code == 303, once.text
    assert again.location == once.location
    page = admin.open(once.location)
    assert page.status_code == 200
    assert "Saved." in page.text


def test_values_are_stored_as_the_body_has_them(admin: Browser, morning: Morning) -> None:
    for name in ("contract", "part"):
        path = f"/{DECLARED[name].plural}/new"
        admin.client.post(path, data=form_at(admin, path) | NEW[name])
    contract = first(morning, Contract, number="N-1")
    assert contract.promise_s == 5400
    assert contract.coverage == {"mon": [["08:00", "12:00"], ["13:00", "20:00"]]}
    assert first(morning, Part, code="FAN-1").unit_price_cents == 125_050


@for_every_register
def test_empty_form_says_what_it_lacks_and_keeps_what_was_typed(
    admin: Browser, morning: Morning, name: str
) -> None:
    path = f"/{DECLARED[name].plural}/new"
    asked = form_at(admin, path)
    kept = {key: asked[key] for key in ("csrf_token", "once")}
    refused = admin.client.post(path, data=kept | {"name_en": "Half a name"})
    assert refused.status_code == 422
    assert 'aria-invalid="true"' in refused.text
    assert "must be filled in" in refused.text


def test_what_is_wrong_stands_at_its_field_in_its_units(admin: Browser) -> None:
    path = "/contracts/new"
    sent = form_at(admin, path) | NEW["contract"] | {"promise_s": "1 min", "coverage.tue": "noon"}
    refused = admin.client.post(path, data=sent)
    assert refused.status_code == 422
    assert "must be between 5 min and 7 days" in refused.text
    assert "“noon” is not a span such as 08:00-20:00" in refused.text
    assert 'value="noon"' in refused.text


def test_taken_number_is_said_at_its_field(admin: Browser, morning: Morning) -> None:
    taken = row_of(morning, "contract").number
    path = "/contracts/new"
    refused = admin.client.post(path, data=form_at(admin, path) | NEW["contract"] | {"number": taken})
    assert refused.status_code == 409
    assert f"{taken} is already taken" in refused.text


def test_name_that_several_have_is_chosen_from_them(admin: Browser, morning: Morning) -> None:
    with morning.writing() as uow:
        for _ in range(2):
            uow.session.add(
                Customer(
                    id=uow.new_id(), created_at=uow.now, updated_at=uow.now, name="Twins", phone_numbers=[]
                )
            )
    path = "/sites/new"
    sent = form_at(admin, path) | NEW["site"] | {"customer_id.said": "Twins"}
    refused = admin.client.post(path, data=sent)
    assert "several are called so; choose one" in refused.text
    picked = re.search(r'name="customer_id.pick".*?<option value="([0-9a-f-]{36})"', refused.text, re.DOTALL)
    assert picked
    assert admin.client.post(path, data=sent | {"customer_id.pick": picked[1]}).status_code == 303
    assert str(first(morning, Site, name="Annex").customer_id) == picked[1]
    unknown = form_at(admin, path) | NEW["site"] | {"customer_id.said": "Nobody at all"}
    nobody = admin.client.post(path, data=unknown)
    assert "nothing on record is called so" in nobody.text


def test_two_people_see_both_values_and_choose(admin: Browser, signed_in: SignIn, morning: Morning) -> None:
    site = row_of(morning, "site")
    path, other = f"/sites/{site.id}/edit", signed_in("dispatcher")
    mine, theirs = form_at(admin, path), form_at(other, path)
    theirs |= {"name": "Their name", "access_notes": "Ring twice", "address": "Same road"}
    assert other.client.post(path, data=theirs).status_code == 303
    mine |= {"name": "My name", "address": "Same road"}
    clash = admin.client.post(path, data=mine)
    assert clash.status_code == 409
    assert "Somebody else saved this while you were typing" in clash.text
    assert "My name" in clash.text
    assert "Their name" in clash.text
    again = fields_of(clash.text)
    assert again["access_notes"] == "Ring twice"
    settled = admin.client.post(path, data=again | {"take.name": "saved"})
    assert settled.status_code == 303, settled.text
    after = first(morning, Site, id=site.id)
    assert (after.name, after.address, after.access_notes) == ("Their name", "Same road", "Ring twice")
    assert admin.client.post(path, data=again | {"take.name": "mine"}).status_code == 303
    assert first(morning, Site, id=site.id).name == "My name"


def test_other_fields_of_two_people_are_both_kept(
    admin: Browser, signed_in: SignIn, morning: Morning
) -> None:
    part = row_of(morning, "part")
    path = f"/parts/{part.code}/edit"
    mine, later = form_at(admin, path), form_at(admin, path)
    assert admin.client.post(path, data=mine | {"unit_price_cents": "7.00"}).status_code == 303
    assert admin.client.post(path, data=later | {"limit_per_visit": "9"}).status_code == 303
    after = first(morning, Part, code=part.code)
    assert (after.unit_price_cents, after.limit_per_visit) == (700, 9)


def test_many_rows_are_set_and_each_that_cannot_be_says_why(admin: Browser, morning: Morning) -> None:
    territory, provider = row_of(morning, "territory"), row_of(morning, "provider")
    path = "/engineers/set"
    keys = [str(first(morning, Engineer, number=number).id) for number in ("1001", "1002")]
    data = {"csrf_token": admin.token("/registers"), "key": [*keys, "nonsense"]}
    assert admin.client.post(path, data=data | {"set": f"provider_id:{provider.id}"}).status_code == 303
    said = admin.open("/engineers").text
    assert "2 rows were set." in said
    assert first(morning, Engineer, number="1001").provider_id == provider.id
    held = {"csrf_token": data["csrf_token"], "key": [str(territory.id)], "set": "active:false"}
    admin.client.post("/territories/set", data=held)
    assert "It is still needed:" in admin.open("/territories").text
    admin.client.post("/territories/set", data=held | {"set": "version:7"})
    assert "Tick the rows" in admin.open("/territories").text


def test_row_goes_out_of_use_and_comes_back(admin: Browser, morning: Morning) -> None:
    asset = row_of(morning, "asset")
    token = admin.token("/registers")
    for act, active in (("close", False), ("close", False), ("reopen", True)):
        assert admin.send(f"/assets/{asset.id}/{act}", token).status_code == 303
        assert first(morning, Asset, id=asset.id).active is active


def test_list_is_walked_page_by_page_both_ways(
    admin: Browser, morning: Morning, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lists, "PAGE_SIZE", 8)
    seen: list[str] = []
    last = ""
    address: str | None = "/sites?sort=-name"
    while address:
        last, page = address, admin.open(address).text
        found = re.findall(
            r'class="of-name"[^>]*><a href="/sites/([0-9a-f-]{36})"', page.replace('class="code" ', "")
        )
        seen += found
        onwards = re.search(r'rel="next" href="([^"]+)"', page)
        address = unescape(onwards[1]) if onwards else None
    with unit_of_work(morning.runtime, write=False) as uow:
        wanted = uow.session.scalars(select(Site.id).order_by(Site.name.desc(), Site.id.desc())).all()
    assert seen == [str(key) for key in wanted]
    back = re.search(r'rel="prev" href="([^"]+)"', admin.open(last).text)
    assert back
    assert re.findall(r'href="/sites/([0-9a-f-]{36})"', admin.open(unescape(back[1])).text)[:1] == seen[8:9]


@for_every_register
def test_filtered_list_is_a_file_in_the_columns_of_an_import(
    admin: Browser, morning: Morning, name: str
) -> None:
    declared = DECLARED[name]
    sent = admin.open(f"/{declared.plural}/export?active=true")
    assert sent.mimetype == "text/csv"
    assert sent.data.startswith(b"\xef\xbb\xbf")
    head, *rows = csv.reader(io.StringIO(sent.data.decode("utf-8-sig")))
    assert rows
    assert all(len(row) == len(head) for row in rows)
    if name in {declared.name for declared in DECLARED.values()} & {
        register for register, _ in KINDS.values()
    }:
        assert set(head) <= set(columns(declared.plural))


def test_cells_that_spreadsheets_would_run_are_made_harmless(admin: Browser, morning: Morning) -> None:
    path = "/customers/new"
    admin.client.post(
        path, data=form_at(admin, path) | {"name": "=cmd|' /C calc'!A0", "phone": "+86 138 0013 8000"}
    )
    text = admin.open("/customers/export?q=cmd").data.decode("utf-8-sig")
    assert "'=cmd" in text
    assert ",+86 138 0013 8000" in text


def test_choices_are_offered_by_beginning_number_and_part(admin: Browser) -> None:
    for said in ("三里屯", "Hotel", "62551007"):
        assert "Sanlitun Hotel" in admin.open(f"/customers/choices?q={said}").text
    assert admin.open("/customers/choices?q=").text.strip() == ""


def test_dispatcher_keeps_customers_and_reads_territories(signed_in: SignIn, morning: Morning) -> None:
    browser, territory = signed_in("dispatcher"), row_of(morning, "territory")
    assert browser.open("/customers/new").status_code == 200
    shown = browser.open(f"/territories/{territory.id}")
    assert shown.status_code == 200
    assert f"/territories/{territory.id}/edit" not in shown.text
    assert browser.open(f"/territories/{territory.id}/edit").status_code == 403
    assert browser.send(f"/territories/{territory.id}/edit", name="Mine").status_code == 403
    assert browser.send("/engineers/set", key=str(uuid4()), set="active:false").status_code == 403
    assert browser.open(f"/territories/{uuid4()}").status_code == 404


def test_provider_finds_own_people_and_no_customers(signed_in: SignIn) -> None:
    browser = signed_in("provider")
    page = browser.open("/registers").text
    assert 'href="/engineers"' in page
    assert 'href="/customers"' not in page
    assert browser.open("/sites").status_code == 403


def test_names_lead_to_their_pages(admin: Browser, morning: Morning) -> None:
    page = admin.open(f"/requests/{morning.requests['danger']}").text
    for kind in ("sites", "territories"):
        assert re.search(rf'href="/{kind}/[0-9a-f-]{{36}}"', page), kind


def test_machine_without_a_code_is_named_beside_the_labels(admin: Browser, morning: Morning) -> None:
    asset = row_of(morning, "asset")
    assert 'class="qr"' in admin.open(f"/assets/labels?asset_id={asset.id}").text
    with morning.writing() as uow:
        uow.get(Asset, UUID(str(asset.id))).qr_code = None
    assert "no QR code yet" in admin.open(f"/assets/labels?asset_id={asset.id}").text


def test_machine_is_told_with_whose_it_is(admin: Browser, morning: Morning) -> None:
    asset = row_of(morning, "asset")
    owner = first(morning, Customer, id=first(morning, Site, id=asset.site_id).customer_id).name
    for path in ("/assets", f"/assets/{asset.id}"):
        assert f'<span class="sub">{escape(owner)}</span>' in admin.open(path).text


def test_setting_that_is_yes_or_no_is_said_so(admin: Browser, morning: Morning) -> None:
    page = admin.open(at(DECLARED["territory"], row_of(morning, "territory"))).text
    assert '<dt>Expects requests</dt><dd class="as-typed">Yes</dd>' in page


@for_every_register
def test_row_is_asked_about_before_it_goes(admin: Browser, morning: Morning, name: str) -> None:
    declared, row = DECLARED[name], row_of(morning, name)
    if row is None or not (declared.closes or declared.deletes):
        return
    page = admin.open(at(declared, row)).text
    assert "data-sure=" in page
    assert "js/sure.js" in page


def test_territory_is_drawn_with_its_corners_and_neighbours(admin: Browser, morning: Morning) -> None:
    path = "/territories/new"
    done = admin.client.post(path, data=form_at(admin, path) | NEW["territory"])
    page = admin.open(done.location).text
    assert '<polygon class="area"' in page
    assert "3 corners" in page
    assert first(morning, Territory, code="east").boundary == [[31, 121], [31, 122], [32, 122]]


def test_calendar_of_a_contract_is_chosen_and_one_on_record_stays(admin: Browser, morning: Morning) -> None:
    page = admin.open("/contracts/new").text
    chosen = re.search(r'<select id="f-holiday-calendar".*?</select>', page, re.DOTALL)
    assert chosen
    assert '<option value="territory" selected>that of the territory</option>' in chosen[0]
    assert '<option value="CN" >China</option>' in chosen[0]
    assert '<option value=""></option>' not in chosen[0]
    with morning.writing() as uow:
        territory = uow.session.query(Territory).first()
        assert territory
        territory.holiday_calendar = "US-NY"
    page = admin.open(f"/territories/{territory.id}/edit").text
    assert '<option value="US-NY" selected>United States (NY)</option>' in page


def test_amounts_name_their_currency(admin: Browser) -> None:
    assert "Price (CN¥)" in admin.open("/parts/new").text


def test_form_says_at_once_all_that_is_wrong(admin: Browser, morning: Morning) -> None:
    path = "/territories/new"
    asked = form_at(admin, path)
    assert asked["expects_requests"] == "1", "on by default"
    wrong = {
        "code": "UP",
        "name": "",
        "hotline_phone": "abc",
        "area_code": "10",
        "boundary": "31,121\n32,122\n31,122\n32,121",
        "quiet_hours": "late",
        "holiday_calendar": "XX",
        "promise_s": "1 min",
    }
    refused = admin.client.post(path, data=asked | NEW["territory"] | wrong)
    assert refused.status_code == 422
    for said in (
        "takes small letters, digits and - only",
        "must be filled in",
        "has no telephone number in it",
        "is no area code as it is dialled at home",
        "crosses itself: the side after corner 1 meets the one after corner 3",
        "must be between 5 min and 7 days",
    ):
        assert said in refused.text, said
    for field in (*wrong,):
        assert re.search(rf'name="{field}"[^>]*aria-invalid', refused.text), field
    fields = asked | NEW["territory"] | {"code": first(morning, Territory).code, "centre": "40, 116"}
    both = admin.client.post(path, data=fields)
    assert "does not hold the centre" in both.text
    assert "already taken" in both.text
    path = "/sites/new"
    sent = form_at(admin, path) | {
        "customer_id.said": "Nobody of that name",
        "point": "x",
        "time_zone": "Mars",
    }
    site = admin.client.post(path, data=sent)
    for said in (
        "nothing on record is called so",
        "is not a point",
        "is not a time zone",
        "must be filled in",
    ):
        assert said in site.text, said
    changed = f"/contracts/{first(morning, Contract).id}/edit"
    sent = form_at(admin, changed) | {"promise_s": "soon", "starts_on": "2026-05-05", "ends_on": "2026-01-01"}
    contract = admin.client.post(changed, data=sent)
    assert contract.status_code == 422
    assert "is before the first day" in contract.text
    assert "is not a time span" in contract.text


def test_territory_is_drawn_on_a_map_before_it_is_saved(admin: Browser, morning: Morning) -> None:
    page = admin.open("/territories/new").text
    assert len(re.findall(r'data-field="([^"]+)"', page)) == 2
    assert re.search(r'data-outline="[^"]*centre&#34;: null', page)
    changed = f"/territories/{first(morning, Territory).id}/edit"
    assert 'data-centre="' in admin.open(changed).text


def test_place_outside_of_its_territory_is_kept_and_said(admin: Browser, morning: Morning) -> None:
    path, territory = "/sites/new", first(morning, Territory)
    far = NEW["site"] | {"point": "31.2304, 121.4737", "territory_id": str(territory.id)}
    done = admin.client.post(path, data=form_at(admin, path) | far)
    assert done.status_code == 303, done.text
    assert "The point lies outside of the territory" in admin.open(done.location).text
    near = admin.client.post(path, data=form_at(admin, path) | NEW["site"] | {"name": "Near"})
    assert "outside of the territory" not in admin.open(near.location).text


@pytest.mark.parametrize(
    ("path", "copied"),
    [
        ("/customers/new", ("name", "phone_as_said")),
        ("/engineers/new", ("name",)),
        ("/assets/new", ("serial_number",)),
    ],
)
def test_what_is_on_record_already_is_asked_about_before_it_is_saved(
    admin: Browser, morning: Morning, path: str, copied: tuple[str, ...]
) -> None:
    name = path.split("/")[1].removesuffix("s")
    row = row_of(morning, name)
    typed = {column.removesuffix("_as_said"): str(getattr(row, column)) for column in copied}
    said = form_at(admin, path) | typed
    if name == "asset":
        with unit_of_work(morning.runtime, write=False) as uow:
            site = uow.get(Site, row.site_id)
        said |= {"site_id": str(site.id), "site_id.said": site.name, "kind": "printer", "model": "X"}
    elif name == "engineer":
        said |= {"number": "E-NEW", "territory_id": str(row.territory_id)}
        said |= {"base": f"{row.base_lat}, {row.base_lon}"}
    asked = admin.client.post(path, data=said)
    assert asked.status_code == 422
    assert "Is it on record already?" in asked.text
    assert str(row.id) in asked.text
    assert admin.client.post(path, data=said | {"none_of_these": "1"}).status_code == 303


def test_a_place_that_looks_mistaken_is_asked_about_and_swapped(admin: Browser, morning: Morning) -> None:
    """Numbers the wrong way round, and a boundary over half the earth, are said before they are saved."""
    row, path = row_of(morning, "territory"), "/territories/new"
    with unit_of_work(morning.runtime) as uow:  # where either number may be a latitude
        uow.get(Territory, row.id).centre_lat, uow.get(Territory, row.id).centre_lon = 52.5, 13.4
    corners = "64.4, 5.4\n-60.5, 9.5\n-50, 70\n60, 70"
    said = form_at(admin, path) | {"code": "berlin", "name": "Berlin", "time_zone": "Europe/Berlin"}
    said |= {"centre": "13.38, 52.51", "radius_m": "30000", "boundary": corners}
    asked = admin.client.post(path, data=said)
    assert asked.status_code == 422, fields_of(asked.text)
    told = re.sub(r"\s+", " ", asked.text)
    assert "with its two numbers the other way round it would be" in told
    assert 'name="swap" value="centre"' in told
    assert "The boundary reaches" in told
    swapped = admin.client.post(path, data=said | {"swap": "centre", "boundary": ""})
    assert swapped.status_code == 303, re.findall(r'id="wrong".*?</ul>', swapped.text, re.DOTALL)
    with unit_of_work(morning.runtime, write=False) as uow:
        made = uow.session.scalars(select(Territory).where(Territory.code == "berlin")).one()
        assert (made.centre_lat, made.centre_lon) == (52.51, 13.38)
        key = made.id
    vast = form_at(admin, f"/territories/{key}/edit") | {"boundary": corners}
    asked = admin.client.post(f"/territories/{key}/edit", data=vast)
    assert (asked.status_code, "Is the place right?" in asked.text) == (422, True)
    kept = admin.client.post(f"/territories/{key}/edit", data=vast | {"as_it_stands": "1"})
    assert kept.status_code == 303
