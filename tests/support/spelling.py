"""Every other text that ends as a token may end: what a canonical reader must refuse, one and all."""

from __future__ import annotations

import string

ALPHABET = string.ascii_uppercase + string.ascii_lowercase + string.digits + "-_"


def other_endings(token: str) -> list[str]:
    """Return the token with each other last character, and with what a lenient decoder would skip."""
    changed = [token[:-1] + letter for letter in ALPHABET if letter != token[-1]]
    return [*changed, token + "=", token + "==", token + "!", token + "\n", token[:-1] + "!" + token[-1]]
