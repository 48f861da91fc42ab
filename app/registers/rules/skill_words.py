"""What skills are called in files and forms.  Pure.

A skill goes by its code, its name in either language and its aliases, compared without case, width, blanks
and punctuation.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

_BETWEEN = re.compile(r"[,;，、；|\r\n]+")
_WITHIN = re.compile(r"[\s/]+")


class Named(Protocol):
    """A skill."""

    code: str
    name_en: str
    name_zh: str
    aliases: str


def told_apart(text: str) -> list[str]:
    """Return the names that a text lists; blanks and slashes part none, for names have them."""
    return [said for part in _BETWEEN.split(text) if (said := " ".join(part.split()))]


def joined(text: str) -> str:
    """Return aliases as they are kept: each once, with `; ` between them."""
    return "; ".join({key_of(said): said for said in reversed(told_apart(text))}[key] for key in _keys(text))


def key_of(said: str) -> str:
    """Return a name as it is compared: by its letters and digits, else as it stands."""
    plain = unicodedata.normalize("NFKC", said).casefold()
    return "".join(letter for letter in plain if letter.isalnum()) or plain


def codes_called(skills: Iterable[Named], *, besides: bool = False) -> dict[str, list[str]]:
    """Return the codes by all that the skills are called, or by their aliases alone (`besides`).

    A code means its own skill alone.
    """
    called: dict[str, list[str]] = {}
    known = list(skills)
    for skill in known:
        names = () if besides else (skill.name_en, skill.name_zh)
        for said in (*names, *told_apart(skill.aliases)):
            codes = called.setdefault(key_of(said), [])
            codes += [skill.code] if skill.code not in codes else []
    return called | ({} if besides else {key_of(skill.code): [skill.code] for skill in known})


def codes_of(said: str, called: Mapping[str, Sequence[str]]) -> list[str]:
    """Return the codes that one part of a cell means; what nobody is called stays as it was said.

    A part that is no name as a whole may list several with blanks or slashes between them.
    """
    if _sure(said, called):
        return list(called[key_of(said)])
    parts = [part for part in _WITHIN.split(said) if part]
    if not any(_sure(part, called) for part in parts):
        return [said]
    return [called[key_of(part)][0] if _sure(part, called) else part for part in parts]


def _sure(said: str, called: Mapping[str, Sequence[str]]) -> bool:
    return len(called.get(key_of(said), ())) == 1


def _keys(text: str) -> list[str]:
    return list(dict.fromkeys(map(key_of, told_apart(text))))
