"""Enquiries for the office: each with its four hours, the one due first at the top, and the answer's form."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, render_template, url_for
from werkzeug.wrappers import Response

from app.enquiries.commands import enquiries as service
from app.enquiries.reads import enquiries as queries
from app.kernel import errors
from app.kernel.base import longest
from app.kernel.paging import page_of
from app.kernel.phrases import Phrase
from app.promise.pages import words
from app.registers.reads.customers import zone_of_customer
from app.requests.tables import Enquiry
from app.web.context import principal, runtime, transaction
from app.web.pages import i18n, kept, lists, quicker
from app.web.pages.forms import see, text_of
from app.web.policy import DISPATCH
from app.web.wording import say

MAX_ANSWER = longest(Enquiry.answer)
SHOWN = ("open", "overdue", "answered")


def enquiries() -> str:
    """Show one page of the enquiries; those still open unless others are asked for."""
    shown = lists.one_of("show", SHOWN) or "open"
    wanted: dict[str, Any] = {"overdue": True} if shown == "overdue" else {"open": shown == "open"}
    who = principal()
    with transaction(write=False) as uow:
        page = page_of(uow, queries.enquiries(who, uow.now, wanted), lists.page_number(), lists.PAGE_SIZE)
        return render_template(
            "enquiries.html",
            page=page,
            shown=shown,
            names=queries.customer_names(uow, page.rows),
            goes_by={row.id: service.answer_goes_by(uow, row) for row in page.rows},
            zone=zone_of_customer(uow, None),
            now=uow.now,
            words=words,
            may_answer=who.role in DISPATCH,
            max_answer=MAX_ANSWER,
            ticking=not runtime().settings.simulated,
        )


def answer(enquiry_id: UUID) -> Response:
    """Answer one, and say how the answer reaches who asked."""
    try:
        with transaction() as uow:
            answered = service.answer(uow, enquiry_id, text_of("answer", MAX_ANSWER))
            goes_by = service.answer_goes_by(uow, answered)
    except errors.Conflict:
        return _answered_before(enquiry_id)
    except errors.Invalid as refused:
        kept.keep(refused)
    else:
        flash(
            say(Phrase("The answer is recorded. %(how)s", how=words.word(words.GOES_BY, goes_by))),
            "bad" if goes_by in (service.GoesBy.CALL_BACK, service.GoesBy.EMAIL_ONLY) else "good",
        )
    return see(url_for("pages.enquiries"))


def _answered_before(enquiry_id: UUID) -> Response:
    """Show what was answered meanwhile beside what was typed; the same again is no news."""
    back, typed = url_for("pages.enquiries"), text_of("answer", MAX_ANSWER)
    with transaction(write=False) as uow:
        row = uow.get(Enquiry, enquiry_id)
        at = i18n.day_time(row.answered_at or uow.now, zone_of_customer(uow, row.customer_id), uow.now)
    if row.answer == typed:
        flash(say(Phrase("The answer is recorded already.")), "good")
        return see(back)
    said = Phrase(
        "Enquiry %(code)s was answered %(time)s. What you wrote was not sent.", code=row.code, time=at
    )
    return quicker.answer(said, row.answer or "", typed, back)


def register(site: Blueprint) -> None:
    """Add the addresses."""
    site.add_url_rule("/enquiries", view_func=enquiries)
    site.add_url_rule("/enquiries/<uuid:enquiry_id>/answer", "enquiry_answer", answer, methods=["POST"])
