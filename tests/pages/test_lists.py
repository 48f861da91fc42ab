from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from sqlalchemy import select

from app.kernel import unit_of_work
from app.registers.tables import Asset, Customer, Engineer, Site, Territory
from app.requests.tables import FollowUp, ServiceRequest, Visit
from app.web.pages import lists
from tests.pages.conftest import Browser
from tests.support.morning import Morning

SignIn = Callable[[str], Browser]


def order(page: str, morning: Morning) -> list[str]:
    names = {str(key): name for name, key in morning.requests.items()}
    return [names[key] for key in re.findall(r'href="/requests/([0-9a-f-]{36})"', page)]


def customer_of(morning: Morning, name: str) -> Customer:
    with unit_of_work(morning.runtime, write=False) as uow:
        return uow.get(Customer, uow.get(ServiceRequest, morning.requests[name]).customer_id)


def engineer_id(morning: Morning, number: str) -> str:
    with unit_of_work(morning.runtime, write=False) as uow:
        return str(uow.session.scalars(select(Engineer.id).where(Engineer.number == number)).one())


def test_newest_request_stands_first_until_asked_otherwise(signed_in: SignIn, morning: Morning) -> None:
    browser = signed_in("dispatcher")
    newest = order(browser.open("/requests").text, morning)
    assert len(newest) == 9
    assert newest[-1] == "broken"
    assert order(browser.open("/requests?sort=requested_at").text, morning) == newest[::-1]


def test_promises_that_were_broken_can_be_looked_through(signed_in: SignIn, morning: Morning) -> None:
    browser = signed_in("dispatcher")
    assert order(browser.open("/requests?kept=false").text, morning) == ["late", "broken"]
    assert order(browser.open("/requests?outcome=broken").text, morning) == ["late", "broken"]
    assert set(order(browser.open("/requests?outcome=kept_plausible").text, morning)) == {"done", "on_site"}
    assert set(order(browser.open("/requests?kept=true").text, morning)) == {"done", "on_site"}
    assert set(order(browser.open("/requests?state=resolved").text, morning)) == {"done", "broken"}


def test_text_finds_a_request_by_its_customer(signed_in: SignIn, morning: Morning) -> None:
    browser = signed_in("dispatcher")
    assert order(browser.open("/requests?q=sanlitun").text, morning) == ["danger"]
    assert "Nothing matches." in browser.open("/requests?q=sanlitun%25nobody").text


def test_text_finds_a_request_by_engineer_machine_call_back_and_words_of_several_fields(
    signed_in: SignIn, morning: Morning
) -> None:
    with unit_of_work(morning.runtime) as uow:
        visit = uow.get(Visit, morning.visits["danger"])
        engineer = uow.get(Engineer, visit.engineer_id)
        request = uow.get(ServiceRequest, morning.requests["danger"])
        asset = uow.session.scalars(select(Asset).limit(1)).one()
        request.asset_id, asset.serial_number = asset.id, "ZQ-77 81"
        request.contact_name, request.description = "小赵", "打印机卡纸"
        site = uow.get(Site, request.site_id).name
        uow.session.add(
            FollowUp(
                id=uow.new_id(),
                request_id=morning.requests["done"],
                solved=True,
                result="电梯口见",
                by="x",
                made_at=uow.now,
            )
        )
        number, name = engineer.number, engineer.name
    browser = signed_in("dispatcher")

    def found(said: str) -> list[str]:
        return order(browser.open(f"/requests?q={quote(said)}").text, morning)

    assert "danger" in found(name)
    assert "danger" in found(number)
    assert found("zq7781") == ["danger"]
    assert found("电梯") == ["done"]
    assert found("小赵 打印") == found(f"打印 {site} 小赵") == ["danger"]
    assert found("小赵 电梯") == []
    assert found(f"{name} 小赵") == ["danger"]


