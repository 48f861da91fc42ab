"""Telephone numbers: read as people of the region write them, kept in E.164."""

from __future__ import annotations

import phonenumbers

from app.errors import Invalid, Phrase


def normalised(text: str, region: str, path: str = "phone") -> str:
    """Return the number in E.164, such as `+8613800138000`; blank text stays blank.

    `region` (ISO 3166 code) is assumed where the number does not start with `+`.

    Raises:
        Invalid: it is no number of its country; `path` is the field named.
    """
    if not text.strip():
        return ""
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException as bad:
        raise Invalid({path: Phrase("is not a telephone number")}) from bad
    if not phonenumbers.is_valid_number(number):
        raise Invalid({path: Phrase("is not a telephone number that exists")})
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
