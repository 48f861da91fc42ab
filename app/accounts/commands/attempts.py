"""Guessing passwords: slowed down where the guesses come from, and nowhere else.

Wrong tries are counted per account and per source, in the database, so that all processes count
together.  Whoever guesses from elsewhere makes nobody wait but himself, so the lock cannot be turned
against the account's owner.  A device on which the account was opened before counts apart even from its
own address.  A login that does not exist is counted like one that does.
"""

from __future__ import annotations

import hashlib
import hmac
from datetime import timedelta
from math import ceil

from itsdangerous import BadSignature
from sqlalchemy import delete

from app.accounts.errors import SignInDelayed
from app.accounts.tables import SignInAttempt
from app.kernel import UnitOfWork, locks
from app.kernel.signed import serializer
from app.kernel.upserts import insert_or_ignore
from app.settings import Settings

FREE_TRIES = 5
FIRST_DELAY = timedelta(seconds=30)
LONGEST_DELAY = timedelta(minutes=15)
MEMORY = timedelta(hours=24)

_SALT = "onehour.device"


def charge(uow: UnitOfWork, login: str, source: str) -> None:
    """Count a try before its password is looked at, so that tries at the same moment all count.

    From the fifth on, each makes the next wait: 30 s, twice as long each time, at most 15 minutes.
    Tries while waiting are not counted.

    Raises:
        SignInDelayed: this source has to wait.
    """
    row = _locked(uow, account_key(uow.settings, login), source)
    if row.blocked_until is not None and row.blocked_until > uow.now:
        raise SignInDelayed(ceil((row.blocked_until - uow.now).total_seconds()))
    row.failures = 1 + (0 if row.tried_at <= uow.now - MEMORY else row.failures)
    row.tried_at, row.blocked_until = uow.now, None
    if row.failures >= FREE_TRIES:
        doublings = min(row.failures - FREE_TRIES, 10)
        row.blocked_until = uow.now + min(FIRST_DELAY * 2**doublings, LONGEST_DELAY)


def forgive(uow: UnitOfWork, login: str, source: str) -> None:
    """Forget the tries of a source that knew the password; and all that are older than a day."""
    mine = (SignInAttempt.account == account_key(uow.settings, login), SignInAttempt.source == source)
    uow.session.execute(delete(SignInAttempt).where(*mine))
    uow.session.execute(delete(SignInAttempt).where(SignInAttempt.tried_at <= uow.now - MEMORY))


def account_key(settings: Settings, login: str) -> str:
    """Return the keyed digest under which tries at a login are counted."""
    name = login.strip().lower().encode()
    return hmac.new(settings.secret_key.encode(), name, hashlib.sha256).hexdigest()


def device_token(uow: UnitOfWork, login: str) -> str:
    """Return what a browser keeps to be known again as a device of this account."""
    facts = [account_key(uow.settings, login), uow.new_id().hex]
    return str(serializer(uow.settings, _SALT).dumps(facts))


def source_of(settings: Settings, login: str, address: str, device: str) -> str:
    """Name where a try comes from: the device, if `device` is a token of this account, else the address."""
    try:
        account, device_id = serializer(settings, _SALT).loads(device)
    except (BadSignature, ValueError, TypeError):
        return f"address:{address}"[:80]
    if not hmac.compare_digest(str(account), account_key(settings, login)):
        return f"address:{address}"[:80]
    return f"device:{device_id}"


def _locked(uow: UnitOfWork, account: str, source: str) -> SignInAttempt:
    none_yet = {"account": account, "source": source, "failures": 0, "tried_at": uow.now}
    insert_or_ignore(uow, SignInAttempt, none_yet)
    return locks.row(uow, SignInAttempt, (account, source))
