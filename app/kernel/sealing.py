"""Secrets that must stay readable are encrypted with the installation's key, which is not in the database."""

from __future__ import annotations

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from app.kernel.signed import NotCanonical, decode
from app.settings import Settings

_PURPOSE = b"onehour.sealed.v1:"


class SealBroken(ValueError):
    """The text was sealed with another key, or was changed."""

    def __init__(self) -> None:
        super().__init__("sealed with another ONEHOUR_SECRET_KEY; enter the secret again")


def seal(settings: Settings, plain: str) -> str:
    """Return `plain` encrypted and authenticated (Fernet)."""
    return _fernet(settings).encrypt(plain.encode()).decode("ascii")


def unseal(settings: Settings, sealed: str) -> str:
    """Return what was sealed.

    Raises:
        SealBroken: the key is another one, or the text was changed.
    """
    try:
        decode(sealed, padded=True)
        return _fernet(settings).decrypt(sealed.encode()).decode()
    except (InvalidToken, NotCanonical) as broken:
        raise SealBroken from broken


def _fernet(settings: Settings) -> MultiFernet:
    # The keys are random, not passwords: one hash, bound to this use, brings them to the length of Fernet's.
    keys = filter(None, (settings.secret_key, settings.secret_key_previous))
    digests = (hashlib.sha256(_PURPOSE + key.encode()).digest() for key in keys)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])
