"""One request: its promise, its visits, who could come, and all that happened to it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from flask import Blueprint, render_template, request

from app.desk.pages import contact, findings, flags, told
from app.desk.pages.overrides import DONE_BY_KIND
from app.desk.pages.price_words import price
from app.desk.reads import request_file
from app.dispatching.commands.prices import MOST, prices
from app.dispatching.commands.undoing import may_undo
from app.dispatching.events import OverridePinned
from app.dispatching.reads import candidates
from app.dispatching.reads.decided import Decided, last_decision
from app.dispatching.reads.on_duty import hour_to_come
from app.dispatching.reads.reasons import why
from app.dispatching.reads.snapshot import TerritoryView, territory_view
from app.kernel import Role, UnitOfWork
from app.outbox.commands.recipients import customer_of
from app.outbox.reads.standing import failing_since
from app.outbox.tables import Channel
from app.portal.commands import customer_links
from app.portal.hooks import complaints_of
from app.portal.pages import card_words
from app.portal.reads.handed_codes import FOR_GOOD, live_code
from app.promise.pages import words
from app.promise.reads.alerts import open_alerts
from app.promise.reads.rescue_views import expected_at
from app.registers.reads.doubles import doubles_of
from app.registers.reads.territories import around
from app.requests.reads import history
from app.requests.reads.appointments import why_not_later
from app.requests.reads.attachments import attachments, related
from app.requests.reads.part_returns import is_held_back
from app.requests.rules.lifecycle import OPEN_VISIT_STATES, RequestState, VisitState, may_advance
from app.requests.tables import Visit
from app.visits.reads.claims import claims_of
from app.visits.reads.request_evidence import request_evidence
from app.web.context import principal, runtime, transaction
from app.web.languages import engine_language
from app.web.pages import once
from app.web.policy import DISPATCH, MANAGEMENT, OFFICE


def request_page(request_id: UUID) -> str:
    """Show the request; candidates and history to the office alone, forms to dispatchers.

    With `?part=main` it is only what changes, to be put in the place of the older.
    """
    who = principal()
    with transaction(write=False) as uow:
        shown = request_file.request_file(uow, request_id)
        current = shown.current
        arrangeable = current is not None and current.arrangeable
        office = who.role in OFFICE
        view = _view(uow, shown) if office and arrangeable else None
        ranked = candidates.candidates(uow, request_id, view) if office and arrangeable else []
        may_dispatch = who.role in DISPATCH and arrangeable
        every = request.args.get("costs") == "all"
        return render_template(
            "request.html",
            part=request.args.get("part") == "main",
            d=shown,
            current=current,
            why=why(uow, current.visit.id, engine_language(), view)
            if current is not None and arrangeable and office
            else None,
            ranked=ranked,
            hour=hour_to_come(uow, shown.request, current.visit)
            if current is not None and arrangeable and office
            else None,
            prices=prices(uow, current.visit, _could_come(ranked), view, every=every)
            if current and may_dispatch
            else None,
            unpriced=max(0, len(_could_come(ranked)) - MOST) if may_dispatch and not every else 0,
            price=price,
            undoable=_undoable(uow, current) if current is not None and who.role in DISPATCH else None,
            decisions=DONE_BY_KIND,
            card_words=card_words,
            told=told.of_request(uow, request_id) if office else None,
            papers=attachments(uow, request_id, office=office) if who.role is not Role.PROVIDER else [],
            related=related(uow, request_id) if office else [],
            newest=history.newest_number(uow, request_id),
            can_cancel=who.role in DISPATCH and may_advance(shown.request.state, RequestState.CANCELLED),
            can_close=who.role in OFFICE and shown.request.state == RequestState.FOLLOWED_UP,
            office=office,
            doubles=[one for one in doubles_of(uow, shown.customer) if not one.perhaps] if office else [],
            evidence=request_evidence(
                uow, shown.request, [view.visit for view in shown.visits], office=office
            ),
            alerts=open_alerts(uow, request_id=request_id) if office else [],
            held_back=_held_back(shown) if office else None,
            claims=claims_of(uow, request_id) if office else [],
            complaints=complaints_of(uow, request_id) if office else [],
            could_come=_could_help(ranked, current.visit if current else None, uow.now),
            may_act=who.role in DISPATCH,
            no_message=customer_links.why_not(uow, customer_of(uow, shown.request))
            if who.role in DISPATCH
            else None,
            hands_over=who.role in DISPATCH and shown.request.state not in FOR_GOOD,
            handed=_handed(uow, request_id) if who.role in DISPATCH else None,
            once=once.fresh(uow),
            not_taken=contact.NOT_TAKEN
            if who.role in DISPATCH and failing_since(uow, Channel.CUSTOMERS) is not None
            else None,
            nowhere=who.role in DISPATCH and _waits_for_a_place(shown),
            around=around(uow, shown.territory.id),
            is_own=who.role is Role.CUSTOMER,
            may_follow_up=who.role in DISPATCH | {Role.MANAGER},
            can_put_off=who.role in DISPATCH | {Role.CUSTOMER}
            and why_not_later(shown.request, [view.visit for view in shown.visits], shown.now) is None,
            can_solve=who.role in DISPATCH and _may_be_solved(shown),
            span_of=span_of,
            may_correct=who.role in MANAGEMENT,
            may_dispatch=may_dispatch,
            flags=flags,
            words=words,
            findings=findings,
            ticking=not runtime().settings.simulated,
        )


def _handed(uow: UnitOfWork, request_id: UUID) -> dict[str, object] | None:
    """Return until when a code opens the customer's page, and who made it; None where none does."""
    code = live_code(uow, request_id)
    if code is None:
        return None
    people = history.names_of(uow, [code.made_by])
    return {"expires_at": code.expires_at, "name": words.actor(code.made_by, people)}