def test_days_are_those_of_the_territorys_clock(signed_in: SignIn, morning: Morning) -> None:
    with unit_of_work(morning.runtime) as uow:
        request = uow.get(ServiceRequest, morning.requests["danger"])
        zone = uow.get(Territory, request.territory_id).time_zone
        request.requested_at = datetime(2026, 1, 5, 23, 59, tzinfo=ZoneInfo(zone)).astimezone(UTC)
        uow.get(ServiceRequest, morning.requests["late"]).requested_at = request.requested_at + timedelta(
            minutes=2
        )
    browser = signed_in("dispatcher")
    page = browser.open("/requests?from=2026-01-05&to=2026-01-05").text
    assert order(page, morning) == ["danger"]
    assert 'name="from" value="2026-01-05"' in page
    assert set(order(browser.open("/requests?to=2026-01-06").text, morning)) == {"danger", "late"}
    assert "danger" not in order(browser.open("/requests?from=2026-01-06").text, morning)
    for bad in ("from=0001-01-01", "to=9999-12-31", "from=tomorrow"):
        assert len(order(browser.open(f"/requests?{bad}").text, morning)) == 9


def test_what_cannot_be_read_of_an_address_is_as_if_not_given(signed_in: SignIn, morning: Morning) -> None:
    address = "/requests?page=x&sort=secret&state=nonsense&kept=perhaps&territory_id=1&q="
    assert len(order(signed_in("dispatcher").open(address).text, morning)) == 9


def test_pages_lead_to_one_another_and_keep_the_filters(
    signed_in: SignIn, morning: Morning, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lists, "PAGE_SIZE", 4)
    browser = signed_in("dispatcher")
    seen, address, page = [], "/requests?sort=code", ""
    for _ in range(3):
        page = browser.open(address).text
        seen += order(page, morning)
        onwards = re.search(r'rel="next" href="([^"]+)"', page)
        address = onwards[1].replace("&amp;", "&") if onwards else ""
    assert sorted(seen) == sorted(morning.requests)
    assert address == ""
    back = re.search(r'rel="prev" href="([^"]+)"', page)
    assert back
    before = browser.open(back[1].replace("&amp;", "&")).text
    assert order(before, morning) == seen[4:8]
    assert "9 found" in before
    nobodys = f"/requests?sort=code&after={uuid4()}"
    assert order(browser.open(nobodys).text, morning) == seen[:4], (
        "a row that is gone leads to the first page"
    )


def test_a_part_of_the_list_comes_alone_for_scripts(signed_in: SignIn, morning: Morning) -> None:
    part = signed_in("dispatcher").open("/requests?part=list&q=sanlitun").text
    assert order(part, morning) == ["danger"]
    assert "1 found" in part
    assert "<html" not in part
    assert "<form" not in part
    assert "part=list" not in part


def test_nobody_counts_beyond_some_thousands(
    signed_in: SignIn, morning: Morning, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lists, "MOST_COUNTED", 4)
    assert "more than 10,000 found" in signed_in("dispatcher").open("/requests").text


def test_head_says_how_the_list_is_ordered(signed_in: SignIn) -> None:
    page = signed_in("dispatcher").open("/engineers?sort=-stars").text
    assert page.count("aria-sort") == 1
    assert re.search(r'aria-sort="descending">\s*<a class="sort" href="/engineers\?sort=stars"', page)


def test_customer_sees_the_own_requests_alone(signed_in: SignIn, morning: Morning) -> None:
    page = signed_in("customer").open("/requests").text
    assert len(order(page, morning)) <= 1
    assert 'id="territory_id"' not in page


@pytest.mark.parametrize("path", ["/engineers", "/customers", "/components"])
def test_customers_may_not_look_through_registers(signed_in: SignIn, path: str) -> None:
    assert signed_in("customer").open(path).status_code == 403


def test_provider_sees_its_own_people_alone(signed_in: SignIn) -> None:
    page = signed_in("provider").open("/engineers").text
    assert set(re.findall(r'href="/engineers/[^"]+">(\d+)<', page)) == {"2001", "2002", "2003", "2004"}


def test_sections_are_those_that_the_account_may_open(signed_in: SignIn) -> None:
    links = r'<nav class="sections".*?</nav>'
    office = re.search(links, signed_in("dispatcher").open("/").text, re.DOTALL)
    customer = re.search(links, signed_in("customer").open("/mine").text, re.DOTALL)
    assert office
    assert customer
    assert 'href="/registers"' in office[0]
    assert 'href="/registers"' not in customer[0], "a customer has a file of its own, and no list of others"
    assert "/requests" in customer[0]


