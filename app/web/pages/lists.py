"""What the list pages share: filters and order out of the address, one page of rows, links to the others.

Lists are forms and links; where scripts run, `static/js/list.js` answers those that offer a part in place.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from flask import request, url_for

from app.kernel.keyset import MOST_COUNTED, KeyedPage
from app.kernel.paging import Page
from app.kernel.phrases import Phrase

PAGE_SIZE = 50
MAX_TEXT = 80
FIRST_DAY, LAST_DAY = date(1970, 1, 1), date(2200, 12, 31)
_MAX_PAGE = 1_000_000


@dataclass(frozen=True, slots=True)
class Head:
    """A column: what the address and the API call it, and its title."""

    key: str
    title: Phrase
    sortable: bool = False


@dataclass(frozen=True, slots=True)
class _Ordered:
    """A list in an order; `filters` as they stand in the address, without those not given."""

    endpoint: str
    heads: Sequence[Head]
    sort: str
    filters: Mapping[str, str]

    def address(self, sort: str | None = None, **beside: Any) -> str:
        """Return the address of the same list in another order, or of a page of it."""
        wanted: dict[str, Any] = {**self.filters, "sort": sort or self.sort, **beside}
        return url_for(self.endpoint, **wanted)

    def turned(self, key: str) -> str:
        """Return the order that a press on a column's head asks for."""
        return f"-{key}" if self.sort == key else key

    def order(self, key: str) -> str | None:
        """Return how a column is ordered, in ARIA's words; None where it is not."""
        if self.sort.removeprefix("-") != key:
            return None
        return "descending" if self.sort.startswith("-") else "ascending"


@dataclass(frozen=True, slots=True)
class Listing(_Ordered):
    """One page of a list in numbered pages."""

    page: Page


@dataclass(frozen=True, slots=True)
class LongListing(_Ordered):
    """One page of a list in which nobody counts the pages; `count` as far as anybody counts.

    `at_least`: there are more than `count`.
    """

    page: KeyedPage
    count: int
    at_least: bool = False

    @property
    def more(self) -> bool:
        """Whether there are more rows than anybody counts."""
        return self.count > MOST_COUNTED


def page_number() -> int:
    """Read the page; what cannot be read is the first, since people edit addresses."""
    text = request.args.get("page", "")
    return min(int(text), _MAX_PAGE) if text.isascii() and text.isdigit() else 1


def order(heads: Sequence[Head], default: str) -> str:
    """Read the order that is asked for, if the list can be ordered so."""
    asked = request.args.get("sort", "")
    known = {head.key for head in heads if head.sortable}
    return asked if asked.removeprefix("-") in known else default


def text(name: str = "q") -> str:
    """Read a text to look for."""
    return request.args.get(name, "").strip()[:MAX_TEXT]


def day(name: str) -> str:
    """Read a day; what is none, or one that nobody means, is as if not given."""
    try:
        asked = date.fromisoformat(request.args.get(name, "").strip())
    except ValueError:
        return ""
    return asked.isoformat() if FIRST_DAY <= asked <= LAST_DAY else ""


def one_of(name: str, known: Sequence[str]) -> str:
    """Read one of a few words; anything else is as if not given."""
    asked = request.args.get(name, "")
    return asked if asked in known else ""


def beside() -> dict[str, UUID]:
    """Read which row the page stands behind, or before."""
    return {name: found for name in ("after", "before") if (found := key(name)) is not None}


def key(name: str) -> UUID | None:
    """Read an id; what is none is as if not given."""
    try:
        return UUID(request.args.get(name, ""))
    except ValueError:
        return None
