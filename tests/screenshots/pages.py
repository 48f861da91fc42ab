"""Which pages there are for a role: the running site is asked, so that a new one is never forgotten."""

from __future__ import annotations

import re
from collections.abc import Iterable

from playwright.sync_api import Page

FIRST = {
    "admin": ("/start", "/board", "/account", "/components"),
    "dispatcher": ("/board", "/hotline", "/account"),
    "manager": (
        "/overview",
        "/reports?topic=promises&by=day",
        "/reports?topic=promises&by=engineer",
        "/reports?topic=promises&by=stage",
        "/reports?topic=waits&by=engineer",
        "/reports?topic=first-time-fix&by=fault",
        "/reports?topic=ratings&by=engineer",
        "/reports?topic=workload&by=engineer",
        "/reports/requests?figure=requests",
        "/reports?from=2026-13-40",
    ),
    "engineer": ("/",),
    "customer": ("/",),
    "provider": ("/board",),
    "anonymous": ("/login", "/problems/not-found", "/nowhere"),
}
"""Pages to begin with; those of the menu and one of each kind that they lead to follow."""

_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|[A-Z]-?\d{4,}")
_NO_PAGES = ("/static/", "/api/", "/logout", "/portal/", ".pdf", ".csv", ".xlsx", ".png", "/file", "/export")
MOST = 60


def kind(address: str) -> str:
    """Return what an address is of: one with another id is the same page."""
    return _ID.sub("*", address.split("#", maxsplit=1)[0].split("?", maxsplit=1)[0])


def links(page: Page) -> list[str]:
    """Return the pages of this site that a page leads to."""
    found = page.eval_on_selector_all("a[href^='/']", "every => every.map(one => one.getAttribute('href'))")
    return [address for address in found if not any(part in address for part in _NO_PAGES)]


def walk(page: Page, base: str, first: Iterable[str]) -> list[str]:
    """Return the addresses to picture: the first ones, and one of each kind that can be reached from them."""
    chosen = list(dict.fromkeys(first))
    kinds = {kind(address) for address in chosen}
    for address in chosen:
        if len(chosen) >= MOST:
            break
        page.goto(base + address)
        for further in links(page):
            if kind(further) not in kinds:
                kinds.add(kind(further))
                chosen.append(further)
    return chosen
