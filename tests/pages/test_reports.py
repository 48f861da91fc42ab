"""The page of reports: who may open it, what it shows, and that each figure leads to what it counts."""

from __future__ import annotations

import csv
import re
from datetime import date
from html import unescape
from io import BytesIO, StringIO
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader
from sqlalchemy import delete, update

from app.accounts.tables import User
from app.kernel import Role, unit_of_work
from app.registers.tables import ChargeKind, Territory
from app.reports.pages.files import as_csv
from app.reports.reads.reports import TOPICS
from app.reports.report.drawing import Bar, Drawing
from app.requests.tables import Visit

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.pages.conftest import Browser
    from tests.support.morning import Morning

    SignIn = Callable[[str], Browser]

pytestmark = pytest.mark.any_database

WAYS = [(topic.key, way) for topic in TOPICS.values() for way in topic.ways]


@pytest.mark.parametrize(("topic", "way"), WAYS)
def test_each_figure_leads_to_as_many_requests_as_it_says(
    signed_in: SignIn, morning: Morning, topic: str, way: str
) -> None:
    morning.at(300)
    browser = signed_in("manager")
    page = browser.open(f"/reports?topic={topic}&by={way}")
    assert page.status_code == 200
    figures = re.findall(r'href="(/reports/requests\?[^"]+)">([\d,]+)</a>', page.text)
    for address, figure in figures:
        behind = browser.open(unescape(address)).text
        found = re.search(r'role="status">(\d+) found', behind)
        assert found
        assert found[1] == figure


def test_lines_add_up_to_the_row_of_all(signed_in: SignIn, morning: Morning) -> None:
    morning.at(300)
    told = signed_in("manager").open("/reports/file.csv?by=engineer").data.decode("utf-8-sig")
    rows = list(csv.reader(StringIO(told)))
    assert rows[0][:4] == ["Engineer", "Requests", "Kept", "Broken"]
    assert rows[-1][0] == "All"
    assert int(rows[-1][1]) == sum(int(row[1]) for row in rows[1:-1]) == len(morning.requests)


ODD = {
    "topic=x": "There is no such report.",
    "by=y": "This report has no such rows.",
    "topic=waits&by=stage": "This report has no such rows.",
    "territory=7": "There is no such territory.",
    "territory=00000000-0000-0000-0000-000000000000": "There is no such territory.",
    "engineer=' or 1": "There is no such engineer.",
    "customer_id=00000000-0000-0000-0000-000000000000": "There is no such customer.",
    "from=0001-01-01": "is not a day",
    "from=1900-01-01": "is more than ten years after",
    "to=9999-12-31": "is not a day",
    "from=2026-13-40": "is not a day",
    "from=2026-03-02&to=2026-03-01": "is before the first day",
    "figure=nothing": "This report has no such figure.",
}


def test_what_is_wrong_with_an_address_is_told(signed_in: SignIn) -> None:
    browser = signed_in("manager")
    for odd, told in ODD.items():
        page = browser.open(f"/reports?{odd}")
        assert page.status_code == 422, odd
        assert told in page.text
        led = browser.open(f"/reports/requests?{odd}")
        assert (led.status_code, led.location.partition("?")[0]) == (303, "/reports")


@pytest.mark.parametrize("kind", ["csv", "xlsx", "pdf", "svg"])
def test_file_is_as_strict_as_the_page(signed_in: SignIn, kind: str) -> None:
    browser = signed_in("manager")
    for odd, told in ODD.items():
        refused = browser.open(f"/reports/file.{kind}?{odd}", Accept="application/json")
        assert refused.status_code == 422, odd
        [(path, said)] = refused.json["errors"].items()
        assert path in ("to", odd.rpartition("&")[2].partition("=")[0])
        assert told in said[0]
    page = browser.open(f"/reports/file.{kind}?from=2026-03-02&to=2026-03-01")
    assert page.status_code == 422
    assert "is before the first day" in page.text


