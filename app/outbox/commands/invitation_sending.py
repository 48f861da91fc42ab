"""Sending the link of an invitation to its owner; whoever asks for it does not see it again."""

from __future__ import annotations

from uuid import UUID

from app.accounts.commands.invitations import open_ones
from app.accounts.events import InvitationSent
from app.accounts.tables import Invitation, User
from app.kernel import UnitOfWork, ledger
from app.kernel.base import longest
from app.kernel.phrases import Phrase
from app.outbox.commands.recipients import NoAddress, Person, channel_template, filled, invited
from app.outbox.errors import NoWayThere
from app.outbox.tables import Channel
from app.registers.commands import phone_numbers
from app.registers.commands.phone_numbers import message_number


def send_invitation(uow: UnitOfWork, user_id: UUID, to: str = "") -> Person:
    """Have the account's link sent to `to`, else to whom the account stands for; returns to whom.

    Raises:
        NotFound: there is no such account.
        NoWayThere: no link is good, no address is known, or no channel takes it.
    """
    user, good = uow.get(User, user_id), open_ones(uow, user_id)
    if not good:
        raise NoWayThere(Phrase("there is no link that is still good"))
    _note_address(uow, good[0], to.strip())
    person = invited(uow, good[0])
    channel = _channel(uow, user, person)
    sent = InvitationSent(invitation_id=good[0].id, channel=channel, to=shown(person))
    ledger.record(uow, f"user:{user_id}", sent)
    return person


def shown(person: Person) -> str:
    """Return enough of an address to recognise it by."""
    return f"…{person.phone[-4:]}" if person.phone else person.email


def _note_address(uow: UnitOfWork, invitation: Invitation, to: str) -> None:
    invitation.phone, invitation.email = "", ""
    if "@" in to and len(to) <= longest(Invitation.email):
        invitation.email = to
    elif to:
        said = phone_numbers.understood(uow, to)
        kept = said.of_row()
        invitation.phone = message_number((kept["phone"], kept["phone_numbers"]))
        if not invitation.phone:
            raise NoWayThere(Phrase("this is neither a mobile number nor an e-mail address"))


def _channel(uow: UnitOfWork, user: User, person: Person) -> Channel:
    """The customers' channel for them, the engineers' for our own people; the other where that has no way."""
    own = Channel.CUSTOMERS if user.customer_id else Channel.ENGINEERS
    for channel in sorted((Channel.CUSTOMERS, Channel.ENGINEERS), key=lambda one: one is not own):
        template = channel_template(uow, channel)
        try:
            if template and filled(template, person, "key"):
                return channel
        except NoAddress:
            continue
    if not person.phone and not person.email:
        raise NoWayThere(Phrase("no number or address is known"))
    raise NoWayThere(Phrase("no channel is set up that takes this kind of address"))
