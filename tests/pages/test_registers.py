"""The pages of the registers: every register by the same code, so most tests go through all of them."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from app.kernel import Role, unit_of_work
from app.registers.pages.declared import DECLARED, PAGED_ELSEWHERE
from app.registers.tables import Asset, Contract, Customer, Engineer, Part, Site, Territory
from app.web.pages import lists
from tests.pages.conftest import Browser
from tests.support.morning import Morning
from tests.support.policy import POLICY
from tests.support.web import make_user

SignIn = Callable[[str], Browser]
SECRET = "orange lamp on the quay"


@pytest.fixture
def admin(morning: Morning, application: Any) -> Browser:
    make_user(morning.runtime, Role.ADMIN, "office", SECRET)
    made = Browser(application.test_client())
    assert made.sign_in("office", SECRET).status_code == 303
    return made


EVERY = pytest.mark.parametrize("name", list(DECLARED))


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
    from html import unescape

    html = html[html.index('class="register-form"') :]
    found: dict[str, str] = {}
    for tag in re.findall(r"<input\s[^>]*>", html):
        name, value = (re.search(rf'\s{what}="([^"]*)"', tag) for what in ("name", "value"))
        if name and ('type="checkbox"' not in tag and 'type="radio"' not in tag or " checked" in tag):
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
    pages = {
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


@EVERY
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


@EVERY
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
