"""What axe-core finds on every page that a role can reach; `./run screenshots --axe` looks at all combinations.

Each page is opened once, English and Chinese in turn, and looked at in light and dark.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import pytest
from playwright.sync_api import Page

from app.accounts.commands import passwords
from app.accounts.tables import User
from app.kernel import Role, unit_of_work
from tests.browser.conftest import Come
from tests.screenshots.pages import FIRST, kind, walk
from tests.support.axe import CONTRAST, faults
from tests.support.morning import PASSWORD, Morning
from tests.support.web import make_user

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


def languages_in_turn(page: Page, address: str) -> None:
    """Have every second answer of the server in Chinese."""
    turns = itertools.cycle(("zh_CN", "en"))

    def choose(*_: object) -> None:
        cookie = {"name": "onehour_locale", "value": next(turns), "url": address}
        page.context.add_cookies([cookie])

    page.on("load", choose)


def look_at(page: Page) -> list[str]:
    """Return what is wrong in light and dark."""
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    found = faults(page)
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    return found + [f"dark {fault}" for fault in faults(page, CONTRAST)]


def test_every_page_can_be_read_and_used_by_everybody(come: Come, morning: Morning) -> None:
    add_admin(morning)
    found: dict[str, Sequence[str]] = {}
    seen: set[str] = set()
    for role, first in FIRST.items():
        window = come()
        if role in LOGINS:
            window.sign_in(LOGINS[role], PASSWORD)
        else:
            first = (*first, morning.link("danger"), morning.link("done"))  # noqa: PLW2901
        languages_in_turn(window.page, window.address)
        for address in walk(window.page, window.address, first, seen):
            seen.add(kind(address))
            found[f"{role} {address}"] = look_at(window.page)
        window.page.context.close()
    assert {place: wrong for place, wrong in found.items() if wrong} == {}
