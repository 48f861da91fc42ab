"""Schemas made from dataclasses say what the dataclass says."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

import pytest
from marshmallow import fields

from app.web.schema_of import schema_of


class Colour(StrEnum):
    """Two of them."""

    RED = "red"
    BLUE = "blue"


@dataclass(frozen=True)
class Car:
    """What is shown."""

    colour: Colour
    wheels: tuple[int, ...]
    sold_at: datetime | None
    facts: dict[str, Any]
    prices: dict[str, float]
    seats: int = field(default=5, metadata={"description": "The driver's too"})
    owner: object = None


SHOWN = schema_of(Car, "CarShown", owner=None, age=fields.Integer())
CAR = Car(Colour.RED, (1, 2), datetime(2026, 3, 4, tzinfo=UTC), {"a": [1]}, {"new": 2.5})


def test_it_shows_every_field_as_its_type_says() -> None:
    assert SHOWN().dump(CAR) == {
        "colour": "red",
        "wheels": [1, 2],
        "sold_at": "2026-03-04T00:00:00+00:00",
        "facts": {"a": [1]},
        "prices": {"new": 2.5},
        "seats": 5,
    }


def test_it_knows_what_may_be_null_what_is_closed_and_what_a_reader_must_know() -> None:
    declared = SHOWN().fields
    assert declared["sold_at"].allow_none
    assert not declared["seats"].allow_none
    assert list(declared["colour"].validators[0].choices) == ["red", "blue"]  # type: ignore[attr-defined]
    assert declared["seats"].metadata == {"description": "The driver's too"}


def test_a_field_of_its_own_stands_beside_or_in_place_of_the_dataclass_s() -> None:
    assert "owner" not in SHOWN().fields
    assert list(SHOWN().fields)[-1] == "age"
    assert SHOWN.__name__ == "CarShown"


def test_a_type_that_no_answer_holds_is_an_error_at_once() -> None:
    with pytest.raises(TypeError, match="no answer shows"):
        schema_of(Car, "CarShown")
