"""Signed and encoded texts that count in one spelling alone.

The last character of a base64 text may have unused bits, and Python skips characters that are
no base64: several texts then decode to the same bytes, and a link that was changed would still open.
Here only the text that encoding gives back is read.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode

from itsdangerous import Signer, URLSafeSerializer
from itsdangerous.encoding import want_bytes

from app.settings import Settings

_PADDING = "="
_SEPARATOR = b"."


class NotCanonical(ValueError):
    """The text is no base64, or not the one that its bytes are written as."""

    def __init__(self) -> None:
        super().__init__("not base64 in its canonical form")


def decode(text: str, *, padded: bool = False) -> bytes:
    """Return the bytes of a URL-safe base64 text, which is written without its padding unless `padded`.

    Raises:
        NotCanonical: these bytes are written otherwise, or the text is no base64.
    """
    try:
        data = urlsafe_b64decode(text if padded else text + _PADDING * (-len(text) % 4))
    except ValueError as bad:
        raise NotCanonical from bad
    written = urlsafe_b64encode(data).decode("ascii")
    if text != (written if padded else written.rstrip(_PADDING)):
        raise NotCanonical
    return data


def is_canonical(signature: bytes) -> bool:
    """Tell whether a signature without padding is written as `itsdangerous` writes it."""
    try:
        decode(signature.decode("ascii"))
    except ValueError:
        return False
    return True


def has_canonical_signature(token: str) -> bool:
    """Tell the same of the signature behind a token's last dot; what stands before it is signed as text."""
    return is_canonical(want_bytes(token, "utf-8", "surrogatepass").rpartition(_SEPARATOR)[2])


class CanonicalSigner(Signer):
    """Takes a signature in its canonical form only."""

    def verify_signature(self, value: str | bytes, sig: str | bytes) -> bool:
        """Tell whether `sig` is how one of the keys signs `value`, to the letter."""
        return is_canonical(want_bytes(sig)) and super().verify_signature(value, sig)


def serializer(settings: Settings, salt: str) -> URLSafeSerializer:
    """Return what signs small JSON values for one use, and reads what an earlier key signed."""
    return URLSafeSerializer(settings.secret_keys, salt=salt, signer=CanonicalSigner)
