"""What a file may have wrong though it can be taken: doubles, mistyped numbers, notes of the office."""

from __future__ import annotations

import io
import re

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.kernel import Role
from app.registers.tables import Customer
from app.shell.worker.long_jobs import run_next
from tests.pages.conftest import HTML, Browser
from tests.pages.test_imports import PASSWORD, act
from tests.support.morning import Morning
from tests.support.web import make_user

TWICE = (
    "客户编号,客户名称,电话,邮箱\n"
    "K001,蓉城律师事务所,13981880001,\n"
    "K005,蓉城律师事务所,139 8188 0001,it@rclaw.cn\n"
    "K006,蓉城律师事务所,13981880006,\n"
    "K007,青羊书店,1380808100,\n"
)


@pytest.fixture
def office(browser: Browser, morning: Morning) -> Browser:
    """An administrator's browser."""
    make_user(morning.runtime, Role.ADMIN, "office", PASSWORD)
    browser.sign_in("office", PASSWORD)
    return browser


def send(office: Browser, kind: str, text: str) -> TestResponse:
    data = {
        "csrf_token": office.token("/imports"),
        "kind": kind,
        "file": (io.BytesIO(text.encode()), "k.csv"),
    }
    return office.open(office.client.post("/imports", data=data, headers=HTML).location)


def test_a_customer_twice_in_a_file_is_told_and_becomes_one(office: Browser, morning: Morning) -> None:
    page = send(office, "customers", TWICE)
    assert "has the name and the telephone number of row 2" in page.text
    assert page.text.count('value="same"') == 1
    assert "1380808100 has 10 digits and is no telephone number" in page.text
    again = act(office, page, map="1", **{"double-3": "same"})
    assert 'value="same" required checked' in again.text
    assert "<dt>Joined rows</dt><dd>1</dd>" in again.text
    came = act(office, page, **{"double-3": "same"}).text
    assert "3 rows came in. 1 row joined a customer who has a row already." in came
    with morning.writing() as uow:
        rows = {one.external_id: one for one in uow.session.scalars(select(Customer)) if one.external_id}
        assert rows["K005"].survivor_id == rows["K001"].id
        assert rows["K001"].email == "it@rclaw.cn"
        assert rows["K006"].survivor_id is None
    sites = "客户,地点,地址\nK005,总部,人民南路1号\n蓉城律师事务所,分部,人民南路2号\n"
    told = send(office, "sites", sites).text
    assert "several are called 蓉城律师事务所; say the customer&#39;s number instead of the name" in told
    assert told.count("several are called") == 1
    again = send(office, "customers", TWICE)
    assert "Everything in the file is on record already." in again.text
    assert 'value="same"' not in again.text
    later = send(office, "customers", TWICE.splitlines()[0] + "\nK009,蓉城律师事务所,13981880001,\n")
    assert "has the name and the telephone number of K001, on record" in later.text
    assert "K005" not in office.open("/customers?q=13981880001").text
    assert "K001" in office.open("/customers?q=13981880001").text


def survivors(morning: Morning) -> dict[str, bool]:
    with morning.writing() as uow:
        rows = uow.session.scalars(select(Customer).where(Customer.external_id.is_not(None)))
        return {str(one.external_id): one.survivor_id is not None for one in rows}


@pytest.mark.parametrize("said", ["same", "another"])
def test_all_doubtful_rows_of_a_long_file_are_decided_at_once_after_the_check(
    office: Browser, morning: Morning, monkeypatch: pytest.MonkeyPatch, said: str
) -> None:
    monkeypatch.setattr("app.registers.pages.imports.LARGE", 2)
    monkeypatch.setattr("app.registers.commands.queued_imports.LARGE", 2)
    checked = act(office, send(office, "customers", TWICE), check="1").request.path
    while run_next(morning.runtime):
        pass
    page = office.open(checked).text
    assert "1 row is likely a customer who is on record already." in page
    once = re.search(r'name="once" value="([^"]+)"', page)
    assert once
    form = {"csrf_token": office.token("/imports"), "once": once[1], "doubles": said}
    assert office.client.post(checked, data=form).status_code == 303
    while run_next(morning.runtime):
        pass
    found = survivors(morning)
    assert (found["K005"], found["K001"], found["K006"]) == (said == "same", False, False)


def test_with_many_doubtful_rows_the_page_offers_one_choice_for_all(
    office: Browser, morning: Morning, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.registers.pages.imports.MANY_DOUBLES", 0)
    page = send(office, "customers", TWICE)
    assert "as chosen below row by row" in page.text
    assert (
        "3 rows came in. 1 row joined a customer who has a row already."
        in act(office, page, doubles="same", **{"double-3": "another"}).text
    )
    assert survivors(morning)["K005"]


def test_a_note_of_the_office_becomes_no_field_that_customers_read(office: Browser) -> None:
    page = send(office, "customers", "客户名称,备注\n青羊书店,重复？\n")
    assert "1 column is not known." in page.text
    assert "Special needs: the customer and the engineer read it" in page.text
    assert "1 column is not known." in send(office, "sites", "客户,地点,备注\n青羊书店,总部,狗\n").text
