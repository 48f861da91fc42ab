"""Fields and bases that the registers' bodies share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import available_timezones

from marshmallow import fields, missing, post_load, validate
from marshmallow.exceptions import ValidationError
from sqlalchemy.orm import InstrumentedAttribute

from app.kernel.base import bounds, longest
from app.kernel.phrases import Phrase
from app.web.api import QuerySchema, Schema
from app.web.lists import List
from app.web.numbers_shown import number_shown
from dispatch.model.stars import MAX_STARS, MIN_STARS

STARS = validate.Range(MIN_STARS, MAX_STARS)
ON_OR_OFF = {"description": "False closes it: it stays on record and is used for nothing new"}


class Point(Schema):
    """A place on the earth in degrees (WGS 84)."""

    lat = fields.Float(required=True, allow_nan=False, validate=validate.Range(-90, 90))
    lon = fields.Float(required=True, allow_nan=False, validate=validate.Range(-180, 180))


class Place(fields.Nested):
    """A point that the row keeps in two columns, `<prefix>lat` and `<prefix>lon`."""

    def __init__(self, prefix: str = "", **kwargs: Any) -> None:
        self.prefix = prefix
        super().__init__(Point, **kwargs)

    def get_value(
        self,
        obj: Any,
        attr: str,
        accessor: Callable[[Any, str, Any], Any] | None = None,
        default: Any = None,
    ) -> Any:
        """Gather the two columns; None where the row has no point."""
        del attr
        read = accessor or getattr
        point = {axis: read(obj, self.prefix + axis, default) for axis in ("lat", "lon")}
        return None if None in point.values() else point


class Codes(List):
    """Codes of the rows that a relationship holds."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(fields.String(validate=validate.Length(1, 40)), **kwargs)

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> Any:
        return super()._serialize([row.code for row in value], attr, obj, **kwargs)


class Instant(fields.AwareDateTime):
    """An aware instant, which a JSON column keeps as text already."""

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> Any:
        if isinstance(value, datetime):
            return super()._serialize(value, attr, obj, **kwargs)
        return value


class Row(Schema):
    """Base of a register's body: what the server adds is read only, points become columns."""

    id = fields.UUID(dump_only=True)
    created_at = fields.AwareDateTime(dump_only=True)
    updated_at = fields.AwareDateTime(dump_only=True)

    @post_load
    def to_columns(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        """Spread points over their columns."""
        for name, field in self.load_fields.items():
            if isinstance(field, Place) and name in data:
                point = data.pop(name) or {"lat": None, "lon": None}
                data |= {field.prefix + axis: point[axis] for axis in ("lat", "lon")}
        return data


class Filter(QuerySchema):
    """Base of a register's list filters."""

    q = fields.String(
        validate=validate.Length(1, 100), metadata={"description": "Text that the row contains"}
    )


def time_zone(name: str) -> None:
    """Refuse a name that the time zone database does not have.

    Raises:
        ValidationError: unknown.
    """
    if name not in available_timezones():
        raise ValidationError(Phrase("is not a time zone such as Asia/Shanghai"))


def text(most: int, *, shortest: int = 0, **kwargs: Any) -> fields.String:
    """Return a text field of limited length, for what no column of its own keeps."""
    return fields.String(validate=validate.Length(shortest, most), **kwargs)


def text_for(column: InstrumentedAttribute[Any], *, shortest: int = 0, **kwargs: Any) -> fields.String:
    """Return a text field of as many characters as its column takes."""
    return text(longest(column), shortest=shortest, **kwargs)


class PhoneWords(fields.String):
    """Telephone numbers in whatever words they were said; no form of them refuses a body.

    What is no text is taken for the words that it would be printed as, and null for nothing said.
    """

    def __init__(self, **kwargs: Any) -> None:
        about = {"description": "As said, of any length: several numbers, extensions, names beside them"}
        super().__init__(load_default="", allow_none=True, metadata=about, **kwargs)

    def deserialize(
        self,
        value: Any,
        attr: str | None = None,
        data: Mapping[str, Any] | None = None,
        **kwargs: Any,
    ) -> Any:
        """Take anything."""
        if isinstance(value, list):
            value = " / ".join(str(one) for one in value)
        if value is not missing and not isinstance(value, str):
            value = "" if value is None else str(value)
        return super().deserialize(value, attr, data, **kwargs)


class NumberShown(Schema):
    """A number that could be read: in E.164 where it is one, its digits as said, its extension."""

    e164 = fields.String(allow_none=True)
    digits = fields.String()
    extension = fields.String()


def phone_shown() -> fields.Function:
    """Return the field of a row's first number as a display shows it, else of the words as said."""
    return fields.Function(
        lambda row: number_shown(row.phone, row.phone_numbers, row.phone_as_said),
        metadata={"type": "string", "description": "As a display shows it: `010 6278 1234 ext. 801`"},
    )


def numbers_shown() -> fields.List[Any]:
    """Return the field of every number that could be read, the first of which is the primary."""
    return fields.List(fields.Nested(NumberShown), dump_only=True)


def reference(*, required: bool = True) -> fields.UUID:
    """Return the id of another row; not required means that null is allowed too."""
    return fields.UUID(required=True) if required else fields.UUID(load_default=None, allow_none=True)


def email_for(column: InstrumentedAttribute[Any]) -> fields.Email:
    """Return the field of an e-mail address, which may be null and is null when left out."""
    return fields.Email(load_default=None, allow_none=True, validate=validate.Length(max=longest(column)))


def whole_for(column: InstrumentedAttribute[Any], **kwargs: Any) -> fields.Integer:
    """Return a whole number within its column's limits; the column's default holds where it is left out."""
    return fields.Integer(strict=True, validate=validate.Range(*bounds(column)), **_default(column, kwargs))


def number_for(column: InstrumentedAttribute[Any], **kwargs: Any) -> fields.Float:
    """Return a number within its column's limits, otherwise as `whole_for`."""
    range_ = validate.Range(*bounds(column))
    return fields.Float(allow_nan=False, validate=range_, **_default(column, kwargs))


def _default(column: InstrumentedAttribute[Any], kwargs: dict[str, Any]) -> dict[str, Any]:
    own = column.property.columns[0].default
    if own is None or {"load_default", "required"} & set(kwargs):
        return kwargs
    return kwargs | {"load_default": own.arg}


def external_id() -> fields.String:
    """Return what another program calls a row; it is kept where it is left out."""
    return fields.String(
        load_default=missing,
        allow_none=True,
        validate=validate.Length(1, 80),
        metadata={"description": "Its number in the company's other program; kept if left out"},
    )


def switch() -> fields.Boolean:
    """Return the mark that a row is in use."""
    return fields.Boolean(load_default=True, metadata=ON_OR_OFF)
