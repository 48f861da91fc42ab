"""The list of calls: what was promised on the line and is still open, and all that were taken."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, render_template, request, url_for
from werkzeug.wrappers import Response

from app.dispatching.commands.placement import place_visit
from app.hotline.commands import again
from app.hotline.commands import calls as service
from app.hotline.pages import words
from app.hotline.reads import calls as queries
from app.hotline.tables import Call
from app.kernel import errors
from app.kernel.base import longest
from app.kernel.paging import page_of
from app.kernel.phrases import Phrase
from app.registers.reads.customers import zone_of_customer
from app.web.context import principal, runtime, transaction
from app.web.pages import i18n, kept, lists, quicker
from app.web.pages.forms import local_address, see, text_of
from app.web.policy import DISPATCH
from app.web.wording import say

_AGAIN = Phrase("Another visit is being planned.")
MAX_NOTE = longest(Call.done_note)
SHOWN = ("open", "all")


def calls() -> str:
    """Show one page of the calls; those with something open unless all are asked for."""
    shown = lists.one_of("show", SHOWN) or "open"
    who = principal()
    with transaction(write=False) as uow:
        query = queries.calls(who, still_open=shown == "open")
        page = page_of(uow, query, lists.page_number(), lists.PAGE_SIZE)
        return render_template(
            "calls.html",
            page=page,
            shown=shown,
            names=queries.names(uow, page.rows),
            agreed=queries.agreed(uow, page.rows),
            customers=queries.customers(uow, page.rows),
            zone=zone_of_customer(uow, None),
            now=uow.now,
            words=words,
            may_act=who.role in DISPATCH,
            max_note=MAX_NOTE,
        )


def done(call_id: UUID) -> Response:
    """Note that the caller has heard of us."""
    try:
        with transaction() as uow:
            service.done(uow, call_id, text_of("note", MAX_NOTE))
    except errors.Conflict:
        return _done_before(call_id)
    except errors.Invalid as refused:
        kept.keep(refused)
    else:
        flash(say(Phrase("Noted: the caller has heard of us.")), "good")
    return see(url_for("pages.calls"))


def another_visit(call_id: UUID) -> Response:
    """Have somebody come again for what a customer complains of."""
    try:
        with transaction() as uow:
            made = again.another_visit(uow, call_id, say(_AGAIN))
            at, visit_id = url_for("pages.request_page", request_id=made.request.id), made.visit_id
    except errors.Conflict as refused:
        flash(say(refused.detail), "bad")
        return see(local_address(request.form.get("next"), url_for("pages.calls")))
    if visit_id is not None:
        place_visit(runtime(), principal(), visit_id)
    flash(say(_AGAIN), "good")
    return see(at)


def _done_before(call_id: UUID) -> Response:
    """Show what was noted meanwhile beside what was typed; the same again is no news."""
    back, typed = url_for("pages.calls"), text_of("note", MAX_NOTE)
    with transaction(write=False) as uow:
        row = uow.get(Call, call_id)
        at = i18n.day_time(row.done_at or uow.now, zone_of_customer(uow, None), uow.now)
    if row.done_note == typed:
        flash(say(Phrase("It is noted already.")), "good")
        return see(back)
    said = Phrase("%(name)s has seen to this call %(time)s.", name=row.done_by or "–", time=at)
    return quicker.answer(said, row.done_note or "", typed, back)


def register(site: Blueprint) -> None:
    """Add the addresses."""
    site.add_url_rule("/calls", view_func=calls)
    site.add_url_rule("/calls/<uuid:call_id>/another-visit", view_func=another_visit, methods=["POST"])
    site.add_url_rule("/calls/<uuid:call_id>/done", "call_done", done, methods=["POST"])
