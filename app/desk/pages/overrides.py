"""A dispatcher's decisions about a visit, as forms: each answers with what it costs."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from flask import Blueprint, flash, request, url_for
from flask_babel import gettext, lazy_gettext
from werkzeug.wrappers import Response

from app.dispatching.commands import overrides
from app.dispatching.commands.cost import Cost
from app.dispatching.errors import Ineligible
from app.kernel import UnitOfWork, errors
from app.kernel.errors import Phrase
from app.promise.pages import words
from app.registers.reads.people import engineer_names
from app.requests.reads.places import request_of_visit
from app.web import problems
from app.web.context import transaction
from app.web.pages import i18n
from app.web.pages.explanations import explain
from app.web.pages.forms import see

Decision = Callable[[UnitOfWork, UUID], overrides.Override]


def _engineer_id() -> UUID:
    try:
        return UUID(request.form.get("engineer_id", ""))
    except ValueError as bad:
        raise errors.Invalid({"engineer_id": Phrase("must be an engineer's id")}) from bad


def _assign(uow: UnitOfWork, visit_id: UUID) -> overrides.Override:
    return overrides.assign(uow, visit_id, _engineer_id(), pin="pin" in request.form)


def _exclude(uow: UnitOfWork, visit_id: UUID) -> overrides.Override:
    return overrides.exclude(uow, visit_id, _engineer_id())


def _include(uow: UnitOfWork, visit_id: UUID) -> overrides.Override:
    return overrides.include(uow, visit_id, _engineer_id())


DECISIONS: dict[str, Decision] = {
    "assign": _assign,
    "unassign": overrides.unassign,
    "pin": overrides.pin,
    "unpin": overrides.unpin,
    "exclude": _exclude,
    "include": _include,
}


_DONE = {
    "assign": lazy_gettext("Given to the engineer."),
    "unassign": lazy_gettext("Taken from the engineer."),
    "pin": lazy_gettext("Held for the engineer."),
    "unpin": lazy_gettext("Free to be planned again."),
    "exclude": lazy_gettext("Ruled out: this engineer is not asked for the visit any more."),
    "include": lazy_gettext("Allowed again: this engineer may be asked for the visit."),
}


def _view(verb: str, decide: Decision) -> Callable[[UUID], Response]:
    def decided(visit_id: UUID) -> Response:
        with transaction(write=False) as uow:
            request_id = request_of_visit(uow, visit_id)
        try:
            with transaction() as uow:
                done = price(decide(uow, visit_id).cost)
        except (errors.Conflict, errors.Invalid) as refused:
            flash(f"{_for_whom()}{_why_not(refused)}", "bad")
            # Where the failed button stood another engineer may stand by now: a second press chooses anew.
            return see(url_for("pages.request_page", request_id=request_id, choose="again"))
        else:
            flash(gettext("Done. %(cost)s", cost=f"{_DONE[verb]} {done}"), "good")
        return see(url_for("pages.request_page", request_id=request_id))

    return decided


def _for_whom() -> str:
    """Whom the failed press was about."""
    try:
        with transaction(write=False) as uow:
            name = engineer_names(uow).get(str(_engineer_id()))
    except errors.Invalid:
        return ""
    return str(gettext("%(name)s: ", name=name)) if name else ""


def _why_not(refused: Exception) -> str:
    if isinstance(refused, Ineligible):
        reasons = refused.extra.get("refusals", [])
        said = str(gettext("; ")).join(dict.fromkeys(words.refusal(reason) for reason in reasons))
        return str(gettext("This engineer may not come: %(reasons)s.", reasons=said))
    explained = explain(problems.slug_of(refused))
    return f"{explained.title}. {explained.remedy}"


def price(cost: Cost) -> str:
    """Say what a decision costs, in promises and minutes."""
    said: list[str] = []
    if cost.late_visits > 0:
        said.append(gettext("Promises broken by it: %(n)s.", n=cost.late_visits))
    if cost.late_s > 0:
        said.append(
            gettext("Customers wait %(span)s longer past their promise.", span=i18n.span(cost.late_s))
        )
    if cost.late_s < 0:
        said.append(gettext("Customers wait %(span)s less past their promise.", span=i18n.span(cost.late_s)))
    if cost.drive_s:
        text = gettext("More driving: %(span)s.") if cost.drive_s > 0 else gettext("Less driving: %(span)s.")
        said.append(str(text) % {"span": i18n.span(cost.drive_s)})
    return " ".join(said) or str(gettext("No promise and no drive gets longer by it."))


def register(site: Blueprint) -> None:
    """Add an address for each decision."""
    for verb, decide in DECISIONS.items():
        site.add_url_rule(
            f"/visits/<uuid:visit_id>/{verb}", f"visit_{verb}", _view(verb, decide), methods=["POST"]
        )