def _held_back(shown: request_file.RequestFile) -> UUID | None:
    """Return the visit that waits for a part, and for a word when that is there."""
    visits = [view.visit for view in shown.visits]
    return next((one.id for one in visits if is_held_back(visits, one)), None)


def _waits_for_a_place(shown: request_file.RequestFile) -> bool:
    """Whether nobody can be sent because nobody has said where."""
    open_still = any(view.visit.state in OPEN_VISIT_STATES for view in shown.visits)
    return open_still and not shown.request.is_placed and shown.site.lat is None


def _view(uow: UnitOfWork, shown: request_file.RequestFile) -> TerritoryView | None:
    """Read the territory once for all that is said of the visit; of a site without a point nothing is."""
    if shown.current is None or not shown.request.is_placed:
        return None
    return territory_view(uow, shown.current.visit.territory_id)


def _could_come(ranked: Sequence[candidates.CandidateRow]) -> list[UUID]:
    return [one.engineer.id for one in ranked if not one.refusals]


def _could_help(
    ranked: Sequence[candidates.CandidateRow], visit: Visit | None, now: datetime
) -> dict[bool, bool]:
    """Whether anybody else who can be reached could come; where who has it is certain to (True), sooner."""
    others = [
        one
        for one in ranked
        if not (one.refusals or one.holds or one.engineer.phone_silent_since) and one.eta_at is not None
    ]
    expected = expected_at(visit, now) if visit else None
    return {
        False: bool(others),
        True: any(expected is None or (one.eta_at and one.eta_at < expected) for one in others),
    }


def _undoable(uow: UnitOfWork, current: request_file.VisitView) -> Decided | None:
    """Return the decision that this person may still take back.

    A pin that came with a yes on the telephone is no decision of its own.
    """
    made = last_decision(uow, current.visit.id)
    if made is None or (made.kind == OverridePinned.kind and made.at == current.visit.accepted_at):
        return None
    return made if may_undo(uow, made) else None


def _may_be_solved(shown: request_file.RequestFile) -> bool:
    on_site = any(view.visit.state == VisitState.ON_SITE for view in shown.visits)
    return not on_site and may_advance(shown.request.state, RequestState.RESOLVED)


def span_of(seconds: int) -> timedelta:
    """Return a number of seconds as a span that instants can be moved by."""
    return timedelta(seconds=seconds)


def register(site: Blueprint) -> None:
    """Add the address."""
    site.add_url_rule("/requests/<uuid:request_id>", view_func=request_page)
