"""Passwords: which are taken, and how they are kept and compared, a few at a time.

Length is what counts; nothing is asked of the characters' kinds.  What stands in a published list, or is
built of it in one of the usual ways, is tried first by whoever guesses, and is refused whatever its length.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from functools import cache
from importlib import resources
from itertools import pairwise
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from app.kernel.errors import Invalid, TryAgain
from app.kernel.phrases import Phrase

MIN_PASSWORD = 12
MAX_PASSWORD = 200
MIN_DISTINCT = 5
PUBLISHED = "onehour-demo"
"""The demonstration's password: in the documents on purpose, and good on a loopback address alone."""

AT_ONCE = os.cpu_count() or 1
"""Hashing takes a core and 64 MB each: more at once would only starve everybody else."""

PATIENCE_S = 3.0

_hasher = PasswordHasher()
_turns = BoundedSemaphore(AT_ONCE)
_LIST = "common_passwords.txt"
_LEET = str.maketrans("@4301!5$7", "aaeoiisst")
_TRIMMINGS = re.compile(r"^[\W\d_]{0,8}|[\W\d_]{0,8}$")
_LONGEST_UNIT = 6
_SHORTEST_WORD = 3
PRODUCT = "onehour"
TRADE = frozenset(
    {PRODUCT, "admin", "customer", "dispatch", "dispatcher", "engineer", "manager", "password", "provider"}
    | {"secret", "service", "welcome"}
)
"""What whoever guesses at an installation like this one tries, alone and with the names of its people."""


def hash_password(password: str, login: str = "", field: str = "password", company: str = "") -> str:
    """Return the argon2id hash to keep.

    Raises:
        Invalid: shorter than 12 or longer than 200 characters, fewer than 5 different ones, built of the
            login or the company's name, or a common one; names `field`.
        TryAgain: too many passwords are being looked at.
    """
    if fault := fault_of(password, login, company):
        raise Invalid({field: fault})
    return hash_as_it_is(password)


def hash_as_it_is(password: str) -> str:
    """Return the hash of a password that no rule is asked about: a drawn one, or the published one.

    Raises:
        TryAgain: too many passwords are being looked at.
    """
    with _turn():
        return _hasher.hash(password)


def fits(kept: str | None, password: str) -> bool:
    """Compare a password with the hash that is kept; without one it takes as long, and never fits.

    Raises:
        TryAgain: too many passwords are being looked at.
    """
    with _turn():
        try:
            _hasher.verify(kept or _nobody(), password)
        except (VerifyMismatchError, InvalidHashError):
            return False
    return kept is not None


def is_dated(kept: str) -> bool:
    """Tell whether a hash was made under a cost that is no longer the present one."""
    return _hasher.check_needs_rehash(kept)


def fault_of(password: str, login: str = "", company: str = "") -> Phrase | None:
    """Say what is wrong with a password, or None; it must not be built of the login or the company's name."""
    if not MIN_PASSWORD <= len(password) <= MAX_PASSWORD:
        return Phrase("must have %(least)s to %(most)s characters", least=MIN_PASSWORD, most=MAX_PASSWORD)
    plain = _plain(password)
    if len(set(plain)) < MIN_DISTINCT:
        return Phrase("must have at least %(least)s different characters", least=MIN_DISTINCT)
    if _is_built_of(plain, _words(login)):
        around = Phrase("must be more than the login with figures or signs around it")
        return Phrase("must not be the login") if plain == _plain(login) else around
    if _is_built_of(plain, {*_words(company), PRODUCT}):
        return Phrase("must be more than the company's name with figures or signs around it")
    if is_common(plain) or _is_built_of(plain, {*_words(login), *_words(company), *TRADE}):
        return Phrase("is one of the passwords that are tried first; choose another")
    return None


def _plain(text: str) -> str:
    """Full-width and other forms of the same characters are the same to whoever guesses."""
    return unicodedata.normalize("NFKC", text).strip().lower()


def _words(name: str) -> set[str]:
    """Return what somebody takes of a name: all of it, without its signs, and each part of it."""
    plain = _plain(name)
    words = {plain, re.sub(r"[\W_]", "", plain), re.sub(r"[\W\d_]", "", plain), *re.split(r"[\W_]+", plain)}
    return {word for word in words if len(word) >= _SHORTEST_WORD}


def _is_built_of(plain: str, words: AbstractSet[str]) -> bool:
    """Tell whether words, forwards or backwards, figures and signs (a year, say) are all there is."""
    for text in (plain, _TRIMMINGS.sub("", plain).translate(_LEET)):
        rest = text
        for word in sorted(words, key=len, reverse=True):
            rest = rest.replace(word, "").replace(word[::-1], "")
        if rest != text and not re.sub(r"[\W\d_]", "", rest):
            return True
    return False


def is_common(plain: str) -> bool:
    """Tell whether a password in small letters is a listed one, or built of listed ones as usual.

    That is: with figures for letters, with figures and signs around it, one repeated or two in a row, a
    short text repeated, or characters in their order.
    """
    if _is_repeated(plain) or _is_in_order(plain):
        return True
    for text in (plain, plain.translate(_LEET)):
        core = _TRIMMINGS.sub("", text)
        bare = re.sub(r"[\W_]", "", core)
        if {text, core, bare} & _listed() or _is_pair(bare):
            return True
    return False


def _is_repeated(plain: str) -> bool:
    sizes = range(1, min(_LONGEST_UNIT, len(plain) // 2) + 1)
    return any(plain == (plain[:size] * len(plain))[: len(plain)] for size in sizes)


def _is_in_order(plain: str) -> bool:
    steps = {ord(after) - ord(before) for before, after in pairwise(plain)}
    return steps <= {1, -9} or steps <= {-1, 9}  # 8, 9, 0, 1 goes on


def _is_pair(text: str) -> bool:
    return any(text[:at] in _listed() and text[at:] in _listed() for at in range(4, len(text) - 3))


@cache
def _listed() -> frozenset[str]:
    text = (resources.files("app.accounts.commands") / _LIST).read_text("utf-8")
    return frozenset(line for line in text.splitlines() if line and not line.startswith("#"))


@cache
def _nobody() -> str:
    """Verified against when the login is unknown, so that both answers take as long."""
    return _hasher.hash("nobody has this password")


@contextmanager
def _turn() -> Iterator[None]:
    if not _turns.acquire(timeout=PATIENCE_S):
        raise TryAgain
    try:
        yield
    finally:
        _turns.release()
