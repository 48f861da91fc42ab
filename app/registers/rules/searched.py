"""Texts as they are looked through: letters and digits alone, in one case and width.  Pure."""

from __future__ import annotations

import unicodedata
from itertools import pairwise

LONGEST = 300
"""Characters of a text that are looked through."""

MOST_PAIRS = 4
"""Pairs of a search text that are looked up; the whole of it is compared afterwards."""


def letters(text: str) -> str:
    """Return what of a text counts when somebody looks for it."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(letter for letter in plain if letter.isalnum())[:LONGEST]


def pairs_sought(said: str) -> list[str]:
    """Return pieces of `letters` by which an index finds every text that holds it: one sign, else pairs.

    The last ones first: names begin alike, and end as it pleases them.
    """
    pairs = [one + other for one, other in pairwise(said)]
    return list(dict.fromkeys(reversed(pairs)))[:MOST_PAIRS] if pairs else [said]
