"""Pages of the list of requests, quick whatever text they are narrowed to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.kernel import UnitOfWork
from app.kernel.keyset import MOST_COUNTED, KeyedPage, counted_up_to, page_beside, page_sifted
from app.promise.reads.requests import order_of, requests
from app.promise.reads.requests_by_text import are_common, mentions
from app.requests.tables import ServiceRequest

LOOKED_THROUGH = 20_000
"""So many requests are looked at one by one for a text that many hold."""


@dataclass(frozen=True, slots=True)
class Found:
    """A page of a list and how many requests it finds, as far as anybody counts; `at_least` so many."""

    page: KeyedPage
    count: int
    at_least: bool = False


def page(uow: UnitOfWork, wanted: Mapping[str, Any], size: int, beside: Mapping[str, Any]) -> Found:
    """Return a page of a list; `beside` may say `after` or `before` which request.

    A text that many requests hold is looked for in the order of the list until the page is full; else all
    that hold it are found, and put into that order.
    """
    text = str(wanted.get("q") or "").strip()
    if text and are_common(uow, text):
        rest = {name: value for name, value in wanted.items() if name != "q"}
        order = order_of(rest)
        sifted = page_sifted(
            uow, requests(uow, rest), order, mentions(uow, text), size, within=LOOKED_THROUGH, **beside
        )
        if sifted is not None:
            alone = not rest.keys() - {"sort"} and len(text.split()) == 1
            count = MOST_COUNTED + 1 if alone else len(sifted.rows)
            return Found(sifted, count, at_least=not (alone or sifted.is_whole))
    query = requests(uow, wanted)
    found = page_beside(uow, query, order_of(wanted), size, **beside)
    keys = query.with_only_columns(ServiceRequest.id)
    return Found(found, len(found.rows) if found.is_whole else counted_up_to(uow, keys))
