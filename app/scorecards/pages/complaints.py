"""Who complains most, about what and about whom: counts, and the complaints behind each."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from flask import Blueprint, render_template, request

from app.hotline.pages import words as hotline_words
from app.kernel.phrases import Phrase
from app.scorecards.pages.asking import read_span
from app.scorecards.reads.complaint_counts import (
    MOST_GROUPS,
    NONE,
    PICKED,
    ComplaintGrouping,
    complaint_counts,
    complaints_behind,
)
from app.stars.reads.facts import zone_of_all
from app.web.context import transaction
from app.web.pages import lists

GROUPINGS: Mapping[ComplaintGrouping, Phrase] = {
    ComplaintGrouping.CUSTOMER: Phrase("By customer"),
    ComplaintGrouping.FAULT: Phrase("By kind of fault"),
    ComplaintGrouping.WHOM: Phrase("By whom it falls on"),
    ComplaintGrouping.ALL: Phrase("By the three together"),
}


def complaint_counts_page() -> str:
    """Show the counts; with something picked, the complaints themselves."""
    by = ComplaintGrouping(lists.one_of("by", list(ComplaintGrouping)) or ComplaintGrouping.CUSTOMER)
    picked = {name: said for name in PICKED if _may_be(name, said := request.args.get(name, ""))}
    with transaction(write=False) as uow:
        span, zone = read_span(uow, request.args), zone_of_all(uow)
        begin, end = span.first.span(zone)[0], span.last.span(zone)[1]
        return render_template(
            "complaint_counts.html",
            by=by,
            span=span,
            groupings=GROUPINGS,
            counts=[] if picked else complaint_counts(uow, begin, end, by),
            behind=complaints_behind(uow, begin, end, picked) if picked else None,
            most=MOST_GROUPS,
            nothing=NONE,
            zone=zone,
            now=uow.now,
            hotline_words=hotline_words,
        )


def _may_be(name: str, said: str) -> bool:
    """Whether something is picked that can be; people edit addresses."""
    if not said or said == NONE or name in ("fault", "about"):
        return bool(said)
    try:
        UUID(said)
    except ValueError:
        return False
    return True


def register(site: Blueprint) -> None:
    """Add the address."""
    site.add_url_rule("/scorecards/complaints", "complaint_counts", complaint_counts_page)
