"""Invitations: a link by which the owner of an account, and nobody else, sets its password.

The link's text is signed and not kept, so that neither the database nor a backup opens an account; whether
it is still good stands in its row.  A new one ends those before it.
"""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from itsdangerous import BadSignature
from sqlalchemy import select

from app.accounts.commands import accounts, passwords
from app.accounts.commands.users import others_who_administer
from app.accounts.errors import InvitationOver, NobodyLeft
from app.accounts.events import PasswordReset, PasswordSet, UserInvited
from app.accounts.tables import Invitation, User
from app.kernel import Role, UnitOfWork, ledger, locks
from app.kernel.errors import Conflict
from app.kernel.phrases import Phrase
from app.kernel.signed import serializer
from app.settings import Settings

LIFETIME = timedelta(days=7)

_SALT = "onehour.invitation"


def invite(uow: UnitOfWork, user_id: UUID, *, phone: str = "", email: str = "") -> Invitation:
    """Make a link for the account; the ones before it open nothing any more.

    Raises:
        NotFound: there is no such account.
        Conflict: it is closed, or an integration's, which has no password.
    """
    user = locks.row(uow, User, user_id)
    if not user.active or user.role == Role.INTEGRATION:
        raise Conflict(Phrase("Only an open account of a person can be invited."))
    for before in open_ones(uow, user_id):
        before.revoked_at = uow.now
    made = Invitation(
        id=uow.new_id(),
        user_id=user_id,
        made_by=uow.principal.key,
        phone=phone,
        email=email,
        created_at=uow.now,
        expires_at=uow.now + LIFETIME,
    )
    uow.session.add(made)
    uow.session.flush()
    ledger.record(uow, f"user:{user_id}", UserInvited(invitation_id=made.id, expires_at=made.expires_at))
    return made


def reset(uow: UnitOfWork, user_id: UUID) -> Invitation:
    """Take the password away, sign the account out everywhere, and invite its owner to set another.

    Raises:
        NotFound: there is no such account.
        Conflict: it is the caller's own, closed, or an integration's.
        NobodyLeft: no other administrator could sign in.
    """
    if user_id == uow.principal.user_id:
        raise Conflict(Phrase("Change your own password on the page My account."))
    if uow.get(User, user_id).role == Role.ADMIN and not others_who_administer(uow, user_id):
        raise NobodyLeft
    user = locks.row(uow, User, user_id)
    user.password_hash, user.updated_at = None, uow.now
    ledger.record(uow, f"user:{user_id}", PasswordReset())
    accounts.revoke_all(uow, user_id)
    return invite(uow, user_id)


def open_ones(uow: UnitOfWork, user_id: UUID) -> list[Invitation]:
    """Return the invitations of an account that still open it, newest first."""
    mine = select(Invitation).where(
        Invitation.user_id == user_id,
        Invitation.used_at.is_(None),
        Invitation.revoked_at.is_(None),
        Invitation.expires_at > uow.now,
    )
    return list(uow.session.scalars(mine.order_by(Invitation.created_at.desc(), Invitation.id.desc())))


def token_of(settings: Settings, invitation: Invitation) -> str:
    """Return the text that the link carries."""
    return str(serializer(settings, _SALT).dumps(invitation.id.hex))


def address_of(settings: Settings, invitation: Invitation) -> str:
    """Return the link."""
    return f"{settings.public_url}/invitations/{token_of(settings, invitation)}"


def opened(uow: UnitOfWork, token: str, *, locking: bool = False) -> tuple[Invitation, User]:
    """Return what a link opens.

    Raises:
        InvitationOver: forged, expired, used or replaced, or the account is closed; which is not told.
    """
    try:
        key = UUID(hex=str(serializer(uow.settings, _SALT).loads(token)))
    except (BadSignature, ValueError, TypeError) as bad:
        raise InvitationOver from bad
    found = locks.row_or_none(uow, Invitation, key) if locking else uow.session.get(Invitation, key)
    user = uow.session.get(User, found.user_id) if found else None
    if found is None or user is None or not user.active:
        raise InvitationOver
    if found.used_at is not None or found.revoked_at is not None or found.expires_at <= uow.now:
        raise InvitationOver
    return found, user


def accept(uow: UnitOfWork, token: str, password: str) -> User:
    """Set the password by a link, which is then used up; the account is signed out wherever it was.

    Raises:
        InvitationOver: as `opened`.
        Invalid: the password breaks a rule; names `new_password`.
    """
    invitation, user = opened(uow, token, locking=True)
    user.password_hash = passwords.hash_password(
        password, user.login, "new_password", uow.settings.company_name
    )
    user.updated_at = invitation.used_at = uow.now
    ledger.record(uow, f"user:{user.id}", PasswordSet(invitation_id=invitation.id))
    accounts.revoke_all(uow, user.id)
    return user
