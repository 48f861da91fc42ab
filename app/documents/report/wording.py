"""How documents write things in each language: words, instants, money, long strings."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from babel.dates import format_datetime
from babel.numbers import format_currency, get_currency_precision

from app.documents.report.words import WORDS
from checklists import Text, localise

LANGUAGES = ("en", "zh_CN")

_MINUTE_S = 60
_LONGEST_RUN = 16
_RUN = re.compile(rf"([!-~]{{{_LONGEST_RUN}}})(?=[!-~])")
_ZERO_WIDTH_SPACE = "\u200b"
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Who speaks in a document: the company's name and hotline, and the currency it charges in."""

    company: str
    phone: str
    currency: str


def language_of(wanted: str | None) -> str:
    """Return the nearest of `LANGUAGES` to a tag such as `zh-CN`, `zh_Hans` or `en-GB`."""
    return "zh_CN" if (wanted or "").lower().startswith("zh") else "en"


@dataclass(frozen=True, slots=True)
class Wording:
    """Writes in one language of `LANGUAGES`, in the time of one place."""

    language: str
    time_zone: str

    def word(self, key: str, **values: object) -> str:
        """The text of `WORDS[key]` with its `{name}` places filled; `KeyError` for an unknown key."""
        return self.of(WORDS[key].with_values(**values))

    def of(self, text: Text) -> str:
        """The text in this language."""
        return localise(text, self.language)

    def at(self, moment: datetime) -> str:
        """An instant with its day, to the minute, in the place's own time."""
        pattern = "y年M月d日 HH:mm" if self.language == "zh_CN" else "d MMM y, HH:mm"
        return format_datetime(moment, pattern, tzinfo=ZoneInfo(self.time_zone), locale=self.language)

    def minutes(self, seconds: float) -> str:
        """A duration in whole minutes; the part of a minute counts for nothing."""
        return self.word("minutes", n=int(abs(seconds)) // _MINUTE_S)

    def money(self, cents: int, currency: str) -> str:
        """An amount, given in the currency's smallest unit."""
        amount = Decimal(cents).scaleb(-get_currency_precision(currency))
        return format_currency(amount, currency, locale=self.language)


def plain(text: str) -> str:
    """`text` without what no font shows, and places to break in runs longer than a column."""
    return _RUN.sub(rf"\1{_ZERO_WIDTH_SPACE}", _UNPRINTABLE.sub("", text.replace("\r\n", "\n")))
