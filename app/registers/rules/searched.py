"""Texts as they are looked through: letters and digits alone, in one case and width.  Pure."""

from __future__ import annotations

import unicodedata
from itertools import pairwise

LONGEST = 300
"""Letters and digits of one text; what is longer is kept in several."""

OVERLAP = 100
"""How much of a long text stands in two pieces: what is looked for and no longer is whole in one of them."""

MOST_PAIRS = 4
"""Pairs of a search text that are looked up; the whole of it is compared afterwards."""


MOST_WORDS = 5
"""Words of a search text, each of which is looked for anywhere; what follows is one with the last."""


def words_of(text: str) -> list[str]:
    """Return the words of a search text."""
    return text.split(maxsplit=MOST_WORDS - 1)


def letters(text: str) -> str:
    """Return what of a text counts when somebody looks for it."""
    return _all_letters(text)[:LONGEST]


def pieces(text: str) -> list[str]:
    """Return what of a text counts, in pieces that are kept; a blank text has none."""
    plain = _all_letters(text)
    begins = range(0, max(len(plain) - OVERLAP, min(len(plain), 1)), LONGEST - OVERLAP)
    return [plain[begin : begin + LONGEST] for begin in begins]


def _all_letters(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(letter for letter in plain if letter.isalnum())


def pairs_sought(said: str) -> list[str]:
    """Return pieces of `letters` by which an index finds every text that holds it: one sign, else pairs.

    The last ones first: names begin alike, and end as it pleases them.
    """
    pairs = [one + other for one, other in pairwise(said)]
    return list(dict.fromkeys(reversed(pairs)))[:MOST_PAIRS] if pairs else [said]