@pytest.mark.parametrize(
    "odd",
    [
        "customer=%F0%9F%92%A5&engineer=&territory=",
        "customer=%25_&key=x",
        "from=2999-01-01&to=2999-12-31",
        "by=month&from=1991-01-01&to=2000-12-30",
        "_scheme=javascript&_external=1&endpoint=x",
    ],
)
def test_odd_address_that_can_be_read_is_answered(signed_in: SignIn, odd: str) -> None:
    browser = signed_in("manager")
    assert browser.open(f"/reports?{odd}").status_code == 200
    for more in ("by=month&key=9999-12", "by=day&key=0001-01-01", "by=fault&key=💥", "by=day&key=x"):
        behind = browser.open(f"/reports/requests?{more}&{odd}&figure=kept&page=99999999999")
        assert behind.status_code == 200, more


@pytest.mark.parametrize(
    "odd", ["figure=kept&by=day&key=x", "figure=kept&by=engineer&key=x", "figure=kept_pct"]
)
def test_nothing_stands_behind_a_line_that_there_is_not(signed_in: SignIn, odd: str) -> None:
    page = signed_in("manager").open(f"/reports/requests?{odd}")
    assert page.status_code == 200
    assert "Nothing stands behind this figure." in page.text


@pytest.mark.parametrize("who", ["customer", "provider"])
def test_reports_are_the_office_s_alone(signed_in: SignIn, who: str) -> None:
    for path in ("/reports", "/reports/requests", "/reports/file.csv", "/overview", "/start"):
        assert signed_in(who).open(path).status_code == 403


def test_each_role_begins_with_its_own_page(signed_in: SignIn) -> None:
    assert signed_in("manager").open("/").location == "/overview"
    desk = signed_in("dispatcher").open("/")
    assert desk.status_code == 200
    assert 'href="/board" aria-current="page"' in desk.text
    overview = signed_in("manager").open("/overview").text
    assert "Against the target" in overview
    assert "95%" in overview


def test_first_steps_say_what_is_there(signed_in: SignIn) -> None:
    page = signed_in("manager").open("/start").text
    assert page.count("is-done") >= 3


def test_steps_that_are_done_lead_to_their_lists_and_the_others_to_their_forms(
    admin: Browser, morning: Morning
) -> None:
    with morning.writing() as uow:
        uow.session.execute(update(User).where(User.role == Role.DISPATCHER).values(active=False))
        uow.session.execute(delete(ChargeKind))
    steps = re.findall(r"<ol class=.first-steps.*?</ol>", admin.open("/start").text, re.DOTALL)[0]
    ways = re.findall(r'<a class="button[^"]*" href="(/[^"?]+)">([^<]+)</a>', steps)
    assert ways == [
        ("/territories", "Territories"),
        ("/engineers", "Engineers"),
        ("/users/new", "New account of a dispatcher"),
        ("/rosters", "Rosters"),
        ("/parts", "Parts"),
        ("/charge-kinds/new", "New kind of charge"),
        ("/customers", "Customers"),
        ("/notices", "See the notices"),
        ("/requests", "All requests"),
    ]
    assert {admin.open(to).status_code for to, _ in ways} == {200}


