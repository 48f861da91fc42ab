"""Phones that fell silent: offers lapse, and nothing at all is heard.

Two lapses without a sign of life say that nobody sees what is asked; so does the end of the last session
that a phone of the engineer had.  The dispatcher is told (the rung
`phone_silent`), and no further offer goes to that engineer before his phone is heard.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select, update

from app.dispatching.commands.triggers import request_replan
from app.dispatching.events import PhoneHeard, PhoneSilent
from app.kernel import UnitOfWork, ledger
from app.phones.tables import Device, PhoneEvent
from app.positions.tables import EngineerPosition
from app.registers.tables import Engineer
from app.requests.hooks import begin_look
from app.requests.rules.lifecycle import OfferState
from app.requests.tables import Offer

LAPSES = 2
"""So many offers may lapse unheard."""


def note_lapse(uow: UnitOfWork, engineer_id: UUID) -> None:
    """Note that an offer to the engineer lapsed; his phone is silent where it was one too many."""
    heard_at = last_heard_at(uow, engineer_id)
    lapses = select(func.count(Offer.id)).where(
        Offer.engineer_id == engineer_id, Offer.state == OfferState.EXPIRED
    )
    if heard_at is not None:
        lapses = lapses.where(Offer.offered_at >= heard_at)
    uow.session.flush()
    if (uow.session.scalar(lapses) or 0) >= LAPSES:
        _turn(uow, engineer_id, uow.now)


def signed_out(uow: UnitOfWork, engineer_id: UUID) -> None:
    """Note that no phone of the engineer is signed in any more, until one is heard."""
    uow.session.flush()
    _turn(uow, engineer_id, uow.now)


def heard(uow: UnitOfWork, engineer_id: UUID) -> None:
    """Note a sign of life: an engineer whose phone was silent may be asked again.

    Call it before anything else is locked: engineers come first.
    """
    _turn(uow, engineer_id, None)


def is_silent(uow: UnitOfWork, engineer_id: UUID) -> bool:
    """Whether the engineer's phone is silent."""
    since = select(Engineer.phone_silent_since).where(Engineer.id == engineer_id)
    return uow.session.scalar(since) is not None


def last_heard_at(uow: UnitOfWork, engineer_id: UUID) -> datetime | None:
    """Return when the engineer's phone last gave a sign of life: a message, a sync, a position."""
    signs = (
        (PhoneEvent.received_at, PhoneEvent.engineer_id),
        (Device.last_seen_at, Device.engineer_id),
        (EngineerPosition.received_at, EngineerPosition.engineer_id),
    )
    found = [uow.session.scalar(select(func.max(at)).where(key == engineer_id)) for at, key in signs]
    return max((at for at in found if at is not None), default=None)


def _turn(uow: UnitOfWork, engineer_id: UUID, silent_since: datetime | None) -> None:
    was = Engineer.phone_silent_since
    territory_id = uow.session.scalar(
        update(Engineer)
        .where(Engineer.id == engineer_id, was.is_(None) if silent_since else was.is_not(None))
        .values(phone_silent_since=silent_since)
        .returning(Engineer.territory_id)
        .execution_options(synchronize_session=False)
    )
    if territory_id is None:
        return
    turned = PhoneSilent() if silent_since else PhoneHeard()
    ledger.record(uow, f"engineer:{engineer_id}", turned)
    request_replan(uow, territory_id, turned.kind)
    begin_look(uow, territory_id)
