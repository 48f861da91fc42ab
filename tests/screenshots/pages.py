"""Which pages there are for a role: the running site is asked, so that a new one is never forgotten."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from playwright.sync_api import Page

NOWHERE, NO_DAY = "/nowhere", "/reports?from=2026-13-40"
FIRST = {
    "admin": ("/start", "/board", "/account", "/components"),
    "dispatcher": ("/board", "/hotline", "/account"),
    "manager": (
        "/overview",
        "/leave-requests",
        "/shift-swaps",
        "/reports?topic=promises&by=day",
        "/reports?topic=promises&by=engineer",
        "/reports?topic=promises&by=stage",
        "/reports?topic=waits&by=engineer",
        "/reports?topic=first-time-fix&by=fault",
        "/reports?topic=ratings&by=engineer",
        "/reports?topic=workload&by=engineer",
        "/reports/requests?figure=requests",
        "/staffing",
        NO_DAY,
    ),
    "engineer": ("/",),
    "customer": ("/",),
    "provider": ("/board",),
    "anonymous": ("/login", "/problems/not-found", NOWHERE),
}
"""Pages to begin with; those of the menu and one of each kind that they lead to follow."""

_KEY = re.compile(r"/(?:[0-9a-f]{8}-[0-9a-f-]{27}|[A-Z]-?\d{4,}|[^/]+(?=/(?:view|edit)$))(?=/|$)")
_TOKEN = re.compile(r"^/(t|verify|problems)/[^/]+")
_FILES = (".pdf", ".csv", ".xlsx", ".png", "/file", "/export", "/toml", "/wrong-rows", "/result", "/photo")
_NO_PAGES = (*_FILES, "/static/", "/api/", "/logout", "/portal/", "/attachments/")
MOST = 150


def kind(address: str) -> str:
    """Return what an address is of: one with another id is the same page."""
    path = address.split("#", maxsplit=1)[0].split("?", maxsplit=1)[0]
    return _TOKEN.sub(r"/\1/*", _KEY.sub("/*", path))


def links(page: Page) -> list[str]:
    """Return the pages of this site that a page leads to."""
    found = page.eval_on_selector_all("a[href^='/']", "every => every.map(one => one.getAttribute('href'))")
    return [address for address in found if not any(part in address for part in _NO_PAGES)]


def walk(page: Page, base: str, first: Iterable[str], known: Iterable[str] = ()) -> Iterator[str]:
    """Open the first pages and one of each kind that can be reached from them; yield the address of each.

    Of the kinds `known` only the first pages are opened.
    """
    coming = list(dict.fromkeys(first))
    kinds = {*known, *map(kind, coming)}
    for address in coming:
        page.goto(base + address)
        yield address
        for further in links(page):
            if kind(further) not in kinds and len(coming) < MOST:
                kinds.add(kind(further))
                coming.append(further)
