"""What a grade means for the work."""

from __future__ import annotations

from dispatch.model.stars import service_s


def test_higher_stars_need_less_time() -> None:
    times = [service_s(1800, stars) for stars in range(1, 6)]
    assert times == sorted(times, reverse=True)
    assert service_s(1800, 3) == 1800
