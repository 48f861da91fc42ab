"""How places are compared while somebody types: by letters and digits alone, from every word on.  Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

LONGEST = 80
MOST_STARTS = 12
"""Of a long name, so many places to begin at; nobody begins further in."""

SHORTEST = 2
LONGEST_PART = 24
"""Letters of a street's or a building's name inside of an address that somebody wrote."""

_WORD = re.compile(r"[\w]+")


def key_of(text: str) -> str:
    """Return a text as it is compared."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(letter for letter in plain if letter.isalnum())[:LONGEST]


def starts_of(name: str) -> list[str]:
    """Return a name's key from its beginning, from each further word, and from each Chinese character on."""
    plain = unicodedata.normalize("NFKC", name).casefold()
    begins = [
        at
        for at, letter in enumerate(plain)
        if letter.isalnum() and (at == 0 or not plain[at - 1].isalnum() or _is_chinese(letter))
    ]
    keys = dict.fromkeys(key_of(plain[at:]) for at in begins[:MOST_STARTS])
    return [key for n, key in enumerate(keys) if key and (n == 0 or len(key) >= SHORTEST)]


def parts_of(address: str) -> list[str]:
    """Return every run of letters of a written address that may be the name of a place, the longest first."""
    key = key_of(address)
    runs = {
        key[at : at + size] for size in range(SHORTEST, LONGEST_PART + 1) for at in range(len(key) - size + 1)
    }
    return sorted(runs, key=lambda run: (-len(run), run))


def addresses(streets: Iterable[str], number: str) -> list[str]:
    """Return how an address is said: number behind the street, as in China, or before it."""
    bare = number.strip().removesuffix("号")
    said = []
    for street in streets:
        said += [f"{street}{bare}", f"{bare} {street}"]
        if any(map(_is_chinese, street)):
            said.append(f"{street}{bare}号")
    return said


def _is_chinese(letter: str) -> bool:
    return "\u4e00" <= letter <= "\u9fff"