def test_prices_that_nobody_chose_are_a_step_to_do(
    signed_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = signed_in("manager")
    steps = browser.open("/start").text.count("is-done")
    monkeypatch.setattr("app.start.reads.first_steps.prices_are_seen_to", lambda _uow: False)
    page = browser.open("/start").text
    assert 'action="/start/prices"' in page
    assert page.count("is-done") == steps - 1
    assert browser.send("/start/prices").location == "/start"
    assert signed_in("dispatcher").send("/start/prices").status_code == 403


def test_workbook_holds_texts_and_numbers(signed_in: SignIn) -> None:
    answer = signed_in("manager").open("/reports/file.xlsx?by=engineer")
    with ZipFile(BytesIO(answer.data)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<v>" in sheet
    assert "<f>" not in sheet


def test_workbook_has_dates_a_row_of_all_and_says_what_it_is_about(
    signed_in: SignIn, morning: Morning
) -> None:
    morning.at(300)
    with unit_of_work(morning.runtime, write=False) as uow:
        territory_id = uow.get(Visit, morning.visits["unassigned"]).territory_id
        name = uow.get(Territory, territory_id).name
    asked = f"from=2026-03-01&to=2026-03-02&territory={territory_id}&customer=%E5%85%AC%E5%8F%B8"
    for by, first in (("day", date(2026, 3, 1)), ("month", date(2026, 3, 1))):
        data = signed_in("manager").open(f"/reports/file.xlsx?by={by}&{asked}").data
        figures, about = load_workbook(BytesIO(data)).worksheets
        rows = list(figures.values)
        assert (figures.title, rows[1][0].date(), rows[-1][0]) == ("Promises", first, "All")
        said = list(about.values)
        assert said[0][0] == f"Promises · {by.title()}"
        assert [row[1].date() for row in said[-2:]] == [date(2026, 3, 1), date(2026, 3, 2)]
        for told in (f"Territory: {name}", "Part of the customer's name: 公司"):
            assert (told,) in [row[:1] for row in said]


@pytest.mark.parametrize(("by", "first"), [("day", "2026-03-01"), ("month", "2026-03")])
def test_days_of_a_csv_are_written_as_everybody_reads_them(signed_in: SignIn, by: str, first: str) -> None:
    browser = signed_in("manager")
    browser.client.set_cookie("onehour_locale", "zh_CN")
    told = browser.open(f"/reports/file.csv?by={by}&from=2026-03-01&to=2026-03-02").data.decode("utf-8-sig")
    rows = list(csv.reader(StringIO(told)))
    assert (rows[1][0], rows[-1][0]) == (first, "全部")


@pytest.mark.parametrize("cell", ["=1+1", "+86 139", "-1", "@SUM(A1)", "\t=1", " =1"])
def test_no_cell_of_a_file_is_a_formula(cell: str) -> None:
    written = as_csv(["name"], [[cell, -3]]).decode("utf-8-sig")
    assert list(csv.reader(StringIO(written)))[1] == [f"'{cell}", "-3"]


@pytest.mark.parametrize(
    ("locale", "address", "told"),
    [("en", "by=day", "Requests made from"), ("zh_CN", "topic=waits&by=engineer", "等待时间")],
)
def test_report_is_a_document_with_its_chart(
    signed_in: SignIn, morning: Morning, locale: str, address: str, told: str
) -> None:
    morning.at(300)
    browser = signed_in("manager")
    browser.client.set_cookie("onehour_locale", locale)
    answer = browser.open(f"/reports/file.pdf?{address}")
    assert answer.content_type == "application/pdf"
    read = PdfReader(BytesIO(answer.data))
    assert told in "".join(page.extract_text() for page in read.pages)
    drawn = browser.open(f"/reports/file.svg?{address}").data
    assert b"<style>" in drawn
    assert b"<script" not in drawn


def test_chart_on_a_page_brings_no_style_that_its_policy_refuses(signed_in: SignIn, morning: Morning) -> None:
    morning.at(300)
    page = signed_in("manager").open("/reports?by=engineer").text
    drawing = page[page.index("<svg xmlns") : page.index("</svg>", page.index("<svg xmlns"))]
    assert 'role="img"' in drawing
    assert all(refused not in drawing for refused in ("<style", "<script", "style=", " id="))


@pytest.mark.parametrize("name", ["</svg><script>", "\x0b\x1f\ud800", "💥" * 100, "名" * 200, ""])
def test_any_name_can_be_drawn(name: str) -> None:
    drawing = Drawing("t", ["a", "b"], [Bar(name, [1, 0], name)], days=False, stacked=True, language="en")
    assert ET.fromstring(drawing.svg(alone=True)).get("width") == "720"
