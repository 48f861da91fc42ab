"""The engineer's yes or no to a visit."""

from __future__ import annotations

from app.dispatching.commands import offers
from app.dispatching.commands.telephoned import said_yes_since
from app.kernel.base import longest
from app.requests.rules.lifecycle import VisitState
from app.requests.tables import Offer
from app.visits.commands.field.context import TooLate, VisitMessage

MAX_REASON = longest(Offer.reason)

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
