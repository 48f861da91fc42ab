"""The page for whoever is on the line: shown with what is known, and saved as what came of the call."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from flask import Blueprint, flash, make_response, request, url_for
from werkzeug.wrappers import Response

from app.dispatching.commands import overrides
from app.dispatching.commands.placement import place_visit
from app.hotline.commands import keeping, taking
from app.hotline.commands.calls import Taken
from app.hotline.commands.taking import Case, Outcomes
from app.hotline.pages import saying, view
from app.hotline.pages.bodies import Sent, sent
from app.hotline.pages.cases import case_of
from app.hotline.pages.sealed import told
from app.hotline.pages.view import Extra
from app.hotline.reads import calls, drafts
from app.hotline.reads.doubts import Doubt, at_its_place, doubts
from app.hotline.reads.terms import sentence
from app.hotline.rules.outcomes import CallOutcome
from app.kernel import UnitOfWork, errors
from app.kernel.phrases import Phrase
from app.registers.reads.customers import zone_of_customer
from app.registers.reads.doubles import Double, doubles_of_new
from app.registers.reads.warnings import mistyped
from app.registers.tables import Customer
from app.requests.commands.intake.receive import locate
from app.requests.tables import ServiceRequest
from app.web.context import principal, runtime, transaction
from app.web.pages import kept, once
from app.web.pages.forms import see
from app.web.wording import say

QUOTE, SURE = "quote", "none_of_these"


class Doubted(Exception):
    """The dispatcher is asked whether it is meant so; nothing is saved."""

    def __init__(self, doubts: Sequence[Doubt]) -> None:
        super().__init__()
        self.doubts = doubts


def hotline() -> str:
    """Show the page; `?phone=` opens it for an incoming call, `?q=` looks somebody up, `?draft=` goes on."""
    with transaction(write=False) as uow:
        said = _sent(uow)
        draft = drafts.one(uow, said.values.get("draft", ""))
        if draft is not None:
            said = Sent(draft.typed, zone_of_customer(uow, Sent(draft.typed, "UTC").customer_id))
            return view.page(uow, said, Extra(once=draft.form_key))
        asked = said.values.get("q") or said.values.get("contact.phone", "")
        return view.page(uow, said, Extra(asked=asked))


def take() -> Response:
    """Save what came of the call, or say what it lacks."""
    with transaction(write=False) as uow:
        said = _sent(uow)
    if request.form.get("outcome") == QUOTE:
        return _quoted(said)
    try:
        taken, case = _read(said)
        doubles = _doubles(case)
        if doubles:
            return _again(said, errors.Invalid({"customer.name": saying.LIKELY_KNOWN}), doubles)
        if case.report is not None:
            case = replace(case, located=locate(runtime(), case.report))
        return _saved(taken, case, said)
    except Doubted as doubted:
        return _again(said, errors.Invalid({"": saying.ASK_ONCE_MORE}), asked=doubted.doubts)
    except (errors.Invalid, errors.Conflict, errors.GeocodingFailed, errors.ClockWrong) as refused:
        return _again(said, refused)
    except once.SentBefore as before:
        with transaction(write=False) as uow:
            saved = calls.saved_as(uow, _key())
            flash(*saying.of_saved_before(saved, same=before.same))
        return see(before.address)


def _sent(uow: UnitOfWork) -> Sent:
    said = sent("UTC")
    return Sent(said.values, zone_of_customer(uow, said.customer_id))


def _read(said: Sent) -> tuple[Taken, Case]:
    taken = said.taken()
    return replace(taken, told=told(runtime().settings, request.form.get("told", ""))), case_of(
        said, taken.outcome
    )


def _doubles(case: Case) -> list[Double]:
    """Who is likely the customer about to be recorded; nobody once the dispatcher said that it is none."""
    report = case.report
    if report is None or report.customer is None or SURE in request.form:
        return []
    site = report.site
    with transaction(write=False) as uow:
        new = report.customer
        found = doubles_of_new(
            uow, new.name, new.phone, site.address if site else "", site.point if site else None
        )
    return [one for one in found if not one.perhaps]


def _saved(taken: Taken, case: Case, said: Sent) -> Response:
    engineer_id = said.engineer_id
    with transaction() as uow:
        once.reserve(uow)
        if case.report is not None and said.is_left_as_it_was:
            case = replace(case, report=at_its_place(uow, case.report))
        done = taking.take(uow, taken, case)
        _ask(uow, case, done)
        keeping.erase(uow, taken.form_key)
        at = url_for("pages.hotline")
        if done.request is not None:
            at = url_for("pages.request_page", request_id=done.request.id)
        address = once.led_to(uow, at)
        visit_id = done.visit_id
        flash(saying.of_call(uow, done.call) or _said(done), "good")
        for doubt in mistyped(done.call.contact_numbers):
            flash(say(doubt), "bad")
        if done.request is not None and _reaches_nobody(uow, done.request):
            flash(say(saying.NO_NUMBER), "bad")
    if visit_id is not None:
        if engineer_id is not None:
            _send(visit_id, engineer_id)
        placement = place_visit(runtime(), principal(), visit_id)
        with transaction(write=False) as uow:
            for text, tone in saying.of_placement(uow, placement, taken.told):
                flash(text, tone)
    return see(address)


def _ask(uow: UnitOfWork, case: Case, done: Outcomes) -> None:
    """Have the dispatcher say that a request is meant that looks as if it were not.

    Raises:
        Doubted: something is asked for the first time; what was written goes with the transaction.
    """
    if case.report is None or done.request is None or done.visit_id is None:
        return
    asked = [one for one in doubts(uow, case.report, done.request.id) if one.key not in request.form]
    if asked:
        raise Doubted(asked)


def _send(visit_id: UUID, engineer_id: UUID) -> None:
    """Have the chosen engineer go; who cannot any more is told of, and the plan chooses."""
    try:
        with transaction() as uow:
            overrides.assign(uow, visit_id, engineer_id)
    except (errors.Conflict, errors.NotFound, errors.Invalid):
        flash(
            say(Phrase("The engineer whom you chose cannot come any more; tell the caller who does.")), "bad"
        )


def _reaches_nobody(uow: UnitOfWork, taken_in: ServiceRequest) -> bool:
    return not taken_in.contact_phone and not uow.get(Customer, taken_in.customer_id).phone


def _said(done: Outcomes) -> str:
    if done.request is not None and done.call.outcome == CallOutcome.CHASE:
        return say(Phrase("The call is noted with request %(code)s.", code=done.request.code))
    if done.request is not None:
        return say(Phrase("Saved: request %(code)s.", code=done.request.code))
    if done.enquiry is not None:
        return say(
            Phrase("Saved: enquiry %(code)s, to be answered within four hours.", code=done.enquiry.code)
        )
    return say(Phrase("The call is noted."))


def _quoted(said: Sent) -> Response:
    """Say what can be promised, with everything that was typed; nothing is saved."""
    with transaction(write=False) as uow:
        try:
            fault, hour = view.faults(uow, said)["meant"], said.appointment_at()
            extra = Extra(sentence=sentence(uow, said.place(), fault, hour))
        except errors.Invalid as refused:
            extra = Extra(wrong=refused.errors)
        return make_response(view.page(uow, said, replace(extra, once=_key())))


def _again(
    said: Sent,
    refused: errors.OneHourError,
    doubles: list[Double] | None = None,
    asked: Sequence[Doubt] = (),
) -> Response:
    """Show the form as it was sent, with what is wrong where it is wrong."""
    wrong = refused.errors if isinstance(refused, errors.Invalid) else {"": [kept.why_not(refused)]}
    with transaction(write=False) as uow:
        extra = Extra(wrong=wrong, doubles=doubles or [], once=_key(), doubts=asked)
        return make_response(view.page(uow, said, extra), 422)


def _key() -> str:
    """Keep the form's key: what is sent again is the same call."""
    try:
        return once.key()
    except errors.Invalid:
        return ""


def register(site: Blueprint) -> None:
    """Add the addresses."""
    site.add_url_rule("/hotline", view_func=hotline)
    site.add_url_rule("/hotline", "take_call", take, methods=["POST"])
