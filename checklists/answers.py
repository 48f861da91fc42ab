"""Typed answers: what comes from a phone is made canonical or refused."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from typing import Protocol

from checklists.errors import AnswerInvalid, SpokenError
from checklists.kinds import Answer, Choice, FreeText, Kind, Number, Photo, SignedBy, YesNo
from checklists.messages import message
from checklists.text import Text

_SHA256 = re.compile(r"[0-9a-f]{64}")
_SIGNATURE_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")


class _Item(Protocol):
    """The part of ``checklists.Item`` that is needed here."""

    @property
    def key(self) -> str: ...

    @property
    def kind(self) -> Kind: ...


def check_answer(item: _Item, value: object, path: str | None = None) -> Answer:
    """``value`` in its canonical form, if ``item`` takes it.

    Canonical: booleans for yes/no; option keys; whole numbers as ``int``, others as ``float``; text in NFC
    with the outer blanks gone; photo digests in lower case. ``path`` (the item's key unless given) is named
    in the error.

    Raises ``AnswerInvalid`` with ``path``, ``code`` and ``text`` in both languages.
    """
    return check_kind(item.kind, value, item.key if path is None else path)


def check_kind(kind: Kind, value: object, path: str) -> Answer:
    """Like ``check_answer``, for a kind that belongs to no item yet."""
    match kind:
        case YesNo():
            return _yes_no(value, path)
        case Choice():
            return _choice(kind, value, path)
        case Number():
            return _number(kind, value, path)
        case FreeText():
            return clean_text(value, kind.max_length, path)
        case Photo():
            return _photo(value, path)
        case SignedBy():
            return _signature(value, path)


def answer_text(item: _Item, answer: Answer) -> Text:
    """A canonical answer as a reader sees it.

    Yes and no as words, options by label, numbers with their unit.
    """
    match item.kind:
        case YesNo():
            return message("yes" if answer else "no")
        case Choice(options):
            return next(option.label for option in options if option.key == answer)
        case Number(unit=unit):
            return Text(f"{answer} {unit.en}", f"{answer} {unit.zh_cn}")
        case _:
            return Text(str(answer), str(answer))


def clean_text(value: object, max_length: int, path: str, error: type[SpokenError] = AnswerInvalid) -> str:
    """Text in NFC without outer blanks.

    Raises ``error`` unless it has 1 to ``max_length`` characters, none of them a control character other than
    newline and tab.
    """
    if not isinstance(value, str):
        raise error(path, "not_text")
    text = unicodedata.normalize("NFC", value.replace("\r\n", "\n").strip())
    if not text:
        raise error(path, "empty")
    if len(text) > max_length:
        raise error(path, "too_long", message("too_long", limit=max_length))
    if any(unicodedata.category(c) in ("Cc", "Cs") and c not in "\n\t" for c in text):
        raise error(path, "control_character")
    return text


def _yes_no(value: object, path: str) -> bool:
    if not isinstance(value, bool):
        raise AnswerInvalid(path, "not_yes_no")
    return value


def _choice(kind: Choice, value: object, path: str) -> str:
    if not isinstance(value, str) or value not in kind.keys:
        raise AnswerInvalid(path, "not_a_choice", message("not_a_choice", choices=", ".join(kind.keys)))
    return value


def _number(kind: Number, value: object, path: str) -> int | float:
    # bool is an int to Python, but "true" is no meter reading.
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise AnswerInvalid(path, "not_a_number")
    # repr() is the shortest text that reads back as the same float, so 0.1 has one decimal and not
    # fifty-five.
    exact = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    if not exact.is_finite():
        raise AnswerInvalid(path, "not_a_number")
    if exact < Decimal(repr(kind.minimum)):
        raise AnswerInvalid(path, "too_small", message("too_small", limit=kind.minimum))
    if exact > Decimal(repr(kind.maximum)):
        raise AnswerInvalid(path, "too_large", message("too_large", limit=kind.maximum))
    if exact != round(exact, kind.decimals):
        raise AnswerInvalid(path, "too_precise", message("too_precise", decimals=kind.decimals))
    return int(exact) if exact == exact.to_integral_value() else float(exact)


def _photo(value: object, path: str) -> str:
    if not isinstance(value, str) or not _SHA256.fullmatch(value.lower()):
        raise AnswerInvalid(path, "not_a_photo")
    return value.lower()


def _signature(value: object, path: str) -> str:
    if not isinstance(value, str) or not _SIGNATURE_ID.fullmatch(value):
        raise AnswerInvalid(path, "not_a_signature")
    return value
