"""Who complains most, about what and about whom: counts, the complaints behind each, and both as files."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response

from app.hotline.pages import words as hotline_words
from app.kernel.phrases import Phrase
from app.reports.pages.files import Cell
from app.scorecards.pages import spreadsheets
from app.scorecards.pages.asking import read_span
from app.scorecards.reads.complaint_counts import (
    MOST_GROUPS,
    NONE,
    PICKED,
    ComplaintBehind,
    ComplaintCount,
    ComplaintGrouping,
    complaint_counts,
    complaints_behind,
)
from app.stars.reads.facts import zone_of_all
from app.web.context import transaction
from app.web.languages import lang
from app.web.pages import lists
from app.web.wording import say

GROUPINGS: Mapping[ComplaintGrouping, Phrase] = {
    ComplaintGrouping.CUSTOMER: Phrase("By customer"),
    ComplaintGrouping.FAULT: Phrase("By kind of fault"),
    ComplaintGrouping.WHOM: Phrase("By whom it falls on"),
    ComplaintGrouping.ALL: Phrase("By the three together"),
}
_SHEET = Phrase("Complaints")
_OF = (Phrase("Customer"), Phrase("Fault"), Phrase("Whom it falls on"), Phrase("Name"))
_COUNT_HEADS = (
    *(*_OF, Phrase("Complaints"), Phrase("Upheld"), Phrase("Upheld in part")),
    *(Phrase("Not upheld"), Phrase("Without a verdict")),
)
_BEHIND_HEADS = (Phrase("Complaint"), *_OF, Phrase("Verdict"))


def complaint_counts_page() -> str:
    """Show the counts; with something picked, the complaints themselves."""
    by, picked = _asked()
    with transaction(write=False) as uow:
        span, zone = read_span(uow, request.args), zone_of_all(uow)
        begin, end = span.first.span(zone)[0], span.last.span(zone)[1]
        return render_template(
            "complaint_counts.html",
            by=by,
            span=span,
            picked=picked,
            groupings=GROUPINGS,
            counts=[] if picked else complaint_counts(uow, begin, end, by),
            behind=complaints_behind(uow, begin, end, picked) if picked else None,
            most=MOST_GROUPS,
            nothing=NONE,
            zone=zone,
            now=uow.now,
            hotline_words=hotline_words,
        )


def complaints_file(form: str) -> Response:
    """Answer with the counts, or with the complaints picked, as the page has them."""
    by, picked = _asked()
    with transaction(write=False) as uow:
        span, zone = read_span(uow, request.args), zone_of_all(uow)
        begin, end = span.first.span(zone)[0], span.last.span(zone)[1]
        if picked:
            rows = [_behind(one) for one in complaints_behind(uow, begin, end, picked)]
        else:
            rows = [_count(one) for one in complaint_counts(uow, begin, end, by)]
    told = [say(head) for head in (_BEHIND_HEADS if picked else _COUNT_HEADS)]
    return spreadsheets.answered(form, f"complaints-{span.first}-{span.last}", say(_SHEET), told, rows)


def _asked() -> tuple[ComplaintGrouping, Mapping[str, str]]:
    by = ComplaintGrouping(lists.one_of("by", list(ComplaintGrouping)) or ComplaintGrouping.CUSTOMER)
    return by, {name: said for name in PICKED if _may_be(name, said := request.args.get(name, ""))}


def _count(one: ComplaintCount) -> list[Cell]:
    return [
        *(one.customer, _fault(one), _about(one.about), one.engineer or one.provider),
        *(one.complaints, one.upheld, one.partly_upheld, one.not_upheld, one.undecided),
    ]


def _behind(one: ComplaintBehind) -> list[Cell]:
    verdict = say(hotline_words.VERDICTS[one.verdict]) if one.verdict else None
    at = one.taken_at.isoformat(timespec="minutes")
    return [at, one.customer, _fault(one), _about(one.about), one.engineer or one.provider, verdict]


def _fault(one: ComplaintCount | ComplaintBehind) -> str | None:
    return one.fault_zh if lang().startswith("zh") else one.fault_en


def _about(about: str | None) -> str | None:
    return say(hotline_words.ABOUT[about]) if about else None


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
    """Add the addresses."""
    site.add_url_rule("/scorecards/complaints", "complaint_counts", complaint_counts_page)
    site.add_url_rule("/scorecards/complaints/file.<any(csv, xlsx):form>", view_func=complaints_file)
