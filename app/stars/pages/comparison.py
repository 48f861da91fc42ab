"""Engineers compared: everybody in a table, and each with the requests behind his figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from uuid import UUID

from flask import Blueprint, render_template

from app.kernel import UnitOfWork
from app.kernel.paging import Page
from app.kernel.phrases import Phrase
from app.registers.reads.territories import active_territories
from app.stars.pages import words
from app.stars.reads import comparison as reads
from app.stars.reads.work import Span
from app.stars.rules.measures import Measure
from app.web.context import principal, transaction
from app.web.pages import lists
from app.web.policy import MANAGEMENT

SPANS: Mapping[str, Phrase] = {
    "90": Phrase("Last 90 days"),
    "365": Phrase("Last 365 days"),
}
_FIRST = "90"


def stars() -> str:
    """Show everybody."""
    days, territory_id = _days(), lists.key("territory")
    with transaction(write=False) as uow:
        return render_template(
            "stars.html",
            people=reads.compared(uow, _span(uow, days), territory_id),
            territories=active_territories(uow),
            territory_id=territory_id,
            **_shared(days),
        )


def stars_of_engineer(engineer_id: UUID) -> str:
    """Show one with what stands behind his figures; whom a customer scored how, the managers see alone."""
    days, may_see_scores = _days(), principal().role in MANAGEMENT
    with transaction(write=False) as uow:
        span = _span(uow, days)
        every = reads.behind(uow, span, engineer_id)
        return render_template(
            "stars_of_engineer.html",
            one=reads.of_engineer(uow, span, engineer_id),
            page=_page(every),
            told=[one for one in Measure if may_see_scores or one is not Measure.SCORE],
            office=may_see_scores,
            now=uow.now,
            **_shared(days),
        )


def _page(every: Sequence[reads.Contribution]) -> Page:
    size = lists.PAGE_SIZE
    number = min(lists.page_number(), max(1, -(-len(every) // size)))
    return Page(every[size * (number - 1) : size * number], number, size, len(every))


def _shared(days: str) -> Mapping[str, object]:
    return {
        "measures": tuple(Measure),
        "days": days,
        "spans": SPANS,
        "words": words,
        "is_behind": reads.is_behind,
        "is_ahead": reads.is_ahead,
    }


def _days() -> str:
    return lists.one_of("days", list(SPANS)) or _FIRST


def _span(uow: UnitOfWork, days: str) -> Span:
    return Span(uow.now - timedelta(days=int(days)), uow.now)


def register(site: Blueprint) -> None:
    """Add the addresses."""
    site.add_url_rule("/stars", view_func=stars)
    site.add_url_rule("/stars/engineers/<uuid:engineer_id>", view_func=stars_of_engineer)
