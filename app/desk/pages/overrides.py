"""A dispatcher's decisions about a visit, as forms: each answers with what it costs, and can be undone."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from flask import Blueprint, flash, request, url_for
from werkzeug.wrappers import Response

from app.desk.pages import overruling
from app.desk.pages.price_words import price
from app.dispatching import events
from app.dispatching.commands import overrides, undoing
from app.dispatching.commands.telephoned import AGREED
from app.dispatching.commands.undoing import TELEPHONED, Inverse
from app.dispatching.errors import Ineligible, NothingToUndo, ReasonNeeded
from app.dispatching.reads.decided import Decided, last_decision
from app.kernel import errors
from app.kernel.phrases import Phrase
from app.promise.pages import words
from app.registers.reads.people import engineer_names
from app.registers.tables import Engineer
from app.requests.reads.places import request_of_visit
from app.requests.tables import Visit
from app.web import problems
from app.web.context import transaction
from app.web.pages import kept
from app.web.pages.explanations import explain
from app.web.pages.forms import see, whole_number
from app.web.wording import say

_ABOUT_SOMEBODY = ("assign", "exclude", "include", TELEPHONED)

LONGEST_REASON = 500

DONE = {
    "assign": Phrase("Given to the engineer."),
    "unassign": Phrase("Taken from the engineer; others are asked first."),
    "pin": Phrase("Held for the engineer."),
    "unpin": Phrase("Free to be planned again."),
    "exclude": Phrase("Ruled out: this engineer is not asked for the visit any more."),
    "include": Phrase("Allowed again: this engineer may be asked for the visit."),
    TELEPHONED: Phrase("The engineer has accepted on the telephone; the visit stays with him."),
}

_SO_ALREADY = Phrase("It is so already.")

DONE_BY_KIND = {
    events.OverrideAssigned.kind: DONE["assign"],
    events.OverrideUnassigned.kind: DONE["unassign"],
    events.OverridePinned.kind: DONE["pin"],
    events.OverrideUnpinned.kind: DONE["unpin"],
    events.OverrideExcluded.kind: DONE["exclude"],
    events.OverrideIncluded.kind: DONE["include"],
}


def _wanted(verb: str) -> Inverse:
    """Read which decision the form asks for."""
    reason = request.form.get("reason", "").strip()[:LONGEST_REASON]
    return Inverse(verb, _engineer_id() if verb in _ABOUT_SOMEBODY else None, "pin" in request.form, reason)


def _engineer_id() -> UUID:
    try:
        return UUID(request.form.get("engineer_id", ""))
    except ValueError as bad:
        raise errors.Invalid({"engineer_id": Phrase("must be an engineer's id")}) from bad


def _view(verb: str) -> Callable[[UUID], Response]:
    def decided(visit_id: UUID) -> Response:
        try:
            return _decided(visit_id, _wanted(verb))
        except (errors.Conflict, errors.Invalid) as refused:
            flash(f"{_for_whom()}{_why_not(refused)}", "bad")
            # Where the failed button stood another engineer may stand by now: a second press chooses anew.
            return _back(visit_id, again=True)

    return decided


def _decided(visit_id: UUID, wanted: Inverse) -> Response:
    if wanted.verb == TELEPHONED and overruling.stands_already(visit_id, wanted):
        flash(say(_SO_ALREADY), "good")
        return _back(visit_id)
    try:
        done = _decide(visit_id, wanted, overruling.version())
    except errors.VersionConflict:
        if not overruling.stands_already(visit_id, wanted):
            return overruling.ask(visit_id, wanted)
        flash(say(_SO_ALREADY), "good")
    else:
        said = f"{say(DONE[wanted.verb])} {price(done.cost)}"
        flash(say(Phrase("Done. %(cost)s", cost=said)), "good")
        _tell_of_silence(visit_id)
    return _back(visit_id)


def _tell_of_silence(visit_id: UUID) -> None:
    """Say that nothing reaches the phone of who has the visit now: he hears of it by a call alone."""
    with transaction(write=False) as uow:
        visit = uow.get(Visit, visit_id)
        holder = uow.get(Engineer, visit.engineer_id) if visit.engineer_id else None
        if visit.state in AGREED or holder is None or holder.phone_silent_since is None:
            return
        text = Phrase(
            "The phone of %(name)s is silent, and nothing is sent to it before it is heard: call %(number)s.",
            name=holder.name,
            number=holder.phone or holder.phone_as_said or "–",
        )
        flash(say(text), "bad")


def _decide(visit_id: UUID, wanted: Inverse, version: int | None) -> overrides.Override:
    """Decide, also where nothing but expected times changed since the form was shown."""
    try:
        with transaction() as uow:
            return undoing.decide(uow, visit_id, wanted, version)
    except errors.VersionConflict:
        with transaction(write=False) as uow:
            now = uow.get(Visit, visit_id).version
            if overruling.changes(uow, visit_id, whole_number("seen") or 0):
                raise
        with transaction() as uow:
            return undoing.decide(uow, visit_id, wanted, now)


def undo(visit_id: UUID) -> Response:
    """Take the last decision back; where an engineer has answered, or was told by now, ask first."""
    number = whole_number("number") or 0
    try:
        with transaction() as uow:
            undoing.undo(uow, visit_id, number, overruling.version())
    except errors.VersionConflict:
        made = _last(visit_id)
        if made is not None:
            return overruling.ask(visit_id, undoing.inverse(made))
    except NothingToUndo as refused:
        made = _last(visit_id)
        if made is not None and made.number == number:
            return overruling.ask(visit_id, undoing.inverse(made), overruling.TOLD)
        if made is not None and made.kind == events.OverrideUndone.kind and made.data["undoes"] == number:
            flash(say(Phrase("It is undone already.")), "good")
        else:
            flash(_why_not(refused), "bad")
    except errors.Conflict as refused:
        flash(_why_not(refused), "bad")
    else:
        flash(say(Phrase("Undone: nobody else is affected.")), "good")
    return _back(visit_id)


def _last(visit_id: UUID) -> Decided | None:
    with transaction(write=False) as uow:
        return last_decision(uow, visit_id)


def _back(visit_id: UUID, *, again: bool = False) -> Response:
    with transaction(write=False) as uow:
        request_id = request_of_visit(uow, visit_id)
    return see(url_for("pages.request_page", request_id=request_id, choose="again" if again else None))


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
    if isinstance(refused, ReasonNeeded):
        return said_of_reason(refused)
    return kept.in_words(explain(problems.slug_of(refused)))


def said_of_reason(refused: ReasonNeeded) -> str:
    """Say what stands in the register, and that whoever decides otherwise gives a reason."""
    entry = say(Phrase("; ")).join(words.refusal(one) for one in refused.extra["refusals"])
    return say(Phrase("%(entry)s. Write the reason beside the button, then send it again.", entry=entry))


def register(site: Blueprint) -> None:
    """Add an address for each decision, and for taking it back."""
    for verb in DONE:
        address = f"/visits/<uuid:visit_id>/{verb.replace('_', '-')}"
        site.add_url_rule(address, f"visit_{verb}", _view(verb), methods=["POST"])
    site.add_url_rule("/visits/<uuid:visit_id>/undo", "visit_undo", undo, methods=["POST"])
