"""A dispatcher's decisions about a visit, as forms: each answers with what it costs."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from flask import Blueprint, flash, request, url_for
from werkzeug.wrappers import Response

from app.dispatching.commands import overrides
from app.dispatching.commands.cost import Cost
from app.dispatching.errors import Ineligible
from app.kernel import UnitOfWork, errors
from app.kernel.phrases import Phrase
from app.promise.pages import words
from app.registers.reads.people import engineer_names
from app.requests.reads.places import request_of_visit
from app.web import problems
from app.web.context import transaction
from app.web.pages import i18n
from app.web.pages.explanations import explain
from app.web.pages.forms import see
from app.web.wording import say

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
    "assign": Phrase("Given to the engineer."),
    "unassign": Phrase("Taken from the engineer."),
    "pin": Phrase("Held for the engineer."),
    "unpin": Phrase("Free to be planned again."),
    "exclude": Phrase("Ruled out: this engineer is not asked for the visit any more."),
    "include": Phrase("Allowed again: this engineer may be asked for the visit."),
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
            flash(say(Phrase("Done. %(cost)s", cost=f"{say(_DONE[verb])} {done}")), "good")
        return see(url_for("pages.request_page", request_id=request_id))

    return decided


def _for_whom() -> str:
    """Whom the failed press was about."""
    try:
        with transaction(write=False) as uow:
            name = engineer_names(uow).get(str(_engineer_id()))
    except errors.Invalid:
        return ""
    return say(Phrase("%(name)s: ", name=name)) if name else ""


def _why_not(refused: Exception) -> str:
    if isinstance(refused, Ineligible):
        reasons = refused.extra.get("refusals", [])
        said = say(Phrase("; ")).join(dict.fromkeys(words.refusal(reason) for reason in reasons))
        return say(Phrase("This engineer may not come: %(reasons)s.", reasons=said))
    explained = explain(problems.slug_of(refused))
    return f"{say(explained.title)}. {say(explained.remedy)}"


def price(cost: Cost) -> str:
    """Say what a decision costs, in promises and minutes."""
    said: list[Phrase] = []
    if cost.late_visits > 0:
        said.append(Phrase("Promises broken by it: %(n)s.", n=cost.late_visits))
    late, driving = i18n.span(cost.late_s), i18n.span(cost.drive_s)
    if cost.late_s > 0:
        said.append(Phrase("Customers wait %(span)s longer past their promise.", span=late))
    if cost.late_s < 0:
        said.append(Phrase("Customers wait %(span)s less past their promise.", span=late))
    if cost.drive_s > 0:
        said.append(Phrase("More driving: %(span)s.", span=driving))
    if cost.drive_s < 0:
        said.append(Phrase("Less driving: %(span)s.", span=driving))
    return " ".join(map(say, said or [Phrase("No promise and no drive gets longer by it.")]))


def register(site: Blueprint) -> None:
    """Add an address for each decision."""
    for verb, decide in DECISIONS.items():
        site.add_url_rule(
            f"/visits/<uuid:visit_id>/{verb}", f"visit_{verb}", _view(verb, decide), methods=["POST"]
        )
