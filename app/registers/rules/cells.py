"""What people and spreadsheets write into cells: switches, words, dates and times of day.  Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from app.kernel.phrases import Phrase

EXCEL_DAY_0 = date(1899, 12, 30)
FIRST_SERIAL, LAST_SERIAL = 20_000, 80_000
"""Days of spreadsheets that stand for a date: from 1954 to 2119."""

_TRUE = frozenset(
    [
        "true",
        "t",
        "yes",
        "y",
        "on",
        "1",
        "是",
        "真",
        "对",
        "启用",
        "有效",
        "在用",
        "在职",
        "√",
        "✓",
        "✔",
        "active",
        "enabled",
    ]
)
_FALSE = frozenset(
    [
        "false",
        "f",
        "no",
        "n",
        "off",
        "0",
        "否",
        "假",
        "错",
        "停用",
        "禁用",
        "无效",
        "离职",
        "×",
        "✗",
        "x",
        "inactive",
        "disabled",
        "closed",
    ]
)

WORDS: Mapping[str, Mapping[str, str]] = {
    "locale": {
        **dict.fromkeys(("zh", "zh-cn", "zh_cn", "中文", "简体中文", "汉语", "chinese"), "zh_CN"),
        **dict.fromkeys(("en", "en-us", "en_us", "en-gb", "英文", "英语", "english"), "en"),
    },
    "kind": {
        **dict.fromkeys(("duty", "值班", "在岗", "正常", "白班", "夜班", "中班", "day", "night"), "duty"),
        **dict.fromkeys(("on_call", "on call", "on-call", "oncall", "备勤", "待命", "备班"), "on_call"),
        **dict.fromkeys(("优先", "首选", "偏好"), "preferred"),
        **dict.fromkeys(("必须", "指定", "专人"), "required"),
        **dict.fromkeys(("禁止", "排除", "不派"), "excluded"),
    },
}
"""Words for a column's values; the key of a shift's kind is used for shifts alone."""

_BROKEN = re.compile(r"#(N/A|REF!|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|SPILL!|CALC!)|#{4,}")
_SHORTENED = re.compile(r"\d(\.\d+)?E\+\d+", re.IGNORECASE)
_NOTHING = frozenset({"-", "--", "—", "——", "/", "n/a", "null", "none", "nil", "无", "暂无"})
_FORMULA_TEXT = re.compile(r'="(.*)"', re.DOTALL)
_SEP = r"\s*[-/.年]\s*"
_DATE = re.compile(rf"(\d{{4}}){_SEP}(\d{{1,2}})\s*[-/.月]\s*(\d{{1,2}})\s*[日号]?")
_COMPACT = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})")
_WEEKDAY = (
    r"(?:(?:星期|周|礼拜)[一二三四五六日天]|(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?)"
)
_DAY_OF_ROSTER = re.compile(
    rf"\d{{1,2}}(?:\s*[-/.月]\s*\d{{1,2}})?\s*[日号]?\s*\(?{_WEEKDAY}?\)?$|{_WEEKDAY}$", re.IGNORECASE
)
_HOUR = r"(上午|下午|晚上|中午|凌晨|早上|am|pm)?"
_CLOCK = re.compile(
    rf"{_HOUR}\s*(\d{{1,2}})\s*(?:[::时点]\s*(\d{{1,2}})?)?\s*(?:[::分]\s*(\d{{1,2}}(?:\.\d+)?)?)?\s*秒?\s*(am|pm)?",
    re.IGNORECASE,
)
_SERIAL = re.compile(r"\d{5}(\.\d+)?")
_OFFSET = re.compile(r"(Z|[+-]\d{2}:?\d{2})$", re.IGNORECASE)
_NOON, _MIDNIGHT = 12, 24


def plain(text: str) -> str:
    """Return what a cell says, blank where its writer says that there is nothing.

    What spreadsheets put around text that looks like a number is taken off.
    """
    wrapped = _FORMULA_TEXT.fullmatch(text)
    text = (wrapped[1] if wrapped else text).removeprefix("'").strip()
    return "" if text.casefold() in _NOTHING else text


def broken(text: str) -> Phrase | None:
    """Say what a spreadsheet lost of a cell; None where nothing is."""
    if _BROKEN.fullmatch(text):
        return Phrase("holds the spreadsheet's error %(text)s", text=text)
    return None


def shortened(text: str) -> Phrase | None:
    """Say that a number that is a name lost its digits in the spreadsheet; None where it did not."""
    if _SHORTENED.fullmatch(text):
        return Phrase("was shortened to %(text)s by the spreadsheet; format the column as text", text=text)
    return None


def clocked(on: datetime, text: str) -> datetime | None:
    """Return the instant of a time of day alone, on the day that begins at `on`; None where it is none."""
    said = unicodedata.normalize("NFKC", text).strip()
    try:
        return _with_clock(on, said) if said and _CLOCK.fullmatch(said) else None
    except ValueError:
        return None


def switch(text: str) -> bool | None:
    """Return what a cell of yes or no says."""
    said = unicodedata.normalize("NFKC", text).casefold().strip()
    return True if said in _TRUE else False if said in _FALSE else None


def word(column: str, text: str) -> str:
    """Return the value that a cell's word stands for, else what it says."""
    return WORDS.get(column, {}).get(text.casefold(), text)


def day(text: str) -> date | None:
    """Read a date as people and spreadsheets write it; one that could be two dates is none."""
    at = moment(text)
    return at.date() if at is not None and at.time() == time() else None


def names_a_day(header: str) -> bool:
    """Whether a header is a day of a roster: a date, one without its year, a day of the month or the week."""
    said = unicodedata.normalize("NFKC", header).strip()
    return bool(_DAY_OF_ROSTER.match(said)) or day(said) is not None


def moment(text: str) -> datetime | None:
    """Read a date with or without a time; aware where an offset stands behind it."""
    said = unicodedata.normalize("NFKC", text).strip()
    if _SERIAL.fullmatch(said) and FIRST_SERIAL <= float(said) <= LAST_SERIAL:
        seconds = round(float(said) * 86_400)
        return datetime.combine(EXCEL_DAY_0, time()) + timedelta(seconds=seconds)
    found = _DATE.match(said) or _COMPACT.match(said)
    if found is None:
        return None
    rest = said[found.end() :].lstrip("Tt ,")
    try:
        begins = datetime.combine(date(*map(int, found.groups())), time())
        return _with_clock(begins, rest)
    except ValueError:
        return None


def _with_clock(day_begins: datetime, clock: str) -> datetime | None:
    """Add the time of day; 24:00 is the end of the day.

    Raises:
        ValueError: no clock shows it.
    """
    if not clock:
        return day_begins
    offset = _OFFSET.search(clock)
    if offset is not None:
        return datetime.fromisoformat(f"{day_begins.date()}T{clock.upper()}")
    found = _CLOCK.fullmatch(clock)
    if found is None:
        return None
    hour, minute, second = int(found[2]), int(found[3] or 0), int(float(found[4] or 0))
    half = (found[1] or found[5] or "").casefold()
    if half in {"下午", "晚上", "pm"} and hour < _NOON:
        hour += _NOON
    if half in {"上午", "凌晨", "am"} and hour == _NOON:
        hour = 0
    if (hour, minute, second) == (_MIDNIGHT, 0, 0):
        return day_begins + timedelta(days=1)
    return datetime.combine(day_begins.date(), time(hour, minute, second))
