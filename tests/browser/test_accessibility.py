"""What axe-core finds serious on every page that a role can reach, and whether one scrolls sideways.

Each page is opened once, in turn wide and narrow, English and Chinese, light and dark.
`./run screenshots --axe` looks at all of these.
"""

from __future__ import annotations

import itertools
from typing import Literal

import pytest
from playwright.sync_api import Page

from app.accounts.commands import passwords
from app.accounts.tables import User
from app.kernel import Role, unit_of_work
from app.web.languages import LOCALES
from tests.browser.conftest import Come
from tests.screenshots.pages import FIRST, kind, walk
from tests.support.axe import faults
from tests.support.browser import WIDTHS
from tests.support.morning import PASSWORD, Morning
from tests.support.web import make_user

EXPECTED = ("Failed to load resource", 'The specified value "2026-13-40"')
"""What a browser says of the page that is not there and of the report with a wrong day."""

Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")

pytestmark = pytest.mark.any_database
LOGINS = {
    "admin": "chief",
    "dispatcher": "dispatcher",
    "manager": "manager",
    "engineer": "e1001",
    "customer": "customer",
    "provider": "provider",
}


def add_admin(morning: Morning) -> None:
    """Store an administrator, `chief`: the city has none."""
    chief = make_user(morning.runtime, Role.ADMIN, "chief")
    with unit_of_work(morning.runtime) as uow:
        assert chief.user_id
        uow.get(User, chief.user_id).password_hash = passwords.hash_as_it_is(PASSWORD)


def show(page: Page, address: str, scheme: Scheme, language: str, width: str) -> None:
    """Have the next page in this scheme, language and width."""
    wide, high = WIDTHS[width]
    page.set_viewport_size({"width": wide, "height": high})
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.context.add_cookies([{"name": "onehour_locale", "value": language, "url": address}])


@pytest.mark.slow("opens more than a hundred pages, each once")
def test_every_page_can_be_read_and_used_by_everybody(come: Come, morning: Morning) -> None:
    add_admin(morning)
    turns = itertools.cycle(itertools.product(SCHEMES, LOCALES, WIDTHS))
    links = (morning.link("danger"), morning.link("done"))
    found: dict[str, list[str]] = {}
    seen: set[str] = set()
    for role, first in FIRST.items():
        window = come()
        if role in LOGINS:
            window.sign_in(LOGINS[role], PASSWORD)
        show(window.page, window.address, *next(turns))
        for address in walk(window.page, window.address, (*first, *([] if role in LOGINS else links)), seen):
            seen.add(kind(address))
            found[f"{role} {address}"] = faults(window.page)
            if window.scrolls_sideways():
                found[f"{role} {address}"].append("is wider than its window")
            show(window.page, window.address, *next(turns))
        window.page.context.close()
        window.complaints[:] = [said for said in window.complaints if not said.startswith(EXPECTED)]
    assert {place: wrong for place, wrong in found.items() if wrong} == {}
