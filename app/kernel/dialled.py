"""One telephone number as it is dialled: read, judged and written.  Pure."""

from __future__ import annotations

import re
import unicodedata

import phonenumbers
from phonenumbers import PhoneNumberFormat, PhoneNumberType

FEWEST_DIGITS, MOST_DIGITS = 3, 40
"""110 is a number, 12 is none; 40 are two numbers that nobody can tell apart."""

_SHORTEST_LOCAL, LONGEST_LOCAL = 6, 8
"""Digits of a number without its area code; 95588 is whole as it stands."""

_RUN_TOGETHER = range(3, 6)
"""Digits of an extension that stands behind a number without anything between."""

_LONGEST_FIXED = 12
"""Digits of a fixed line as it is dialled at home: 0755 8612 3456."""

_LONGEST_RUN = 17
"""Digits without any sign between: 0086, a fixed line and its extension. More were pasted together."""

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

Cut = tuple[str, str, str]
"""A number in E.164, its digits as said, and its extension, mostly blank."""


def e164_of(said: str, region: str, area_code: str) -> str | None:
    """Return a number in E.164, None where it is none; a local one gets the area code."""
    plain = re.sub(r"^\+\s*00", "+", re.sub(r"[()·]", " ", said).strip())
    digits = digits_of(plain)
    if plain.startswith("+") or len(digits) > LONGEST_LOCAL:
        return valid(plain, region)
    if len(digits) >= _SHORTEST_LOCAL and area_code and not digits.startswith("0"):
        return valid(area_code + digits, region) or valid(plain, region, short=True)
    return valid(plain, region, short=True)


def valid(text: str, region: str, *, short: bool = False) -> str | None:
    """Return a number in E.164; a short one must not be a fixed line that lacks its trunk prefix."""
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    trunk = phonenumbers.ndd_prefix_for_region(region, strip_non_digits=True)
    if not _is_whole(digits_of(text), number, region, trunk or ""):
        return None
    fixed = phonenumbers.number_type(number) == PhoneNumberType.FIXED_LINE
    if short and fixed and trunk and not digits_of(text).startswith(trunk):
        return None
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def _is_whole(digits: str, number: phonenumbers.PhoneNumber, region: str, trunk: str) -> bool:
    """Whether nothing but zeros, country code and trunk prefix was left out of what was said.

    The library also drops a carrier's code, and reads room 1203 before a mobile as one.
    """
    if number.country_code != phonenumbers.country_code_for_region(region):
        return True
    national = phonenumbers.national_significant_number(number)
    before = digits.removesuffix(national).lstrip("0")
    code, bare = str(number.country_code), trunk.lstrip("0")
    return before in ("", code, bare, code + bare, code + trunk)


def is_area_code(digits: str, region: str) -> bool:
    """Whether these are an area code as dialled at home: with the 0 in front where the region has one."""
    trunk = phonenumbers.ndd_prefix_for_region(region, strip_non_digits=True) or ""
    return len(digits) >= FEWEST_DIGITS and (trunk != "0" or digits.startswith(trunk))


def digits_of(said: str) -> str:
    """Return the digits alone, at most `MOST_DIGITS`."""
    return "".join(one for one in said if one in "0123456789")[:MOST_DIGITS]


def more_than_one_number(text: str) -> str:
    """Return the first run of digits in a text that is longer than any number; blank where there is none."""
    plain = unicodedata.normalize("NFKC", text)
    return next((run for run in re.findall(r"[0-9]+", plain) if len(run) > _LONGEST_RUN), "")


def run_together(said: str, region: str) -> list[Cut]:
    """Read digits without any sign: a fixed line and its extension, or two numbers of one length.

    Nothing where more than one reading is possible, or none.
    """
    digits = said.strip()
    trunk = phonenumbers.ndd_prefix_for_region(region, strip_non_digits=True)
    if not digits.isascii() or not digits.isdigit():
        return []
    half = len(digits) // 2
    halves = [(valid(one, region, short=True), one) for one in (digits[:half], digits[half:])]
    if len(digits) % 2 == 0 and half >= LONGEST_LOCAL:
        two = [(e164, one, "") for e164, one in halves if e164]
        if len(two) == len(halves):
            return two
    if not trunk or not digits.startswith(trunk):
        return []
    cut = [(valid(digits[:-n], region), digits[:-n], digits[-n:]) for n in _RUN_TOGETHER]
    read = [(e164, number, extension) for e164, number, extension in cut if e164]
    return read if len(read) == 1 else []


def without_extension(said: str) -> list[str]:
    """Return what a fixed line may be whose extension stands behind it without any sign, by its digits."""
    digits = said.strip()
    if not digits.isdigit() or not digits.startswith("0") or len(digits) <= _LONGEST_FIXED:
        return []
    return [digits[:-n].lstrip("0") for n in _RUN_TOGETHER]


def takes_messages(e164: str | None) -> bool:
    """Whether a text can be sent there: a mobile, or where the numbering plan does not tell them apart."""
    if not e164:
        return False
    try:
        number = phonenumbers.parse(e164)
    except phonenumbers.NumberParseException:
        return False
    return phonenumbers.number_type(number) not in _NO_SMS


def as_shown(e164: str, region: str) -> str:
    """Write a number as a display shows it: `010 6278 1234` at home, `+1 212-555-0123` from elsewhere."""
    try:
        number = phonenumbers.parse(e164)
    except phonenumbers.NumberParseException:
        return e164
    at_home = number.country_code == phonenumbers.country_code_for_region(region)
    form = PhoneNumberFormat.NATIONAL if at_home else PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(number, form)
