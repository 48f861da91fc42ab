"""Lists of bodies: how long one may be is looked at before any of its elements is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import fields, validate

MOST = 100
"""Elements of a list whose field names no other limit."""


class List(fields.List[Any]):
    """A list whose `validate.Length` is asked first; too long a one is refused at the price of counting it.

    The library asks when it has made and checked every element.  `within` limits the elements of all inner
    lists together.
    """

    def __init__(self, inner: Any, *, within: int | None = None, **kwargs: Any) -> None:
        kwargs.setdefault("validate", validate.Length(max=MOST))
        super().__init__(inner, **kwargs)
        self._lengths = [rule for rule in self.validators if isinstance(rule, validate.Length)]
        self._within = within

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any
    ) -> list[Any]:
        if isinstance(value, list):
            for check in self._lengths:
                check(value)
            self._check_within(value)
        return list(super()._deserialize(value, attr, data, **kwargs))

    def _check_within(self, value: list[Any]) -> None:
        if self._within is not None:
            validate.Length(max=self._within)(_Counted(value))


class _Counted:
    """As long as all inner lists together."""

    def __init__(self, lists: list[Any]) -> None:
        self._count = sum(len(inner) for inner in lists if isinstance(inner, list))

    def __len__(self) -> int:
        return self._count


class Table(fields.Dict):
    """An object of free names, `most` at most; counted before any of them is looked at."""

    def __init__(self, *args: Any, most: int = MOST, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._most = most

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any
    ) -> Any:
        if isinstance(value, dict):
            validate.Length(max=self._most)(value)
        return super()._deserialize(value, attr, data, **kwargs)  # type: ignore[no-untyped-call]
