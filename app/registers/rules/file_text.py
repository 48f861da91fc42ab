"""The text of a file as spreadsheets and other programs wrote it: its charset declared, marked or recognised.

Pure.  A declared charset is obeyed.  Without one a byte order mark decides, then whether the bytes are UTF-16
by their zeros, UTF-8, or GB 18030 as Excel saves in China; any other is refused, because guessing one turns
names into nonsense that nobody notices.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from app.kernel.errors import Invalid
from app.kernel.phrases import Phrase

CHARSETS = ("utf-8", "gb18030", "utf-16", "big5", "shift_jis", "windows-1252")
"""What a page offers; others of `_KNOWN` may be declared as well."""

_KNOWN = re.compile(
    r"ascii|utf-(8|16|32)(-[lb]e)?|gb18030|big5(hkscs)?|cp950|shift_jis|cp932|euc_(jp|kr)|cp949|cp125\d"
    r"|iso8859-\d+|koi8-[ru]|mac-roman|cp(437|850|866)"
)
_WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "iso8859-1": "cp1252", "utf-8-sig": "utf-8"}
"""What is meant by a name as browsers understand it."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

_COMMON_HANZI, _SYMBOLS = range(0xB0, 0xD8), range(0xA1, 0xAA)
"""First bytes, in GB 2312, of the characters that Chinese is mostly written in, and of its punctuation."""

_WHOLE_PAIR = 2
_FEWEST_ZEROS = 0.04
"""Share of zero bytes at one parity from which a file without a mark is UTF-16: separators alone are more."""


@dataclass(frozen=True, slots=True)
class FileText:
    """A file's text, with the charset it was written in and whether a mark said so."""

    text: str
    charset: str
    marked: bool = False

    def encode(self, text: str) -> bytes:
        """Return `text` as this file writes text; a letter that the charset lacks becomes a question mark."""
        mark = "\ufeff" if self.marked else ""
        return (mark + text).encode(self.charset, "replace")


def text_of(data: bytes, charset: str = "") -> FileText:
    """Return the text of a file; `charset` is what its sender declared.

    Raises:
        Invalid: the charset is not known, the file is not written in it, or in none that is recognised.
    """
    if charset:
        return _declared(data, charset)
    for mark, name in _MARKS:
        if data.startswith(mark):
            return FileText(_decoded(data[len(mark) :], name), name, marked=True)
    if name := _unmarked_utf16(data):
        return FileText(_decoded(data, name), name)
    try:
        return FileText(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        pass
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        text = ""
    if not _is_chinese(text):
        told = Phrase(
            "is not UTF-8; in a spreadsheet choose 'CSV UTF-8' when saving, or say which charset it has"
        )
        raise Invalid({"file": told})
    return FileText(text, "gb18030")


def charset_called(name: str) -> str:
    """Return the charset of this name as files are read by it.

    Raises:
        Invalid: there is none.
    """
    try:
        found = codecs.lookup(name.strip()).name
    except (LookupError, ValueError):
        found = ""
    found = _WIDER.get(found, found)
    if not _KNOWN.fullmatch(found):
        raise Invalid({"charset": Phrase("is no charset that is known: %(name)s", name=name[:40])})
    return found


def _declared(data: bytes, charset: str) -> FileText:
    name = charset_called(charset)
    for mark, marked in _MARKS:
        if data.startswith(mark) and (name == marked or marked.startswith(f"{name}-")):
            return FileText(_decoded(data[len(mark) :], marked), marked, marked=True)
    if name in {"utf-16", "utf-32"}:
        name = _unmarked_utf16(data) or f"{name}-le"
    return FileText(_decoded(data, name), name)


def _decoded(data: bytes, charset: str) -> str:
    try:
        return data.decode(charset)
    except UnicodeDecodeError as bad:
        line = data.count(b"\n", 0, bad.start) + 1
        told = Phrase("is not written in %(charset)s throughout: line %(line)s", charset=charset, line=line)
        raise Invalid({"file": told}) from bad


def _unmarked_utf16(data: bytes) -> str:
    """Return which UTF-16 the zeros speak for; blank for none."""
    if len(data) % 2 or b"\0" not in data:
        return ""
    even, odd = data[::2].count(0), data[1::2].count(0)
    fewest = max(len(data) / 2 * _FEWEST_ZEROS, 1)
    if odd >= fewest and not even:
        return "utf-16-le"
    return "utf-16-be" if even >= fewest and not odd else ""


def _is_chinese(text: str) -> bool:
    """Whether most of what is not ASCII is common Chinese: other encodings give rare characters at best."""
    foreign = [letter for letter in text if not letter.isascii()]
    return sum(_is_common(letter) for letter in foreign) * 2 > len(foreign)


def _is_common(letter: str) -> bool:
    pair = letter.encode("gb2312", "ignore")
    return len(pair) == _WHOLE_PAIR and (pair[0] in _COMMON_HANZI or pair[0] in _SYMBOLS)
