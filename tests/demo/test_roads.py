from __future__ import annotations

import pytest

from app.demo.roads import between, distance_m, drive_s, extent, shifted
from app.demo.world import Roads

TIANANMEN = (39.9042, 116.4074)


def test_point_shifted_by_a_kilometre_lies_a_kilometre_away() -> None:
    assert distance_m(TIANANMEN, shifted(TIANANMEN, 0, 1000)) == pytest.approx(1000, abs=2)


def test_drive_takes_the_detour_into_account() -> None:
    target = shifted(TIANANMEN, 10_000, 0)
    assert drive_s(Roads(1.5, 30.0), TIANANMEN, target) == pytest.approx(15_000 / (30 / 3.6), rel=0.001)


@pytest.mark.parametrize(("share", "lat"), [(-1, 10.0), (0, 10.0), (0.5, 11.0), (2, 12.0)])
def test_position_on_the_way_never_leaves_the_way(share: float, lat: float) -> None:
    assert between((10.0, 20.0), (12.0, 20.0), share) == (lat, 20.0)


def test_extent_covers_every_point() -> None:
    points = [TIANANMEN, shifted(TIANANMEN, 4000, 0), shifted(TIANANMEN, 0, -9000)]
    centre, radius_m = extent(points)
    assert all(distance_m(centre, point) < radius_m for point in points)
