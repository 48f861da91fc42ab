"""Engineers and service providers compared: everybody in a table."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, flash, render_template, url_for
from werkzeug.wrappers import Response

from app.kernel import UnitOfWork
from app.kernel.phrases import Phrase
from app.registers.reads.territories import active_territories
from app.stars.commands.standings import QUARTER, YEAR
from app.stars.commands.timers import work_out_soon
from app.stars.pages import words
from app.stars.reads import comparison as reads
from app.stars.reads.facts import months_worked_out, zone_of_all
from app.stars.reads.standings import Months
from app.stars.rules.leaving_out import MEASURED_AT_VISITS
from app.stars.rules.months import Month, read_month
from app.stars.tables import StarMonth
from app.web.context import principal, transaction
from app.web.pages import lists
from app.web.pages.forms import see
from app.web.wording import say

SPANS: Mapping[str, Phrase] = {
    "quarter": Phrase("Last three months"),
    "year": Phrase("Last twelve months"),
    "calendar": Phrase("This year"),
}
_FIRST = "quarter"


def stars() -> str:
    """Show everybody that the caller answers for."""
    span, territory_id = asked_span(), lists.key("territory")
    with transaction(write=False) as uow:
        newest, who = newest_month(uow), principal()
        months = span_of(span, newest) if newest else None
        return render_template(
            "stars.html",
            people=reads.engineers_compared(uow, who, months, territory_id) if months else [],
            companies=reads.providers_compared(uow, who, months) if months else [],
            territories=active_territories(uow),
            territory_id=territory_id,
            **shared(uow, span, newest),
        )


def refresh() -> Response:
    """Have the figures worked out again at once."""
    with transaction() as uow:
        work_out_soon(uow)
    flash(say(Phrase("The figures are being worked out again; look again in a minute.")), "good")
    return see(url_for("pages.stars"))


def newest_month(uow: UnitOfWork) -> StarMonth | None:
    """Return the newest month that there are facts of."""
    return next(iter(months_worked_out(uow, 1)), None)


def asked_span() -> str:
    """Read which span is asked for."""
    return lists.one_of("span", list(SPANS)) or _FIRST


def span_of(span: str, newest: StarMonth) -> Months | None:
    """Return the months of a span that ends with the newest month."""
    last = read_month(newest.month)
    if last is None:
        return None
    firsts = {
        "quarter": last.later(1 - QUARTER),
        "year": last.later(1 - YEAR),
        "calendar": Month(last.year, 1),
    }
    return Months(firsts[span], last)


def shared(uow: UnitOfWork, span: str, newest: StarMonth | None) -> Mapping[str, object]:
    """Return what all pages of figures need."""
    return {
        "measures": MEASURED_AT_VISITS,
        "span": span,
        "spans": SPANS,
        "newest": newest,
        "zone": zone_of_all(uow),
        "now": uow.now,
        "words": words,
        "is_behind": reads.is_behind,
        "is_ahead": reads.is_ahead,
    }


def register(site: Blueprint) -> None:
    """Add the addresses."""
    site.add_url_rule("/stars", view_func=stars)
    site.add_url_rule("/stars/refresh", "refresh_stars", refresh, methods=["POST"])
