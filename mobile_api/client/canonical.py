"""Canonical JSON after RFC 8785, as a phone writes it: equal values, equal bytes, equal digests."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

_PLAIN_DIGITS = 21
_PLAIN_ZEROS = -6
"""ECMAScript writes an exponent from 1e21 upwards and below 1e-6."""


def canonical(value: Any) -> bytes:
    """Return plain JSON without blanks, keys sorted by UTF-16 code units, numbers as ECMAScript's."""
    return "".join(_write(value)).encode("utf-8")


def digest(value: Any) -> str:
    """Return the SHA-256 of the canonical bytes as 64 lower-case hexadecimal digits."""
    return hashlib.sha256(canonical(value)).hexdigest()


def _write(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield "{"
        for index, key in enumerate(sorted(value, key=lambda key: str(key).encode("utf-16-be"))):
            yield ("," if index else "") + json.dumps(key, ensure_ascii=False) + ":"
            yield from _write(value[key])
        yield "}"
    elif isinstance(value, list):
        yield "["
        for index, member in enumerate(value):
            yield "," if index else ""
            yield from _write(member)
        yield "]"
    elif isinstance(value, float):
        yield _number(value)
    else:
        yield json.dumps(value, ensure_ascii=False)


def _number(value: float) -> str:
    sign, figures, exponent = Decimal(repr(value)).as_tuple()
    digits = "".join(map(str, figures)).rstrip("0")
    if not digits:
        return "0"
    point, minus = len(figures) + int(exponent), "-" if sign else ""
    if len(digits) <= point <= _PLAIN_DIGITS:
        return minus + digits.ljust(point, "0")
    if 0 < point <= _PLAIN_DIGITS:
        return f"{minus}{digits[:point]}.{digits[point:]}"
    if _PLAIN_ZEROS < point <= 0:
        return f"{minus}0.{'0' * -point}{digits}"
    mantissa = digits[0] + ("." + digits[1:] if len(digits) > 1 else "")
    return f"{minus}{mantissa}e{point - 1:+d}"
