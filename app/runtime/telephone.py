"""Telephone numbers as people say them: every number that can be read, with its extension.

Pure.  The words themselves are kept beside by whoever stores them; nothing here refuses anything.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

import phonenumbers
from phonenumbers import PhoneNumberType

MOST_READ = 20
"""Numbers of one text that are read: more is no contact's number any more."""

LONGEST_TEXT = 2_000
"""Characters that are looked at; what comes behind is kept, and not searched for numbers."""

FEWEST_DIGITS, MOST_DIGITS = 3, 40
"""110 is a number, 12 is none; 40 are two numbers that nobody can tell apart."""

_SHORTEST_LOCAL, _LONGEST_LOCAL = 6, 8
"""Digits of a number without its area code; 95588 is whole as it stands."""

_EXTENSION = (
    r"(?:转分机|转内线|分机号|分机|分機|内线|內線|转接|转|轉|extension|extn|ext|x(?![a-z])|#)\s*[.:：]?\s*"
)
_RUN = re.compile(
    rf"(?P<number>\+?\s*\d(?:[\d\s.()·‐-―\-]*\d)?)(?:\s*[,(]?\s*{_EXTENSION}(?P<extension>\d(?:\s\d){{1,6}}(?!\d)|\d{{1,7}}))?",
    re.IGNORECASE,
)
_EXTENSION_FIRST = re.compile(
    rf"(?P<before>^|[/、;,|&\n])\s*{_EXTENSION}(?P<extension>\d{{1,7}})\s+(?P<number>\+?\d[\d\s()\-]{{5,}}\d)",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"[/、;,|&\n]|(?<=\d)\s*(?:和|或者|或|及)\s*(?=[+\d(])")
_AFTER_COMMA = re.compile(r"(?<=\d)\s*,\s*(\d{1,4})(?=\s*(?:$|[/、;,|&\n]))")
_NAME_IN_BRACKETS = re.compile(r"\([^()\d]*\)")
_TAIL = re.compile(r"^(?P<number>.*\d)[\s‐-―\-]+(?P<extension>\d{1,6})$")
_NO_SMS = frozenset(
    {
        PhoneNumberType.FIXED_LINE,
        PhoneNumberType.TOLL_FREE,
        PhoneNumberType.PREMIUM_RATE,
        PhoneNumberType.SHARED_COST,
        PhoneNumberType.UAN,
        PhoneNumberType.VOICEMAIL,
    }
)


class NumberRead(NamedTuple):
    """One number: in E.164 where it is one, else None; its digits as said; its extension, mostly blank."""

    e164: str | None
    digits: str
    extension: str = ""

    @property
    def primary(self) -> str:
        """What is dialled: E.164, else the digits alone, such as 95588."""
        return self.e164 or self.digits

    def to_json(self) -> dict[str, str | None]:
        """The form in which a row keeps it."""
        return {"e164": self.e164, "digits": self.digits, "extension": self.extension}


def from_json(kept: Iterable[Mapping[str, Any]]) -> list[NumberRead]:
    """Read what `NumberRead.to_json` wrote."""
    return [NumberRead(one["e164"], one["digits"], one["extension"]) for one in kept]


def read_phone_numbers(as_said: str, region: str, area_code: str = "") -> list[NumberRead]:
    """Return the numbers in a text, in the order in which they were said, each once.

    `region` (ISO 3166 code) is assumed where a number does not start with `+`; `area_code`, as dialled at
    home (`010`), where a number is too short without one.
    """
    text = unicodedata.normalize("NFKC", as_said[:LONGEST_TEXT])
    text = "".join(" " if unicodedata.category(one) in ("Cf", "Zs") else one for one in text)
    text = _NAME_IN_BRACKETS.sub(" ", text)
    found: dict[tuple[str, str], NumberRead] = {}
    for piece in _pieces(text):
        for number in _of_piece(piece, region, area_code):
            if len(number.digits) >= FEWEST_DIGITS:
                found.setdefault((number.primary, number.extension), number)
    return list(found.values())[:MOST_READ]


def _pieces(text: str) -> Iterator[str]:
    """Split at what stands between two numbers; a comma before an extension stands between none."""
    joined = re.sub(rf",\s*(?={_EXTENSION}\d)", " ", text, flags=re.IGNORECASE)
    joined = _EXTENSION_FIRST.sub(r"\g<before>\g<number> # \g<extension>", joined)
    joined = _AFTER_COMMA.sub(r" # \1", joined)
    return (piece for piece in _BETWEEN.split(joined) if piece)


