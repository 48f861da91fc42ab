"""What the office does for a customer: links, and the arrival code for one who calls."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from flask import Blueprint, flash, request, url_for
from werkzeug.wrappers import Response

from app.arrivals.commands import arrivals
from app.kernel import Role, errors
from app.kernel.phrases import Phrase
from app.outbox.reads.standing import failing_since
from app.outbox.tables import Channel
from app.portal.commands import customer_links, handed_codes
from app.portal.errors import NoChannel
from app.requests.commands import links
from app.requests.reads.places import request_of_visit, zone_of_request
from app.requests.tables import ServiceRequest
from app.web.context import principal, runtime, transaction
from app.web.pages import kept, once
from app.web.pages.forms import see
from app.web.pages.i18n import clock_time
from app.web.wording import say

MAX_REASON = 300
NOT_TAKEN = Phrase(
    "Messages to customers are not going out at the moment; the link is tried again by itself. "
    "Tell the customer by telephone, and the administrator."
)
PAUSE = timedelta(minutes=1)
"""A second press within it is the same press."""


def arrival_code(visit_id: UUID) -> Response:
    """Show the customer's code, and record who asked for it and why."""
    with transaction(write=False) as uow:
        request_id = request_of_visit(uow, visit_id)
    try:
        with transaction() as uow:
            code = arrivals.show_code(uow, visit_id, reason())
    except errors.Invalid as refused:
        kept.keep(refused)
    else:
        flash(say(Phrase("Arrival code: %(code)s. That you saw it is in the history.", code=code)), "good")
    return see(url_for("pages.request_page", request_id=request_id))


def make_link(request_id: UUID) -> Response:
    """Make a link that only shows, to be copied; a customer is led on to the own page, which acts."""
    with transaction() as uow:
        token, _ = links.make_link(uow, uow.get(ServiceRequest, request_id))
    if principal().role is Role.CUSTOMER:
        return see(url_for("pages.track", token=token))
    address = links.tracking_url(runtime().settings, token)
    flash(say(Phrase("A link that only shows the visit: %(url)s", url=address)), "good")
    return see(url_for("pages.request_page", request_id=request_id))


def send_link(request_id: UUID) -> Response:
    """Have the customer's own link sent to the contact on record."""
    try:
        with transaction() as uow:
            to = customer_links.shown_address(customer_links.send_link(uow, request_id, pause=PAUSE))
            fails = failing_since(uow, Channel.CUSTOMERS) is not None
    except NoChannel as lacking:
        flash(say(lacking.detail), "bad")
        return see(url_for("pages.request_page", request_id=request_id))
    if fails:
        flash(say(NOT_TAKEN), "bad")
    else:
        flash(say(Phrase("The link goes to the contact on record (%(to)s).", to=to)), "good")
    return see(url_for("pages.request_page", request_id=request_id))


def hand_over(request_id: UUID) -> Response:
    """Make the code that is read out, and show it this once; a form that was sent twice makes one."""
    back = url_for("pages.request_page", request_id=request_id)
    try:
        with transaction() as uow:
            once.reserve(uow)
            made = handed_codes.hand_over(uow, request_id)
            until = clock_time(made.expires_at, zone_of_request(uow, request_id), uow.now)
            once.led_to(uow, back)
    except once.SentBefore:
        flash(say(Phrase("The code was made already. Make a new one if you do not see it.")), "bad")
    except errors.Conflict as refused:
        flash(say(refused.detail), "bad")
    else:
        text = Phrase(
            "Read out: %(code)s. The customer types it at %(url)s; it is good until %(time)s, "
            "and is not shown again. That you made it is in the history.",
            code=made.code,
            url=handed_codes.typed_at(runtime().settings),
            time=until,
        )
        flash(say(text), "good")
    return see(back)


def reason() -> str:
    """Read why somebody does it.

    Raises:
        Invalid: it says nothing, or too much.
    """
    text = request.form.get("reason", "").strip()
    if not 0 < len(text) <= MAX_REASON:
        raise errors.Invalid({"reason": Phrase("must say why")})
    return text


def register(site: Blueprint) -> None:
    """Add the addresses."""
    one = "/requests/<uuid:request_id>/tracking-link"
    site.add_url_rule("/visits/<uuid:visit_id>/arrival-code", "visit_code", arrival_code, methods=["POST"])
    site.add_url_rule(one, "request_link", make_link, methods=["POST"])
    code = "/requests/<uuid:request_id>/hand-over-code"
    site.add_url_rule(code, "request_hand_over", hand_over, methods=["POST"])
    site.add_url_rule(f"{one}/send", "request_send_link", send_link, methods=["POST"])
