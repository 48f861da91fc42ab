"""The page of reports: who may open it, what it shows, and that each figure leads to what it counts."""

from __future__ import annotations

import csv
import re
from html import unescape
from io import BytesIO, StringIO
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest

from app.reports.pages.files import as_csv
from app.reports.reads.reports import TOPICS

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
    assert sum(int(row[1]) for row in rows[1:]) == len(morning.requests)


def test_day_that_cannot_be_is_told_beside_what_was_typed(signed_in: SignIn) -> None:
    browser = signed_in("dispatcher")
    for typed, told in [("from=2026-13-40", "is not a day"), ("from=2026-03-02&to=2026-03-01", "is before")]:
        page = browser.open(f"/reports?{typed}")
        assert page.status_code == 422
        assert told in page.text


@pytest.mark.parametrize("odd", ["topic=x&by=y", "territory=7", "engineer=' or 1", "customer=%F0%9F%92%A5"])
def test_words_that_cannot_be_read_are_as_if_not_given(signed_in: SignIn, odd: str) -> None:
    assert signed_in("manager").open(f"/reports?{odd}").status_code == 200


@pytest.mark.parametrize(
    "odd", ["figure=nothing", "figure=kept&by=day&key=x", "figure=kept&by=engineer&key=x"]
)
def test_nothing_stands_behind_a_figure_that_there_is_not(signed_in: SignIn, odd: str) -> None:
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
    assert "95 %" in overview


def test_first_steps_say_what_is_there(signed_in: SignIn) -> None:
    page = signed_in("manager").open("/start").text
    assert page.count("is-done") >= 3


def test_workbook_holds_texts_and_numbers(signed_in: SignIn) -> None:
    answer = signed_in("manager").open("/reports/file.xlsx?by=engineer")
    with ZipFile(BytesIO(answer.data)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<v>" in sheet
    assert "<f>" not in sheet


@pytest.mark.parametrize("cell", ["=1+1", "+86 139", "-1", "@SUM(A1)", "\t=1", " =1"])
def test_no_cell_of_a_file_is_a_formula(cell: str) -> None:
    written = as_csv("x", ["name"], [[cell, -3]]).data.decode("utf-8-sig")
    assert list(csv.reader(StringIO(written)))[1] == [f"'{cell}", "-3"]
