"""The territory that covers a point, by boundary or by radius."""

from __future__ import annotations

import pytest

from app.kernel import Runtime, unit_of_work
from app.kernel.errors import Invalid
from app.registers.rules.areas import covers
from app.registers.tables import Territory
from app.requests.commands.intake.territories import find_territory

SQUARE = [[0.0, 0.0], [0.0, 2.0], [2.0, 2.0], [2.0, 0.0]]
HORSESHOE = [[0, 0], [0, 3], [3, 3], [3, 2], [1, 2], [1, 1], [3, 1], [3, 0]]


def _territory(code: str = "t", centre: tuple[float, float] = (1.0, 1.0), **values: object) -> Territory:
    return Territory(code=code, name=code, centre_lat=centre[0], centre_lon=centre[1], **values)


@pytest.mark.parametrize(("point", "inside"), [((1.0, 1.0), True), ((1.0, 2.5), False), ((-0.1, 1.0), False)])
def test_a_boundary_decides_even_where_the_radius_reaches_further(
    point: tuple[float, float], *, inside: bool
) -> None:
    assert covers(_territory(boundary=SQUARE, radius_m=10_000_000), point) is inside


def test_a_bay_between_two_arms_is_outside() -> None:
    territory = _territory(boundary=HORSESHOE)
    assert covers(territory, (2.0, 0.5))
    assert covers(territory, (2.0, 2.5))
    assert not covers(territory, (2.0, 1.5))


def test_without_a_boundary_the_radius_decides() -> None:
    territory = _territory(radius_m=112_000)
    assert covers(territory, (2.0, 1.0))
    assert not covers(territory, (2.1, 1.0))


def test_of_several_the_nearest_centre_serves(runtime: Runtime) -> None:
    with unit_of_work(runtime) as uow:
        for code, lat, active in [("far", 1.2, True), ("near", 1.05, True), ("closed", 1.0, False)]:
            row = _territory(code, (lat, 1.0), id=uow.new_id(), created_at=uow.now, updated_at=uow.now)
            row.active = active
            uow.session.add(row)
    with unit_of_work(runtime, write=False) as uow:
        assert find_territory(uow, (1.0, 1.0)).code == "near"
        with pytest.raises(Invalid) as refused:
            find_territory(uow, (50.0, 1.0), "site_id")
    assert list(refused.value.errors) == ["site_id"]
