"""What to say before the call ends, once it is saved: who comes, and whether that is what was quoted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from flask import url_for
from markupsafe import Markup

from app.dispatching.commands.placement import Placement
from app.dispatching.reads.on_duty import able_of, on_duty_between
from app.dispatching.rules import named
from app.dispatching.rules.put_off import PutOff
from app.hotline.commands.calls import Told
from app.hotline.rules.outcomes import CallOutcome, is_stale
from app.hotline.tables import Call
from app.kernel import UnitOfWork
from app.kernel.phrases import Phrase
from app.registers.reads.customers import zone_of_customer
from app.registers.tables import Engineer
from app.requests.tables import ServiceRequest, Visit
from app.web.pages.i18n import clock_time, day_time, hours, span
from app.web.wording import say

LIKELY_KNOWN = Phrase("is likely on record already: pick the customer, or say that it is none of these")
ASK_ONCE_MORE = Phrase("Answer what is asked above the button, then save once more.")
NO_NUMBER = Phrase(
    "There is no telephone number: the engineer cannot reach anybody at the door. Ask for one."
)
NO_PLACE = Phrase(
    "Nobody is looked for yet, since it is not known where the place is. Ask for the address and enter it"
    " below; the promise runs."
)
SAVED_BEFORE = Phrase("This call was saved already, once.")
SAVED_OTHERWISE = Phrase("This call was saved before; what you changed since was not.")
_OPEN = {
    CallOutcome.COMPLAINT: Phrase(
        "The complaint is noted and stands among the alerts. The customer is to hear from us by %(time)s."
    ),
    CallOutcome.ORDER: Phrase("The order is noted. The customer is to hear from us by %(time)s."),
    CallOutcome.CALL_BACK: Phrase("The call-back is noted for %(time)s."),
}
NOBODY_THEN = Phrase(
    "Nobody who can do it is on the roster then. Agree on another hour, or have the roster filled first."
)
SOMEBODY_ELSE = Phrase("Ask whether somebody else may come: then a dispatcher can send one, with the reason.")
REQUIRED = frozenset({named.OTHER, named.AWAY})
WORTH_SAYING = timedelta(minutes=3)
"""A time that differs by less is the same time to whoever waits."""

Said = tuple[str, str]


def of_call(uow: UnitOfWork, call: Call) -> Markup:
    """Say by when the caller is to hear of us, and where that stands; blank where nothing is open."""
    if call.due_at is None:
        return Markup("")
    zone = zone_of_customer(uow, call.customer_id)
    at = day_time(call.due_at, zone, uow.now)
    return _with_link(say(Phrase(_OPEN[CallOutcome(call.outcome)].id, time=at)), call)


def of_saved_before(call: Call | None, *, same: bool) -> tuple[str, str]:
    """Say to whoever sends a form again, as from a second tab, that it was saved, and lead there."""
    said = say(SAVED_BEFORE if same else SAVED_OTHERWISE)
    return (_with_link(said, call) if call is not None else said), "good" if same else "bad"


def _with_link(said: str, call: Call) -> Markup:
    address = url_for("pages.calls", show="all", _anchor=f"call-{call.id}")
    if call.request_id is not None:
        address = url_for("pages.request_page", request_id=call.request_id)
    return Markup('{} <a href="{}">{}</a>').format(said, address, say(Phrase("Open it")))


def of_placement(uow: UnitOfWork, placement: Placement, told: Told) -> Iterator[Said]:
    """Say who comes; and, where the quote is old or has changed, that the caller must hear it anew."""
    visit = uow.get(Visit, placement.visit_id)
    request = uow.get(ServiceRequest, visit.request_id)
    zone = zone_of_customer(uow, request.customer_id)
    if request.first_due_at is not None:
        yield of_appointment(uow, request, placement, zone)
        return
    eta = clock_time(placement.eta_at, zone, uow.now) if placement.eta_at else ""
    if placement.engineer_id and placement.eta_at:
        who = uow.get(Engineer, placement.engineer_id)
        in_time, due = (placement.slack_s or 0) >= 0, clock_time(request.due_at, zone, uow.now)
        said = _in_time(who.stars, eta, due) if in_time else _late(who.stars, eta, due)
        yield str(say(said)), "good" if in_time else "bad"
        yield from others(placement.put_off)
    elif not request.is_placed:
        yield say(NO_PLACE), "bad"
    elif wanting := [one for one in placement.reasons if one["code"] in REQUIRED]:
        names = wanting[0]["needs"]
        required = say(Phrase("Nobody is sent yet: the register requires %(names)s here.", names=names))
        yield f"{required} {say(SOMEBODY_ELSE)}", "bad"
    else:
        yield (
            say(Phrase("Nobody is free to come in time yet. The planner goes on looking; say so honestly.")),
            "bad",
        )
    if is_stale(told.at, uow.now) and told.at is not None:
        age = span((uow.now - told.at).total_seconds())
        yield (
            say(Phrase("What you told the caller is %(age)s old. Tell the time above anew.", age=age)),
            "bad",
        )
    elif told.eta_at and placement.eta_at and abs(placement.eta_at - told.eta_at) >= WORTH_SAYING:
        before = clock_time(told.eta_at, zone, uow.now)
        text = say(
            Phrase("You said %(before)s; now it is %(time)s. Tell the caller.", before=before, time=eta)
        )
        yield str(text), "bad"


def of_appointment(uow: UnitOfWork, request: ServiceRequest, placement: Placement, zone: str) -> Said:
    """Say what was agreed; nobody is looked for yet, so that who is on duty then is all that is known."""
    begins_at = request.due_at - timedelta(seconds=request.promise_s)
    window = hours(begins_at, request.due_at, zone, uow.now)
    said = say(Phrase("Say: an engineer comes %(hours)s.", hours=window))
    if not request.is_placed:
        return f"{said} {say(NO_PLACE)}", "bad"
    if placement.engineer_id and placement.eta_at:
        name = uow.get(Engineer, placement.engineer_id).name
        eta = clock_time(placement.eta_at, zone, uow.now)
        planned = say(Phrase("As things are planned now: %(name)s, at %(time)s", name=name, time=eta))
        return f"{said} {planned}", "good" if placement.eta_at <= request.due_at else "bad"
    there = on_duty_between(uow, request.territory_id, begins_at, request.due_at)
    able = len(able_of(uow, there, request.skill_code, request.min_stars, begins_at))
    return f"{said} {say(_on_duty_then(able) if able else NOBODY_THEN)}", "good" if able else "bad"


def _on_duty_then(count: int) -> Phrase:
    return Phrase.counted(
        "Nobody is assigned yet; %(num)s engineer who can do it is on duty then.",
        "Nobody is assigned yet; %(num)s engineers who can do it are on duty then.",
        count,
    )


def others(put_off: PutOff) -> Iterator[Said]:
    """Say what others wait longer for a new visit; nothing where nobody does."""
    if put_off.visits:
        text = Phrase.counted(
            "%(num)s other visit comes later by %(span)s for it.",
            "%(num)s other visits come later by %(span)s in all for it.",
            num=put_off.visits,
            span=span(put_off.delay_s),
        )
        late = Phrase.counted(
            "%(num)s of them past its promise.", "%(num)s of them past their promise.", num=put_off.late
        )
        said = [text, late] if put_off.late else [text]
        yield " ".join(map(say, said)), "bad" if put_off.late else "good"


def _in_time(stars: int, eta: str, due: str) -> Phrase:
    return Phrase.counted(
        "Say: an engineer with %(num)s star can be with you at %(time)s; promised until %(due)s.",
        "Say: an engineer with %(num)s stars can be with you at %(time)s; promised until %(due)s.",
        stars,
        time=eta,
        due=due,
    )


def _late(stars: int, eta: str, due: str) -> Phrase:
    return Phrase.counted(
        "Say: nobody can be there by %(due)s; an engineer with %(num)s star would come at %(time)s.",
        "Say: nobody can be there by %(due)s; an engineer with %(num)s stars would come at %(time)s.",
        stars,
        time=eta,
        due=due,
    )
