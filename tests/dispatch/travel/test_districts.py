"""Districts are cells of a grid."""

from __future__ import annotations

import pytest

from dispatch.travel.districts import Corrections, band_of, cell_of
from tests.dispatch.travel.reading import PLAIN, spec


def test_both_names_of_the_date_line_are_one_cell() -> None:
    assert cell_of((10.0, 180.0), 0.02) == cell_of((10.0, -180.0), 0.02)
    assert cell_of((10.0, 179.99), 0.02) != cell_of((10.0, -179.99), 0.02)


def test_poles_have_cells() -> None:
    assert cell_of((-90.0, 0.0), 0.5) == (0, 360)
    assert cell_of((90.0, 0.0), 0.5) == (360, 360)


@pytest.mark.parametrize(("hour", "band"), [(0, 0), (6.99, 0), (7, 1), (23.5, 2)])
def test_a_band_lasts_until_the_next_one_begins(hour: float, band: int) -> None:
    assert band_of((0, 7, 16), hour) == band


def test_corrections_are_read_as_they_are_written() -> None:
    made = Corrections(0.02, (0, 7), (1.0, 1.2), {(6495, 14820): (0.9, 1.5)})
    assert spec(PLAIN, corrections=made.to_dict()).corrections == made
