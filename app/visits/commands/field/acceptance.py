"""The engineer's yes or no to a visit."""

from __future__ import annotations

from app.dispatching.commands import offers
from app.dispatching.commands.telephoned import said_yes_since
from app.dispatching.errors import OfferGone
from app.dispatching.reads.asked import stands_open, yes_before
from app.dispatching.reads.snapshot import UNTAKEN
from app.kernel.base import longest
from app.phones.rules.kinds import Kind
from app.requests.rules.lifecycle import VisitState
from app.requests.tables import Offer
from app.visits.commands.field.context import TooLate, VisitMessage

MAX_REASON = longest(Offer.reason)

EARLIER_YES = "earlier_yes"

_ACTS = (Kind.DEPART, Kind.ARRIVE, Kind.CONFIRM_ARRIVAL, Kind.COMPLETE, Kind.INCOMPLETE)
"""What nobody says of a visit that he does not take for his."""

_AGREED = (VisitState.ACCEPTED, VisitState.EN_ROUTE)
_UNDER_WAY = (VisitState.ACCEPTED, VisitState.EN_ROUTE, VisitState.ON_SITE)


def accept(message: VisitMessage) -> None:
    """Take the visit; a yes to one that is taken already changes nothing.

    One that comes late stands unless somebody else has accepted meanwhile.

    Raises:
        OfferGone: it is not this engineer's to accept any more.
    """
    visit = message.visit
    if visit.engineer_id == message.engineer_id and visit.state in _UNDER_WAY:
        message.flag("already_accepted")
        return
    offers.accept(message.uow, visit.id, message.engineer_id, message.at, late=message.lenient)


def let_earlier_yes_count(message: VisitMessage) -> None:
    """Take the visit by the yes that this engineer gave before it was taken away, since he acts on it.

    Nobody is asked twice for what he answered: he went, and may have heard nothing of the plan that took the
    visit away and brought it back.  It counts as a late yes does, dated when it was given.

    Raises:
        TooLate: he was offline, and is busy with another visit by now: a person looks at it.
    """
    visit, uow = message.visit, message.uow
    if message.event.kind not in _ACTS or visit.state not in UNTAKEN:
        return
    given_at = yes_before(uow, visit, message.engineer_id)
    if given_at is None or not stands_open(uow, visit, message.engineer_id):
        return
    try:
        offers.accept(uow, visit.id, message.engineer_id, given_at, late=True)
    except OfferGone as no:
        if message.lenient:
            his = visit.engineer_id == message.engineer_id
            raise TooLate("offer_gone" if his else "visit_reassigned") from no
    else:
        message.flag(EARLIER_YES)


def decline(message: VisitMessage) -> None:
    """Give the visit back; a no to one that was taken away meanwhile changes nothing.

    Raises:
        TooLate: he has said yes on the telephone since.
        OfferGone: it is past declining.
    """
    reason = message.text("reason", MAX_REASON)
    if message.visit.engineer_id != message.engineer_id:
        message.flag("already_gone")
        return
    if message.visit.state in _AGREED and said_yes_since(message.uow, message.visit, message.at):
        raise TooLate("visit_moved_on")
    if message.visit.state in _AGREED:
        message.flag("declined_after_yes")
    offers.decline(message.uow, message.visit.id, message.engineer_id, reason)
