from __future__ import annotations

from datetime import timedelta
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from app.outbox.commands.schedule import (
    LONGEST,
    LONGEST_ASKED,
    LONGEST_REST,
    WEBHOOK_ATTEMPTS,
    pause_after,
    rest_after,
)
from app.outbox.commands.sending import PAUSE_AFTER


@given(attempts=st.integers(1, 10_000), seed=st.integers(), asked_s=st.none() | st.integers(0, 10**9))
def test_pause_stays_within_its_bounds(attempts: int, seed: int, asked_s: int | None) -> None:
    pause = pause_after(attempts, Random(seed), asked_s)
    assert timedelta(seconds=4) <= pause <= 1.2 * LONGEST
    assert pause >= min(timedelta(seconds=asked_s or 0), LONGEST_ASKED)


def test_message_dies_before_its_subscription_is_paused() -> None:
    longest = 1.2 * sum(
        (min(timedelta(seconds=5 * 4**n), LONGEST) for n in range(WEBHOOK_ATTEMPTS - 1)), timedelta()
    )
    assert timedelta(hours=12) < longest < PAUSE_AFTER


@given(failures=st.integers(1, 10_000))
def test_rest_grows_to_a_minute(failures: int) -> None:
    assert timedelta(seconds=1) <= rest_after(failures) <= rest_after(failures + 1) <= LONGEST_REST
