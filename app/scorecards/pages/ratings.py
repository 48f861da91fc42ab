"""What customers scored and wrote: filtered, each with its visit, on a page and as a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response

from app.kernel import UnitOfWork
from app.kernel.phrases import Phrase
from app.portal.pages import card_words
from app.registers.reads.territories import active_territories
from app.reports.pages.files import Cell
from app.reports.reads.reports import MOST_IN_FILE
from app.requests.tables import Rating
from app.scorecards.pages import addresses, spreadsheets
from app.scorecards.pages.asking import read_span
from app.scorecards.reads.ratings import (
    RatedVisit,
    RatingsAsked,
    newest_ratings,
    rated_visits,
    ratings_by_score,
    ratings_page,
)
from app.scorecards.rules.figures import MonthSpan
from app.stars.reads.facts import zone_of_all
from app.web.context import transaction
from app.web.languages import lang
from app.web.pages import lists
from app.web.wording import say

SCORES = ("5", "4", "3", "2", "1")
_TITLE = Phrase("Ratings and comments")
_HEADS = (
    *(Phrase("Rated"), Phrase("Stars"), Phrase("Comment"), Phrase("Request"), Phrase("Customer")),
    *(Phrase("Engineer"), Phrase("Fault"), *card_words.SCORED.values()),
    *(Phrase("Five ones used"), Phrase("Problem solved"), Phrase("By a link read out")),
)


def ratings() -> str:
    """Show them, the newest first."""
    with transaction(write=False) as uow:
        span, asked, address = _read(uow)
        beside = lists.beside()
        page = ratings_page(
            uow, asked, lists.PAGE_SIZE, after=beside.get("after"), before=beside.get("before")
        )
        counts = ratings_by_score(uow, asked)
        total = sum(counts.values())
        return render_template(
            "ratings.html",
            span=span,
            asked=asked,
            address=address,
            page=page,
            visits=rated_visits(uow, page.rows),
            counts=counts,
            total=total,
            mean=sum(score * count for score, count in counts.items()) / total if total else None,
            scores=SCORES,
            territories=active_territories(uow),
            card_words=card_words,
            now=uow.now,
            to=addresses.to,
        )


def ratings_file(form: str) -> Response:
    """Answer with those that the page has, the newest `MOST_IN_FILE`."""
    with transaction(write=False) as uow:
        span, asked, _ = _read(uow)
        found = newest_ratings(uow, asked, MOST_IN_FILE)
        visits = rated_visits(uow, found)
        rows = [_row(one, visits[one.visit_id]) for one in found]
    heads = [say(one) for one in _HEADS]
    return spreadsheets.answered(form, f"ratings-{span.first}-{span.last}", say(_TITLE), heads, rows)


def _read(uow: UnitOfWork) -> tuple[MonthSpan, RatingsAsked, Mapping[str, Any]]:
    """Read what is asked for, and its address; what cannot be read is as if not given."""
    span, zone, score = read_span(uow, request.args), zone_of_all(uow), lists.one_of("score", SCORES)
    asked = RatingsAsked(
        begin=span.first.span(zone)[0],
        end=span.last.span(zone)[1],
        territory_id=lists.key("territory"),
        engineer=lists.text("engineer"),
        customer=lists.text("customer"),
        score=int(score) if score else None,
        with_comment=bool(lists.one_of("comment", ["1"])),
    )
    address = {
        "from": str(span.first),
        "to": str(span.last),
        "territory": asked.territory_id,
        "engineer": asked.engineer,
        "customer": asked.customer,
        "score": score,
        "comment": "1" if asked.with_comment else "",
    }
    return span, asked, {name: said for name, said in address.items() if said}


def _row(one: Rating, of: RatedVisit) -> list[Cell]:
    fault = of.fault_zh if lang().startswith("zh") else of.fault_en
    scores: Sequence[Cell] = [one.on_time, one.technical, one.attitude]
    return [
        *(one.rated_at.isoformat(timespec="minutes"), one.score, one.comment, of.code, of.customer),
        *(of.engineer, fault, *scores, _yes(one.five_ones_used), _yes(one.problem_solved)),
        _yes(one.handed_over),
    ]


def _yes(said: object) -> Cell:
    return None if said is None else say(Phrase("yes") if said else Phrase("no"))


def register(site: Blueprint) -> None:
    """Add the addresses."""
    site.add_url_rule("/scorecards/ratings", view_func=ratings)
    site.add_url_rule("/scorecards/ratings/file.<any(csv, xlsx):form>", view_func=ratings_file)
