"""Forms of a customer's page: merging a double, and taking a merger back."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from flask import Blueprint, flash, render_template, request, url_for
from werkzeug.wrappers import Response

from app.kernel import UnitOfWork, errors
from app.kernel.phrases import Phrase
from app.registers.commands import merging
from app.registers.errors import StillInUse
from app.registers.pages.declared.named import SHORT
from app.registers.pages.declared.places import CUSTOMERS
from app.registers.reads.customers import zone_of_customer
from app.registers.reads.named import named_people
from app.registers.rules.card_merging import (
    BETWEEN,
    BOTH,
    OTHER,
    STAYS,
    TAKEN_OVER,
    card_of,
    differing,
    filled,
)
from app.registers.tables import Customer
from app.web.context import transaction
from app.web.pages import kept
from app.web.pages.forms import see
from app.web.wording import say

MAX_REASON = 300
CHOICES = {STAYS: Phrase("that of this card"), OTHER: Phrase("that of the other card"), BOTH: Phrase("both")}


def compare(customer_id: UUID) -> str | Response:
    """Show both cards side by side, before the one becomes part of the other."""
    with transaction(write=False) as uow:
        goes, stays = uow.get(Customer, customer_id), uow.get(Customer, _named(request.args))
        if goes.survivor_id or stays.survivor_id or goes.id == stays.id:
            return see(url_for("pages.customer", customer_id=stays.survivor_id or stays.id))
        if "chosen" not in request.args and _has_more(uow, goes, stays):
            goes, stays = stays, goes
        both = [card_of(one) for one in (stays, goes)]
        return render_template(
            "customer_merge.html",
            stays=stays,
            goes=goes,
            cards=both,
            differing=differing(*both),
            taken=filled(*both),
            labels={path: entry.label for path, entry in CUSTOMERS.entries.items()},
            columns=TAKEN_OVER,
            choices=lambda column: [*CHOICES.items()][: 3 if column in BETWEEN else 2],
            recorded=[", ".join(map(say, _counted(merging.hanging(uow, one)))) for one in (stays, goes)],
            named_people=[named_people(uow, one.id) for one in (stays, goes)],
            kinds=SHORT,
            zone=zone_of_customer(uow, None),
        )


def _has_more(uow: UnitOfWork, one: Customer, other: Customer) -> bool:
    """Whether more is recorded of the one card, or it is the older one: it is the one to keep."""
    mine, theirs = (sum(merging.hanging(uow, card).values()) for card in (one, other))
    return mine > theirs or (mine == theirs and one.created_at < other.created_at)


def merge(customer_id: UUID) -> Response:
    """Make this customer an alias of the one chosen."""
    to = url_for("pages.customer", customer_id=customer_id)
    try:
        with transaction() as uow:
            into = _named(request.form)
            to = url_for("pages.customer_merging", customer_id=customer_id, into=into, chosen=1)
            stays_id = merging.merge(uow, customer_id, into, _reason(), _taken()).survivor_id
    except (errors.Conflict, errors.Invalid) as refused:
        kept.keep(refused)
    else:
        flash(say(Phrase("The two are one now. Nothing that was recorded has changed.")), "good")
        to = url_for("pages.customer", customer_id=stays_id)
    return see(to)


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
    newer = ", ".join(map(say, _counted(held.extra["used_by"])))
    return say(Phrase("%(name)s stays merged: newer than the merger: %(newer)s.", name=name, newer=newer))


def _counted(found: Mapping[str, int]) -> list[Phrase]:
    """Say how many there are of each."""
    counts = {
        "requests": lambda n: Phrase.counted("%(num)s request", "%(num)s requests", n),
        "enquiries": lambda n: Phrase.counted("%(num)s enquiry", "%(num)s enquiries", n),
        "sites": lambda n: Phrase.counted("%(num)s site", "%(num)s sites", n),
        "machines": lambda n: Phrase.counted("%(num)s machine", "%(num)s machines", n),
        "contracts": lambda n: Phrase.counted("%(num)s contract", "%(num)s contracts", n),
        "named engineers": lambda n: Phrase.counted(
            "%(num)s entry of named engineers", "%(num)s entries of named engineers", n
        ),
        "accounts": lambda n: Phrase.counted("%(num)s account", "%(num)s accounts", n),
    }
    return [counts[key](n) for key, n in found.items() if key in counts]


def _taken() -> dict[str, str]:
    return {column: request.form.get(f"take-{column}", STAYS) for column in TAKEN_OVER}


def _named(sent: Mapping[str, str]) -> UUID:
    try:
        return UUID(sent.get("into", ""))
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
    site.add_url_rule(f"{one}/merge", "customer_merging", compare)
    site.add_url_rule(f"{one}/merge", "customer_merge", merge, methods=["POST"])
    site.add_url_rule(f"{one}/unmerge", "customer_unmerge", unmerge, methods=["POST"])
