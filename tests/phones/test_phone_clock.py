"""What a phone's numbers and counter say about its clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest

from app.phones.rules.phone_clock import ClockSupport, clock_support, corrected
from app.phones.rules.phone_stamps import Stamp

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def stamp(
    n: int,
    shown_s: float,
    received_s: float,
    *,
    counter_s: float | None = None,
    boot: str | None = "b1",
    skew_s: float = 0,
    key: str = "",
) -> Stamp:
    """A message numbered `n`; all seconds after noon, the counter like the clock unless told."""
    device_at, received_at = NOON + timedelta(seconds=shown_s), NOON + timedelta(seconds=received_s)
    at = corrected(device_at, skew_s, received_at)
    counter = shown_s if counter_s is None else counter_s
    return Stamp(key or str(n), n, device_at, at, received_at, boot, round(counter * 1000) if boot else None)


ANCHOR = stamp(10, 0, 1)
SUPPORTED = ClockSupport(unbroken=True)


def test_messages_of_a_span_offline_are_supported_in_whatever_order_they_came() -> None:
    offline = [stamp(11, 600, 7200), stamp(12, 900, 7201), stamp(13, 1500, 7202)]
    for order in permutations([ANCHOR, *offline]):
        assert clock_support(offline[-1], order) == SUPPORTED


def test_a_gap_takes_support_away_until_it_is_filled() -> None:
    arrival, between = stamp(12, 900, 7200), stamp(11, 600, 7230)
    assert clock_support(arrival, [ANCHOR]) == ClockSupport()
    assert clock_support(arrival, [ANCHOR, between]) == SUPPORTED


def test_first_message_ever_has_nothing_to_follow() -> None:
    assert clock_support(ANCHOR, []) == ClockSupport()


@pytest.mark.parametrize(
    ("arrival", "expected"),
    [
        (stamp(11, 604, 7200, counter_s=600), SUPPORTED),
        (stamp(11, 597, 7200, counter_s=600), SUPPORTED),
        (stamp(11, 300, 7200, counter_s=600), ClockSupport(jumped=True)),
        (stamp(11, -60, 7200, counter_s=600), ClockSupport(jumped=True)),
        (stamp(11, 600, 7200, counter_s=-5), ClockSupport(jumped=True)),
        (stamp(11, 600, 7200, counter_s=300), ClockSupport(unbroken=True, slept=True)),
        (stamp(11, 600, 7200, counter_s=5, boot="b2"), ClockSupport()),
        (stamp(11, -60, 7200, counter_s=5, boot="b2"), ClockSupport(jumped=True)),
        (stamp(11, 600, 7200, boot=None), ClockSupport()),
    ],
    ids=[
        "agrees",
        "nudged",
        "less",
        "back",
        "counter back",
        "slept",
        "new boot",
        "new boot, back",
        "no boot",
    ],
)
def test_clock_against_counter(arrival: Stamp, expected: ClockSupport) -> None:
    assert clock_support(arrival, [ANCHOR]) == expected


def test_clock_set_forward_only_for_sending_has_jumped() -> None:
    """Half an hour passed by the counter; the false skew of the call would date it five minutes after."""
    arrival = stamp(11, 1800, 1860, skew_s=-1500)
    assert clock_support(arrival, [ANCHOR]).jumped


def test_clock_set_back_for_one_message_has_jumped_whatever_came_online_before() -> None:
    online = stamp(11, 1200, 1200)
    lie = stamp(12, 300, 1800, counter_s=1700)
    assert clock_support(lie, [ANCHOR, online]) == ClockSupport(jumped=True)


def test_number_that_was_kept_free_for_later_supports_nothing() -> None:
    """Eleven comes half an hour after twelve, as no phone that sends in its order does."""
    later = stamp(12, 600, 601)
    assert not clock_support(stamp(11, 300, 2400), [ANCHOR, later]).unbroken
    assert clock_support(stamp(11, 300, 900), [ANCHOR, later]).unbroken


def test_number_given_twice_supports_nothing() -> None:
    assert not clock_support(stamp(11, 300, 900), [ANCHOR, stamp(11, 200, 300, key="other")]).unbroken


def test_app_installed_anew_counts_from_its_own_messages() -> None:
    old = [stamp(n, -90_000 + n, -90_000 + n, boot="old", key=f"old{n}") for n in range(20)]
    fresh = [stamp(0, 0, 1), stamp(1, 60, 4000)]
    assert clock_support(fresh[1], [*old, fresh[0]]) == SUPPORTED


def test_fresh_boot_supports_a_time_only_by_what_came_live_of_it() -> None:
    """Rebooted in the basement: a message that comes at once later says what the counter was then."""
    arrival = stamp(11, 600, 7200, counter_s=100, boot="b2")
    assert clock_support(arrival, [ANCHOR, stamp(12, 900, 7200, counter_s=400, boot="b2")]) == ClockSupport()
    live = stamp(12, 7210, 7211, counter_s=6710, boot="b2")
    assert clock_support(arrival, [ANCHOR, live]) == SUPPORTED
    young = stamp(12, 7210, 7211, counter_s=120, boot="b2")
    assert not clock_support(arrival, [ANCHOR, young]).unbroken


def test_counter_of_a_fresh_boot_is_not_longer_than_the_former_was_out_of_sight() -> None:
    assert clock_support(stamp(11, 270, 400, counter_s=36_000, boot="b2"), [ANCHOR]).jumped
    assert not clock_support(stamp(11, 270, 400, counter_s=260, boot="b2"), [ANCHOR]).jumped


def test_former_boot_that_comes_back_is_a_slip() -> None:
    arrival = stamp(11, 270, 400, counter_s=0, boot="b2")
    after = stamp(12, 410, 411)
    assert clock_support(arrival, [ANCHOR, after]).slipped
    assert clock_support(stamp(13, 500, 900), [ANCHOR, arrival, after]).slipped
    assert not clock_support(arrival, [ANCHOR, stamp(12, 410, 411, counter_s=140, boot="b2")]).slipped


@pytest.mark.parametrize(
    ("later", "expected"),
    [
        (stamp(11, 7300, 7301, key="again"), ClockSupport(slipped=True)),
        (stamp(10, 7300, 7301, key="again"), ClockSupport(jumped=True, slipped=True)),
        (stamp(12, 7300, 7301, counter_s=100), ClockSupport(jumped=True, slipped=True)),
        (stamp(12, 700, 7301, counter_s=7300), ClockSupport(jumped=True)),
        (stamp(12, 7300, 7301), SUPPORTED),
    ],
    ids=["number again", "a former number again", "counter back", "clock and counter apart", "honest"],
)
def test_later_slip_takes_back_what_was_supported(later: Stamp, expected: ClockSupport) -> None:
    arrival = stamp(11, 600, 7200)
    assert clock_support(arrival, [ANCHOR]) == SUPPORTED
    assert clock_support(arrival, [ANCHOR, later]) == expected


def test_clock_moved_ahead_for_sending_by_less_than_half_a_minute_supports_nothing() -> None:
    assert not clock_support(stamp(11, 600, 601, skew_s=-25), [ANCHOR]).unbroken
