"""What marshmallow says of a field, as phrases: its own messages are English that was filled already.

marshmallow fills a message with `str.format`; a `Message` then gives a phrase, so that the reader's language
is chosen when the answer leaves.  Its classes hold their messages as attributes, to be replaced before the
first field is made: whoever makes one imports `app.web.api` or `app.web.fields`, and they this.
"""

from __future__ import annotations

import re
from typing import Any

from marshmallow import fields, validate

from app.kernel.phrases import Phrase

_PLACE = re.compile(r"%\((\w+)\)s")


class Message(Phrase):
    """A template for marshmallow to fill; the names of its places are marshmallow's."""

    __slots__ = ()

    def format(self, *_: object, **values: object) -> Phrase:
        """Return the phrase with those of `values` that the template has a place for."""
        return Phrase(self.id, **{name: values[name] for name in _PLACE.findall(self.id)})


class _Bound(Message):
    """Stands for the message of a range until marshmallow says which of its ends belong to it."""

    __slots__ = ()

    def format(self, *_: object, **ends: object) -> Phrase:
        """Return the message for these ends."""
        return _RANGES[ends.get("min_op"), ends.get("max_op")]


_RANGES: dict[tuple[Any, Any], Phrase] = {
    (">=", None): Message("Must be greater than or equal to %(min)s."),
    (">", None): Message("Must be greater than %(min)s."),
    (None, "<="): Message("Must be less than or equal to %(max)s."),
    (None, "<"): Message("Must be less than %(max)s."),
    (">=", "<="): Message("Must be greater than or equal to %(min)s and less than or equal to %(max)s."),
    (">=", "<"): Message("Must be greater than or equal to %(min)s and less than %(max)s."),
    (">", "<="): Message("Must be greater than %(min)s and less than or equal to %(max)s."),
    (">", "<"): Message("Must be greater than %(min)s and less than %(max)s."),
}

_FIELDS: dict[Any, dict[str, Message]] = {
    fields.Field: {
        "required": Message("Missing data for required field."),
        "null": Message("Field may not be null."),
        "validator_failed": Message("Invalid value."),
    },
    fields.Nested: {"type": Message("Invalid type.")},
    fields.List: {"invalid": Message("Not a valid list.")},
    fields.String: {
        "invalid": Message("Not a valid string."),
        "invalid_utf8": Message("Not a valid utf-8 string."),
    },
    fields.UUID: {"invalid_uuid": Message("Not a valid UUID.")},
    fields.Number: {"invalid": Message("Not a valid number."), "too_large": Message("Number too large.")},
    fields.Integer: {"invalid": Message("Not a valid integer.")},
    fields.Float: {"special": Message("Special numeric values (nan or infinity) are not permitted.")},
    fields.Boolean: {"invalid": Message("Not a valid boolean.")},
    fields.DateTime: {"invalid": Message("Not a valid datetime.")},
    fields.AwareDateTime: {"invalid_awareness": Message("Not a valid aware datetime.")},
    fields.Date: {"invalid": Message("Not a valid date.")},
    fields.Mapping: {"invalid": Message("Not a valid mapping type.")},
    fields.Url: {"invalid": Message("Not a valid URL.")},
    fields.Email: {"invalid": Message("Not a valid email address.")},
}

_VALIDATORS: dict[Any, dict[str, str]] = {
    validate.Range: {
        "message_gte": ">=",
        "message_gt": ">",
        "message_lte": "<=",
        "message_lt": "<",
        **dict.fromkeys(("message_min", "message_max", "message_all"), _Bound("")),
    },
    validate.Length: {
        "message_min": Message("Shorter than minimum length %(min)s."),
        "message_max": Message("Longer than maximum length %(max)s."),
        "message_all": Message("Length must be between %(min)s and %(max)s."),
        "message_equal": Message("Length must be %(equal)s."),
    },
    validate.OneOf: {"default_message": Message("Must be one of: %(choices)s.")},
    validate.Regexp: {"default_message": Message("String does not match expected pattern.")},
    validate.URL: {"default_message": Message("Not a valid URL.")},
    validate.Email: {"default_message": Message("Not a valid email address.")},
}

SCHEMA: dict[str, str] = {"type": Message("Invalid input type."), "unknown": Message("Unknown field.")}
"""What a schema says of a whole body, and of fields that it does not have."""


def _replace() -> None:
    for field, messages in _FIELDS.items():
        # A class without messages of its own must not change those of the class below it.
        field.default_error_messages = {**vars(field).get("default_error_messages", {}), **messages}
    for validator, texts in _VALIDATORS.items():
        for name, text in texts.items():
            setattr(validator, name, text)


_replace()
