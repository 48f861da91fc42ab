"""Telephone numbers as people say them: every number that can be read, with its extension.

Pure.  Whoever stores the numbers keeps the words as well, so nothing here refuses anything.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from app.kernel.dialled import (
    FEWEST_DIGITS,
    LONGEST_LOCAL,
    digits_of,
    e164_of,
    run_together,
    without_extension,
)

MOST_READ = 20
"""Numbers of one text that are read: more is no contact's number any more."""

LONGEST_TEXT = 2_000
"""Characters that are looked at; what comes behind is kept, and not searched for numbers."""

_EXTENSION = (
    r"(?:转分机|转内线|分机号|分机|分機|内线|內線|转接|(?:总机|请|再|后)?转|轉|extension|extn|ext|x(?![a-z])|#|\*)"
    r"\s*[.:：=]?\s*"
)
_RUN = re.compile(
    rf"(?P<number>\+?\s*\d(?:[\d\s.()·‐-―\-]*\d)?)(?:\s*[,;(]*\s*{_EXTENSION}(?P<extension>\d(?:\s\d){{1,6}}(?!\d)|\d{{1,7}}))?",
    re.IGNORECASE,
)
_EXTENSION_FIRST = re.compile(
    rf"(?P<before>^|[/、;,|&\n])\s*{_EXTENSION}(?P<extension>\d{{1,7}})\s+(?P<number>\+?\d[\d\s()\-]{{5,}}\d)",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"[/、;,|&\n]|(?<=\d)\s*(?:和|或者|或|及)\s*(?=[+\d(])")
_AFTER_COMMA = re.compile(r"(?<=\d)\s*[,;]+\s*(\d{1,4})(?=\s*(?:$|[/、;,|&\n]))")
_IN_BRACKETS = re.compile(r"(\d[\d\s\-]{5,}\d)\s*\((\d{2,6})\)(?!\s*\d)")
_AREA_SLASH = re.compile(r"(?<!\d)(0\d{2,3})\s*/\s*(?=\d{7,8}(?!\d))")
_MORE_EXTENSIONS = re.compile(rf"({_EXTENSION}\d{{1,6}})\s*[,;](?=\s*\d{{1,4}}(?!\d))", re.IGNORECASE)
_SHORT_PIECE = re.compile(r"\s*(\d{1,4})\s*")
_TIME = re.compile(r"(?<!\d)\d{1,2}:\d{2}(?!\d)(?:\s*[‐-―\-~]\s*\d{1,2}:\d{2}(?!\d))?")
_NAME_IN_BRACKETS = re.compile(r"\([^()\d]*\)")
_TAIL = re.compile(r"^(?P<number>.*\d)[\s.‐-―\-]+(?P<extension>\d{1,6})$")
_STEP = re.compile(r"[\s‐-―\-]+")
_WHOLE_DIGITS = 7
"""Shorter runs that hang on a letter are part of a name or an address: `abc12345`, `B1203`."""

_FEWEST_BESIDE = 5
"""Digits that are a number beside another: 95588 is one, 1203 is a room."""


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
    text = _NAME_IN_BRACKETS.sub(" ", _TIME.sub(" ", re.sub(r"[【】\[\]]", " ", text)))
    found: dict[tuple[str, str], NumberRead] = {}
    last: NumberRead | None = None
    for piece in _pieces(text):
        short = _SHORT_PIECE.fullmatch(piece)
        if short and last is not None and last.e164:
            # Another extension of the number before; where that has none, nobody knows what it is.
            numbers = [last._replace(extension=short[1])] if last.extension else []
        else:
            numbers = list(_of_piece(piece, region, area_code))
        for number in numbers:
            if len(number.digits) >= FEWEST_DIGITS:
                found.setdefault((number.primary, number.extension), number)
                last = number
    return list(found.values())[:MOST_READ]


def _pieces(text: str) -> Iterator[str]:
    """Split between numbers; a comma before an extension does not separate two."""
    joined = re.sub(rf"[,;]+\s*(?={_EXTENSION}\d)", " ", text, flags=re.IGNORECASE)
    joined = _IN_BRACKETS.sub(r"\1 # \2", _AREA_SLASH.sub(r"\1 ", joined))
    joined = _EXTENSION_FIRST.sub(r"\g<before>\g<number> # \g<extension>", joined)
    joined = _MORE_EXTENSIONS.sub(r"\1/", joined)
    joined = _AFTER_COMMA.sub(r" # \1", joined)
    return (piece for piece in _BETWEEN.split(joined) if piece)


def _of_piece(piece: str, region: str, area_code: str) -> Iterator[NumberRead]:
    for run in _RUN.finditer(piece):
        said, extension = run["number"], digits_of(run["extension"] or "")
        before = piece[run.start() - 1 : run.start()]
        if before.isascii() and before.isalpha() and len(digits_of(said)) < _WHOLE_DIGITS:
            continue
        if extension:
            *others, number = _of_run(said, region, area_code)
            yield from others
            yield number._replace(extension=number.extension or extension)
        else:
            yield from _of_run(said, region, area_code)


def _of_run(said: str, region: str, area_code: str) -> Iterator[NumberRead]:
    """Read digits and signs without a word among them: one number, one with its extension, or several."""
    whole = e164_of(said, region, area_code)
    if whole is None and (tail := _TAIL.match(said)):
        head = e164_of(tail["number"], region, area_code)
        if head is not None:
            yield NumberRead(head, digits_of(tail["number"]), tail["extension"])
            return
    if whole is not None:
        yield NumberRead(whole, digits_of(said))
    elif together := run_together(said, region):
        yield from (NumberRead(*one) for one in together)
    else:
        yield from _several(_STEP.split(said), said, region, area_code)


def _several(words: list[str], said: str, region: str, area_code: str) -> Iterator[NumberRead]:
    """Read numbers with blanks or dashes between; what stands before the first counts if long enough."""
    for start in range(len(words)):
        for end in range(start + 1, len(words) + 1):
            part = " ".join(words[start:end])
            number = e164_of(part, region, area_code)
            rest = " ".join(words[end:])
            if number is None or 0 < len(digits_of(rest)) < FEWEST_DIGITS:
                continue
            before = digits_of(" ".join(words[:start]))
            if len(before) >= _FEWEST_BESIDE:
                yield NumberRead(None, before)
            yield NumberRead(number, digits_of(part))
            if rest:
                yield from _of_run(rest, region, area_code)
            return
    yield NumberRead(None, digits_of(said))


def is_likely_wrong(number: NumberRead) -> bool:
    """Whether digits look dialled with one too few or too many: as long as a whole number, and none."""
    return number.e164 is None and len(number.digits) > LONGEST_LOCAL


def key_of(number: NumberRead) -> str:
    """Return the digits by which a number is found, last one first, so that its end can be looked up.

    `+86 10 6278 1234` gives `4321872601` + `68`: whoever knows the last eight digits finds it by a prefix.
    """
    return (number.e164.lstrip("+") if number.e164 else number.digits)[::-1]


_FEWEST_SOUGHT, _FEWEST_OF_MANY = 4, 7


def sought(text: str) -> list[str]:
    """Return how keys of numbers begin that end as the search text does; none if it holds no number.

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
                digits = digits_of(said).lstrip("0")
                if len(digits) >= fewest:
                    found |= dict.fromkeys(one[::-1] for one in (digits, *without_extension(said)))
    return list(found)


def shorter_keys(key: str) -> list[str]:
    """Return the keys of the same number as it was said without its area code."""
    return [key[:n] for n in range(_FEWEST_OF_MANY, len(key))]
