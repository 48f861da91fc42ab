"""What a grade means for the work."""

from __future__ import annotations

import pytest

from dispatch.model.stars import required_stars, service_s


@pytest.mark.parametrize(
    ("contract", "fault", "required"), [(None, None, 1), (3, None, 3), (None, 4, 4), (2, 5, 5), (4, 1, 4)]
)
def test_the_higher_demand_holds(contract: int | None, fault: int | None, required: int) -> None:
    assert required_stars(contract, fault) == required


def test_higher_stars_need_less_time() -> None:
    times = [service_s(1800, stars) for stars in range(1, 6)]
    assert times == sorted(times, reverse=True)
    assert service_s(1800, 3) == 1800