def _of_piece(piece: str, region: str, area_code: str) -> Iterator[NumberRead]:
    for run in _RUN.finditer(piece):
        said, extension = run["number"], _digits(run["extension"] or "")
        if extension:
            yield NumberRead(_e164(said, region, area_code), _digits(said), extension)
        else:
            yield from _of_run(said, region, area_code)


def _of_run(said: str, region: str, area_code: str) -> Iterator[NumberRead]:
    """Read digits and signs without a word among them: one number, one with its extension, or several."""
    whole = _e164(said, region, area_code)
    if whole is None and (tail := _TAIL.match(said)):
        head = _e164(tail["number"], region, area_code)
        if head is not None:
            yield NumberRead(head, _digits(tail["number"]), tail["extension"])
            return
    words = said.split()
    for n in range(1, len(words)) if whole is None else ():
        head = _e164(" ".join(words[:n]), region, area_code)
        if head is not None and len(_digits(" ".join(words[n:]))) >= FEWEST_DIGITS:
            yield NumberRead(head, _digits(" ".join(words[:n])))
            yield from _of_run(" ".join(words[n:]), region, area_code)
            return
    yield NumberRead(whole, _digits(said))


def _e164(said: str, region: str, area_code: str) -> str | None:
    plain = re.sub(r"[()·]", " ", said).strip()
    digits = _digits(plain)
    if plain.startswith("+") or len(digits) > _LONGEST_LOCAL:
        return _valid(plain, region)
    if len(digits) >= _SHORTEST_LOCAL and area_code and not digits.startswith("0"):
        return _valid(area_code + digits, region) or _valid(plain, region, short=True)
    return _valid(plain, region, short=True)


def _valid(text: str, region: str, *, short: bool = False) -> str | None:
    """Return a number in E.164; a short one must not be a fixed line that lacks its trunk prefix."""
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    trunk = phonenumbers.ndd_prefix_for_region(region, strip_non_digits=True)
    fixed = phonenumbers.number_type(number) == PhoneNumberType.FIXED_LINE
    if short and fixed and trunk and not _digits(text).startswith(trunk):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _digits(said: str) -> str:
    return "".join(one for one in said if one in "0123456789")[:MOST_DIGITS]


def takes_messages(e164: str | None) -> bool:
    """Whether a text can be sent there: a mobile, or where the numbering plan does not tell them apart."""
    if not e164:
        return False
    try:
        number = phonenumbers.parse(e164)
    except phonenumbers.NumberParseException:
        return False
    return phonenumbers.number_type(number) not in _NO_SMS


def key_of(number: NumberRead) -> str:
    """Return the digits by which a number is found, last one first, so that its end can be looked up.

    `+86 10 6278 1234` gives `4321872601` + `68`: whoever knows the last eight digits finds it by a prefix.
    """
    return (number.e164.lstrip("+") if number.e164 else number.digits)[::-1]


_FEWEST_SOUGHT, _FEWEST_OF_MANY = 4, 7


def sought(text: str) -> list[str]:
    """Return what of a search text can be the end of a number, as keys begin; none where nothing can.

    No region is needed: a trunk prefix and `00` are zeros in front, which no key has.  Beside words only
    what is as long as a number counts: `Room 2023` looks for no telephone.
    """
    plain = unicodedata.normalize("NFKC", text[:LONGEST_TEXT])
    bare = re.sub(_EXTENSION, " ", plain, flags=re.IGNORECASE)
    fewest = _FEWEST_OF_MANY if any(one.isalpha() for one in bare) else _FEWEST_SOUGHT
    found: dict[str, None] = {}
    for piece in _pieces(plain):
        for run in _RUN.finditer(piece):
            tail = _TAIL.match(run["number"])
            for said in (run["number"], tail["number"] if tail else ""):
                digits = _digits(said).lstrip("0")
                if len(digits) >= fewest:
                    found[digits[::-1]] = None
    return list(found)


def shorter_keys(key: str) -> list[str]:
    """Return the keys of the same number as it was said without its area code."""
    return [key[:n] for n in range(_FEWEST_OF_MANY, len(key))]
