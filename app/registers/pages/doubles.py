"""Forms of a customer's page: merging a double, and taking a merger back."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, request, url_for
from werkzeug.wrappers import Response

from app.kernel import errors
from app.kernel.phrases import Phrase
from app.registers.commands import merging
from app.registers.errors import StillInUse
from app.registers.tables import Customer
from app.web.context import transaction
from app.web.pages import kept
from app.web.pages.forms import see
from app.web.wording import say

MAX_REASON = 300


def merge(customer_id: UUID) -> Response:
    """Make this customer an alias of the one chosen."""
    into = customer_id
    try:
        with transaction() as uow:
            into = merging.merge(uow, customer_id, _into(), _reason()).survivor_id or customer_id
    except (errors.Conflict, errors.Invalid) as refused:
        kept.keep(refused)
    else:
        flash(say(Phrase("The two are one now. Nothing that was recorded has changed.")), "good")
    return see(url_for("pages.customer", customer_id=into))


def unmerge(customer_id: UUID) -> Response:
    """Make this customer one of its own again."""
    try:
        with transaction() as uow:
            merging.unmerge(uow, customer_id, _reason())
    except StillInUse as held:
        kept.keep(held, said=_in_use(customer_id, held))
    except (errors.Conflict, errors.Invalid) as refused:
        kept.keep(refused)
    else:
        flash(say(Phrase("They are two customers again.")), "good")
    return see(url_for("pages.customer", customer_id=customer_id))


def _in_use(customer_id: UUID, held: StillInUse) -> str:
    """Say what is newer than the merger, by the customer's name."""
    with transaction(write=False) as uow:
        name = uow.get(Customer, customer_id).name
    counts = {
        "requests": lambda n: Phrase.counted("%(num)s request", "%(num)s requests", n),
        "enquiries": lambda n: Phrase.counted("%(num)s enquiry", "%(num)s enquiries", n),
        "sites": lambda n: Phrase.counted("%(num)s site", "%(num)s sites", n),
        "machines": lambda n: Phrase.counted("%(num)s machine", "%(num)s machines", n),
        "contracts": lambda n: Phrase.counted("%(num)s contract", "%(num)s contracts", n),
        "accounts": lambda n: Phrase.counted("%(num)s account", "%(num)s accounts", n),
    }
    newer = ", ".join(say(counts[key](n)) for key, n in held.extra["used_by"].items())
    return say(Phrase("%(name)s stays merged: newer than the merger: %(newer)s.", name=name, newer=newer))


def _into() -> UUID:
    try:
        return UUID(request.form.get("into", ""))
    except ValueError as bad:
        raise errors.Invalid({"into": Phrase("must be a customer's id")}) from bad


def _reason() -> str:
    text = request.form.get("reason", "").strip()
    if not 0 < len(text) <= MAX_REASON:
        raise errors.Invalid({"reason": Phrase("must say why")})
    return text


def register(site: Blueprint) -> None:
    """Add the addresses."""
    one = "/customers/<uuid:customer_id>"
    site.add_url_rule(f"{one}/merge", "customer_merge", merge, methods=["POST"])
    site.add_url_rule(f"{one}/unmerge", "customer_unmerge", unmerge, methods=["POST"])
