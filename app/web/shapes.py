"""What a field tells the OpenAPI document beyond what its class says, as keys of its `metadata`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from marshmallow import fields, validate

SOMETIMES = "x-sometimes"
"""An answer may lack the field; every other field of an answer is always there, if only as null."""

IN_BODY = "x-in-body"
"""What holds of the field where it is sent, in place of what holds where it is shown."""


def word(words: Iterable[str], **kwargs: Any) -> fields.String:
    """Return a field that holds one of a closed set of words, such as a state."""
    return fields.String(validate=validate.OneOf([str(one) for one in words]), **kwargs)
