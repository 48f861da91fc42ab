"""What to say before the call ends, once it is saved: who comes, and whether that is what was quoted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from app.dispatching.commands.placement import Placement
from app.dispatching.rules.put_off import PutOff
from app.hotline.commands.calls import Told
from app.hotline.rules.outcomes import is_stale
from app.kernel import UnitOfWork
from app.kernel.phrases import Phrase
from app.registers.reads.customers import zone_of_customer
from app.registers.tables import Engineer
from app.requests.tables import ServiceRequest, Visit
from app.web.pages.i18n import clock_time, span
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
WORTH_SAYING = timedelta(minutes=3)
"""A time that differs by less is the same time to whoever waits."""

Said = tuple[str, str]


def of_placement(uow: UnitOfWork, placement: Placement, told: Told) -> Iterator[Said]:
    """Say who comes; and, where the quote is old or has changed, that the caller must hear it anew."""
    visit = uow.get(Visit, placement.visit_id)
    request = uow.get(ServiceRequest, visit.request_id)
    zone = zone_of_customer(uow, request.customer_id)
    eta = clock_time(placement.eta_at, zone, uow.now) if placement.eta_at else ""
    if placement.engineer_id and placement.eta_at:
        who = uow.get(Engineer, placement.engineer_id)
        in_time, due = (placement.slack_s or 0) >= 0, clock_time(request.due_at, zone, uow.now)
        said = _in_time(who.stars, eta, due) if in_time else _late(who.stars, eta, due)
        yield str(say(said)), "good" if in_time else "bad"
        yield from others(placement.put_off)
    elif not request.is_placed:
        yield say(NO_PLACE), "bad"
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
