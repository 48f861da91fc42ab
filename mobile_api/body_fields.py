"""Fields of phones' bodies, which take what phones are known to send."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, validate

WORST_ACCURACY_M = 100_000.0


class TrueOrFalse(fields.Boolean):
    """JSON's own true and false; words and numbers are refused."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **how: Any) -> bool:
        if not isinstance(value, bool):
            raise self.make_error("invalid", input=value)
        return bool(super()._deserialize(value, attr, data, **how))


class Number(fields.Float):
    """A finite JSON number; text and true or false are refused."""

    def _validated(self, value: Any) -> float:
        if isinstance(value, bool | str):
            raise self.make_error("invalid", input=value)
        return float(super()._validated(value))


class Accuracy(Number):
    """How far a position may be off; what a phone writes that does not know it (-1 on iOS) is none."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **how: Any) -> Any:
        read: Any = super()._deserialize(value, attr, data, **how)
        return None if read < 0 else min(read, WORST_ACCURACY_M)


class Whole(fields.Integer):
    """A whole JSON number; text and true or false are refused."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(strict=True, **kwargs)

    def _validated(self, value: Any) -> int:
        if isinstance(value, bool | str):
            raise self.make_error("invalid", input=value)
        return int(super()._validated(value))


def text(most: int, **how: Any) -> fields.String:
    """A text of limited length."""
    return fields.String(validate=validate.Length(max=most), **how)
