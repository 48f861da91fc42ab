"""Files of registers: their text, as spreadsheets save it, and whoever reads rows of it for every door."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import cast

from flask import current_app
from flask.blueprints import BlueprintSetupState

from app.kernel.errors import Invalid
from app.kernel.phrases import Phrase
from app.registers.commands.import_rows import ParsedRow

EXTENSION = "onehour.import_files"

_COMMON_HANZI, _SYMBOLS = range(0xB0, 0xD8), range(0xA1, 0xAA)
"""First bytes, in GB 2312, of the characters that Chinese is mostly written in, and of its punctuation."""

_WHOLE_PAIR = 2


@dataclass(frozen=True, slots=True)
class FileReader:
    """What reads rows: `kinds` are plural → register, `columns` and `rows` go by the plural."""

    kinds: Mapping[str, str]
    columns: Callable[[str], list[str]]
    rows: Callable[[str, bytes], Iterator[ParsedRow]]

    def offer(self, state: BlueprintSetupState) -> None:
        """Let the other doors of the application read by it."""
        state.app.extensions[EXTENSION] = self


def file_reader() -> FileReader:
    """Return the application's reader."""
    return cast("FileReader", current_app.extensions[EXTENSION])


def text_of(data: bytes) -> str:
    """Return the text of a file: UTF-8 with or without a byte order mark, else what Excel saves in China.

    Raises:
        Invalid: it is neither.
    """
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        text = ""
    if not _is_chinese(text):
        raise Invalid({"file": Phrase("is not UTF-8; in a spreadsheet choose 'CSV UTF-8' when saving")})
    return text


def _is_chinese(text: str) -> bool:
    """Whether most of what is not ASCII is common Chinese: other encodings give rare characters at best."""
    foreign = [letter for letter in text if not letter.isascii()]
    return sum(_is_common(letter) for letter in foreign) * 2 > len(foreign)


def _is_common(letter: str) -> bool:
    pair = letter.encode("gb2312", "ignore")
    return len(pair) == _WHOLE_PAIR and (pair[0] in _COMMON_HANZI or pair[0] in _SYMBOLS)
