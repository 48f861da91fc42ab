"""How files that go out write what spreadsheets spoil, and the words that Chinese readers expect.  Pure."""

from __future__ import annotations

import re
from collections.abc import Collection

from app.registers.rules.cells import WORDS
from app.registers.rules.column_names import chinese_name, column_called

_FORMULA = re.compile(r"[=@\t\r]|[+-](?![\d\s()/.-]*$)")
_SPOILT = re.compile(r"\+\d+|0\d+|\d{11,}")
"""Digits of which a spreadsheet drops the first, or all but some: it takes them for an amount."""


def as_text(text: str) -> str:
    """Return digits that are a name so that a spreadsheet shows them whole; an import reads them as well."""
    return f'="{text}"' if _SPOILT.fullmatch(text) else harmless(text)


def harmless(text: str) -> str:
    """Return a cell that no spreadsheet runs as a formula."""
    return f"'{text}" if _FORMULA.match(text) else text


def heading(register: str, columns: Collection[str], column: str) -> str:
    """Return the Chinese heading of a column by which a file that comes in is read, else its own name."""
    chinese = chinese_name(register, column)
    return chinese if chinese and column_called(register, columns, chinese) == column else column


def word_for(register: str, column: str, value: str) -> str:
    """Return the Chinese word for a value that stands for one, else the value."""
    if column == "kind" and register != "shift":
        return value
    words = WORDS.get(column, {})
    return next((word for word, meant in words.items() if meant == value and not word.isascii()), value)