@pytest.mark.parametrize(
    ("who", "path", "marked"),
    [
        ("dispatcher", "/work/alerts", '"/work" aria-current="true"'),
        ("dispatcher", "/enquiries", '"/work" aria-current="true"'),
        ("dispatcher", "/customers", '"/registers" aria-current="true"'),
        ("manager", "/complaints", '"/calls" aria-current="true"'),
        ("manager", "/stars/declarations", '"/reports" aria-current="true"'),
        ("customer", "/mine/repair", '"/mine/repair" aria-current="page"'),
    ],
)
def test_menu_marks_the_one_entry_that_a_page_belongs_to(
    signed_in: SignIn, who: str, path: str, marked: str
) -> None:
    menu = re.search(r'<nav class="sections".*?</nav>', signed_in(who).open(path).text, re.DOTALL)
    assert menu
    assert marked in menu[0]
    assert menu[0].count("aria-current") == 1


def test_pages_about_people_open_together_for_who_has_many_of_them(signed_in: SignIn) -> None:
    menu = {}
    for who in ("manager", "dispatcher"):
        page = signed_in(who).open("/rosters").text
        menu[who] = re.search(r'<nav class="sections".*?</nav>', page, re.DOTALL)[0]
    group = re.search(r"<details>.*?</details>", menu["manager"], re.DOTALL)
    assert group
    assert '<summary class="here">People' in group[0]
    assert all(f'href="{address}"' in group[0] for address in ("/rosters", "/qualifications", "/grades"))
    assert "<details>" not in menu["dispatcher"]
    assert '"/rosters" aria-current="page"' in menu["dispatcher"]


def test_engineer_is_told_with_duty_and_promises(signed_in: SignIn, morning: Morning) -> None:
    page = signed_in("dispatcher").open(f"/engineers/{engineer_id(morning, '1001')}").text
    assert "Wang Qiang" in page
    assert re.search(r"100%\s*<span class=\"sub\">1/1</span>", page)
    assert "Duty of the week" in page


def test_reason_of_an_engineer_who_is_not_available_is_shown(signed_in: SignIn, morning: Morning) -> None:
    key = engineer_id(morning, "1001")
    with morning.writing() as uow:
        engineer = uow.get(Engineer, UUID(key))
        engineer.available, engineer.unavailable_reason = False, "Flat tyre"
    assert "Flat tyre" in signed_in("dispatcher").open(f"/engineers/{key}").text


def test_customer_is_told_with_what_is_open_and_what_was(signed_in: SignIn, morning: Morning) -> None:
    customer = customer_of(morning, "done")
    page = signed_in("dispatcher").open(f"/customers/{customer.id}").text
    assert customer.name in page
    assert order(page, morning) == ["done"]
    assert "No open requests." in page


@pytest.mark.parametrize("path", ["/engineers", "/customers"])
def test_nobody_of_that_name_is_a_page_that_says_so(signed_in: SignIn, path: str) -> None:
    assert signed_in("dispatcher").open(f"{path}/{uuid4()}").status_code == 404


def test_component_page_shows_both_languages(signed_in: SignIn) -> None:
    browser = signed_in("dispatcher")
    assert "Drawn by the server" in browser.open("/components").text
    browser.send("/locale", locale="zh_CN")
    assert "由服务器绘制" in browser.open("/components").text


def test_foot_of_a_list_in_pages_leads_on_with_what_was_chosen(application: Flask) -> None:
    with application.test_request_context("/"):
        macros: Any = application.jinja_env.get_template("parts/macros.html").make_module({})
        page = SimpleNamespace(pages=3, number=2, total=101)
        foot = macros.turning(page, "pages.calls", show="all")
        assert "101 found · page 2 of 3" in foot
        assert 'rel="prev" href="/calls?page=1&amp;show=all"' in foot
        assert 'rel="next" href="/calls?page=3&amp;show=all"' in foot
        page.number = 3
        assert 'rel="next"' not in macros.turning(page, "pages.reviews", count=False)
        page.pages = page.number = 1
        assert "<nav" not in macros.turning(page, "pages.jobs")
