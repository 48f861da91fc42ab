"""The page that fills a register from a file."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import pytest
from flask import Flask
from openpyxl import load_workbook
from werkzeug.test import TestResponse

from app.kernel import Role
from app.registers.api.import_kinds import KINDS, required
from app.registers.api.import_parsing import Reading, read_file
from app.registers.rules.column_names import SCALED
from app.registers.rules.workbooks import workbook_of
from tests.pages.conftest import HTML, Browser
from tests.support.morning import Morning
from tests.support.web import make_user

PASSWORD = "seven-grey-herons"
HEAD = "code,name_en,name_zh,unit_price_cents,limit_cents\r\n"
GOOD = f"{HEAD}night,Night work,夜间服务费,15000,30000\r\n"


def send(admin: Browser, text: str, encoding: str = "utf-8", **fields: str) -> TestResponse:
    """Send a file; what comes back is the page about it, or why it cannot be read."""
    data = {"csrf_token": admin.token("/imports"), "kind": "charge-kinds", **fields}
    file = (io.BytesIO(text.encode(encoding)), "收费.csv")
    sent = admin.client.post("/imports", data={**data, "file": file}, headers=HTML)
    return admin.open(sent.location) if sent.status_code == 303 else sent


def act(admin: Browser, page: TestResponse, **fields: str) -> TestResponse:
    """Press a button of the page about a file."""
    address = page.request.path
    data = {"csrf_token": admin.token("/imports"), **fields}
    done = admin.client.post(address, data=data, headers=HTML)
    return admin.open(done.location) if done.status_code == 303 else done


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "utf-16"])
def test_a_file_is_looked_at_and_then_comes_in(admin: Browser, encoding: str) -> None:
    page = send(admin, GOOD, encoding)
    assert "Nothing is written yet. All rows are right." in page.text
    assert "1 row came in." in act(admin, page).text
    assert "Everything in the file is on record already." in admin.open(page.request.path).text
    changed = send(admin, GOOD.replace("15000", "16000"), encoding)
    assert "<del>15000</del>" in changed.text
    assert "<ins>16000</ins>" in changed.text


def test_columns_that_nobody_knows_are_asked_about_once(admin: Browser) -> None:
    text = GOOD.replace("code,name_en", "Kürzel,name_en")
    page = send(admin, text)
    assert "1 column is not known." in page.text
    assert "Nothing is written yet" not in page.text
    mended = act(admin, page, map="1", **{"column-0": "code"})
    assert "Nothing is written yet. All rows are right." in mended.text
    assert "Nothing is written yet. All rows are right." in send(admin, text.replace("night", "late")).text


def test_good_rows_come_in_and_the_others_are_a_file(admin: Browser) -> None:
    page = send(admin, f"{GOOD}Night,Work,工作,-1,5\r\n", "gbk")
    assert page.status_code == 200
    assert '<td data-title="Row">3</td>' in page.text
    assert "unit_price_cents" in page.text
    assert "Rows taken: 1. Wrong rows, in the file: 1." in act(admin, page, good_rows="1").text
    file = admin.open(f"{page.request.path}/wrong-rows")
    assert file.data.decode("gbk").splitlines()[1].startswith("Night,Work,工作,-1,5,")
    assert file.headers["Content-Disposition"].startswith("attachment; filename=file-wrong.csv; filename*=")


def test_what_cannot_be_read_is_refused_at_once(admin: Browser) -> None:
    assert "is not UTF-8" in send(admin, f"{HEAD}n,Nacht,Ü,1,1", "latin-1").text
    assert send(admin, GOOD, kind="dragons").status_code == 422
    assert (
        "Nothing is written yet" in send(admin, f"{HEAD}n,Nacht,Ü,1,1", "cp1252", charset="windows-1252").text
    )


def test_nobody_sees_the_file_of_somebody_else(admin: Browser, morning: Morning, application: Flask) -> None:
    page = send(admin, GOOD)
    make_user(morning.runtime, Role.ADMIN, "second", PASSWORD)
    other = Browser(application.test_client())
    other.sign_in("second", PASSWORD)
    assert other.open(page.request.path).status_code == 404


def test_only_administrators_see_it(signed_in: Callable[[str], Browser], admin: Browser) -> None:
    for way in ("/registers", "/administration"):
        assert 'href="/imports"' in admin.open(way).text
    desk = signed_in("dispatcher")
    assert 'href="/imports"' not in desk.open("/registers").text
    assert desk.open("/imports").status_code == 403


@pytest.mark.parametrize("locale", ["en", "zh_CN"])
def test_each_register_has_a_template_that_is_understood(admin: Browser, locale: str) -> None:
    admin.client.set_cookie("onehour_locale", locale)
    page = admin.open("/imports?kind=engineers").text
    assert re.findall(r'<option value="([^"]+)" selected', page) == ["engineers"]
    for kind in KINDS:
        address = f"/imports/templates/{kind}.xlsx"
        assert address in page
        data = admin.open(address).data
        [heads] = load_workbook(io.BytesIO(data)).worksheets[0].values
        assert all(head.isascii() for head in heads) == (locale == "en")
        # A row is needed for a file to be one.
        filled = workbook_of([list(heads), ["1"] * len(heads)])
        read = read_file(kind, filled, Reading(""))
        assert read.unknown == []
        assert required(kind) <= {
            SCALED[one.column][0] if one.column in SCALED else one.column for one in read.columns
        }
    assert admin.open("/imports/templates/secrets.xlsx").status_code == 404
