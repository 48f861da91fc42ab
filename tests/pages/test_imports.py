"""The page that fills a register from a file."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from werkzeug.test import TestResponse

from app.kernel import Role
from tests.pages.conftest import HTML, Browser
from tests.support.morning import Morning
from tests.support.web import make_user

PASSWORD = "seven-grey-herons"
HEAD = "code,name_en,name_zh,unit_price_cents,limit_cents\r\n"
GOOD = f"{HEAD}night,Night work,夜间服务费,15000,30000\r\n"


@pytest.fixture
def office(browser: Browser, morning: Morning) -> Browser:
    """An administrator's browser."""
    make_user(morning.runtime, Role.ADMIN, "office", PASSWORD)
    assert browser.sign_in("office", PASSWORD).status_code == 303
    return browser


def send(office: Browser, text: str, encoding: str, **fields: str) -> TestResponse:
    data = {"csrf_token": office.token("/imports"), "kind": "charge-kinds", **fields}
    file = (io.BytesIO(text.encode(encoding)), "收费.csv")
    return office.client.post("/imports", data={**data, "file": file}, headers=HTML)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk"])
def test_charges_are_checked_and_then_come_in(office: Browser, encoding: str) -> None:
    assert "1 row is right; nothing was written." in send(office, GOOD, encoding, check="1").text
    assert "1 row came in." in send(office, GOOD, encoding).text
    assert "This same file came in whole before" in send(office, GOOD, encoding).text


def test_what_is_wrong_is_told_row_by_row(office: Browser) -> None:
    wrong = send(office, f"{GOOD}Night,Work,工作,-1,5\r\n", "gbk")
    assert wrong.status_code == 422
    assert "Some rows are wrong; nothing was imported." in wrong.text
    assert '<td data-title="Row">2</td>' in wrong.text
    assert "unit_price_cents" in wrong.text
    assert "is not UTF-8" in send(office, f"{HEAD}n,Nacht,Ü,1,1", "latin-1").text
    assert send(office, GOOD, "gbk", kind="dragons").status_code == 422


def test_only_administrators_see_it(signed_in: Callable[[str], Browser], office: Browser) -> None:
    assert 'href="/imports"' in office.open("/").text
    desk = signed_in("dispatcher")
    assert 'href="/imports"' not in desk.open("/").text
    assert desk.open("/imports").status_code == 403
