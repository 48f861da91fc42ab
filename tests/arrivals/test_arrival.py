"""What an arrival is worth, by the evidence of it."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from geopy.distance import great_circle
from hypothesis import given
from hypothesis import strategies as st

from app.arrivals.rules.arrival import judge_arrival
from app.arrivals.rules.arrival_facts import CONTRADICTIONS, CodeTry, Evidence, Finding, Found, Reading
from app.phones.rules.phone_clock import ClockSupport as Clock
from app.positions.rules.tracks import Fix, Place
from app.requests.rules.promise import ArrivalVerdict

SITE = Place((31.2304, 121.4737), 200)
TEN = datetime(2026, 3, 2, 10, tzinfo=UTC)


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


def north(metres: float) -> tuple[float, float]:
    """A point so far north of the site."""
    point = great_circle(meters=metres).destination(SITE.point, 0)
    return point.latitude, point.longitude


def at(metres: float, accuracy_m: float | None = 10, **more: Any) -> Reading:
    return Reading(north(metres), accuracy_m, **more)


def fix(metres: float, before_min: float, **more: Any) -> Fix:
    return Fix(TEN - minutes(before_min), north(metres), **{"accuracy_m": 8, **more})


RIGHT, WRONG = CodeTry(TEN, right=True), CodeTry(TEN, right=False)
ON_THE_WAY = (fix(9000, 24), fix(5000, 12), fix(1500, 4))

LIVE = Evidence(
    place=SITE,
    due_at=TEN + minutes(10),
    said_at=TEN,
    received_at=TEN,
    departed_at=TEN - minutes(25),
    reading=at(35, 12),
)
"""Reported on the spot, in time, from inside; nothing else is known."""
LATE_SYNC = {"offline": True, "received_at": TEN + minutes(120)}
"""In time by its own word, and received long after due."""
AGREES = Clock(unbroken=True)


def verdict(**changes: Any) -> ArrivalVerdict:
    return judge_arrival(replace(LIVE, **changes)).verdict


def findings(**changes: Any) -> set[Finding]:
    return {found.finding for found in judge_arrival(replace(LIVE, **changes)).findings}


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"codes": (RIGHT,)}, "proven"),
        ({"customer_at": TEN + minutes(3)}, "proven"),
        ({"office_at": TEN + minutes(3)}, "by_office"),
        ({"office_at": TEN + minutes(3), "codes": (RIGHT,)}, "proven"),
        ({"fixes": ON_THE_WAY}, "plausible"),
        ({"fixes": ON_THE_WAY, "codes": (WRONG,)}, "doubtful"),
        ({"fixes": ON_THE_WAY, "codes": (WRONG, replace(RIGHT, at=TEN + minutes(2)))}, "proven"),
        ({"codes": (*[WRONG] * 5, replace(RIGHT, at=TEN + minutes(2)))}, "doubtful"),
        ({"codes": (*[WRONG] * 5,), "customer_at": TEN + minutes(9)}, "proven"),
        ({}, "doubtful"),
        ({"fixes": ON_THE_WAY, "reading": at(20, None)}, "doubtful"),
        ({"fixes": (fix(3000, 31),)}, "doubtful"),
        ({"fixes": (fix(3000, 5, distrusted=True),)}, "doubtful"),
        ({"fixes": (fix(3000, 5, lends_support=False),)}, "doubtful"),
        ({"fixes": (fix(3000, 5, accuracy_m=900),)}, "doubtful"),
    ],
)
def test_word_of_the_customer_proves_and_a_track_makes_plausible(
    facts: dict[str, Any], expected: str
) -> None:
    assert verdict(**facts) == expected


@pytest.mark.parametrize(
    ("reading", "reason", "expected"),
    [
        (at(244, 45), "", "proven"),
        (at(246, 45), "", "doubtful"),
        (at(251, 95), "", "doubtful"),
        (at(150, 101), "", "doubtful"),
        (at(150, 101), "the satellites are behind the tower", "proven"),
        (at(690, 600), "", "doubtful"),
        (at(1000, 600), "the satellites are behind the tower", "doubtful"),
        (at(20, None), "", "proven"),
        (at(201, 0), "", "doubtful"),
        (None, "", "doubtful"),
        (None, "no satellite fix in the basement", "proven"),
    ],
)
def test_right_code_needs_a_useful_position_or_a_reason(
    reading: Reading | None, reason: str, expected: str
) -> None:
    assert verdict(reading=reading, reason=reason, codes=(RIGHT,)) == expected
    assert verdict(reading=reading, reason=reason, codes=(WRONG,), fixes=ON_THE_WAY) == "doubtful"


@pytest.mark.parametrize(
    ("facts", "finding"),
    [
        ({"reading": at(47_208, 5)}, Finding.OUTSIDE_FENCE),
        ({"reading": at(10, 5, mock=True)}, Finding.MOCK_LOCATION),
        ({"fixes": (fix(20, 2, mock=True),)}, Finding.MOCK_LOCATION),
        ({"fixes": (fix(16_000, 5),)}, Finding.TOO_FAR_BEFORE),
        ({"fixes": (fix(16_000, 5, lends_support=False),)}, Finding.TOO_FAR_BEFORE),
        ({"fixes": (fix(16_000, -5),)}, Finding.TOO_FAR_AFTER),
        ({"fixes": (fix(6_000, -8),)}, Finding.SEEN_ELSEWHERE),
        (
            {"fixes": (fix(16_000, -25),), "received_at": TEN + minutes(26), "due_at": TEN + minutes(40)},
            Finding.SEEN_ELSEWHERE,
        ),
        ({"departed_at": TEN, "fixes": (fix(6_500, 6),)}, Finding.DRIVE_TOO_SHORT),
        ({"departed_at": TEN + minutes(8), **LATE_SYNC}, Finding.BEFORE_DEPARTURE),
        ({"clock": Clock(unbroken=True, jumped=True), **LATE_SYNC}, Finding.CLOCK_JUMPED),
        ({"codes": (CodeTry(TEN - minutes(30), right=True),)}, Finding.CONFIRMED_TOO_EARLY),
        (
            {"codes": (CodeTry(TEN - minutes(20), right=True),), "fixes": (fix(9_000, 20),)},
            Finding.CONFIRMED_TOO_EARLY,
        ),
        ({"customer_at": TEN - minutes(30)}, Finding.CONFIRMED_TOO_EARLY),
        (
            {"received_at": TEN + minutes(1), "due_at": TEN + timedelta(seconds=29)},
            Finding.DATED_BACK,
        ),
    ],
)
def test_contradiction_beats_code_customer_office_and_track(facts: dict[str, Any], finding: Finding) -> None:
    known = {"codes": (RIGHT,), "office_at": TEN + minutes(3)} | facts
    assert finding in findings(**known)
    assert verdict(**known) == "doubtful"


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"codes": (RIGHT,), "clock": AGREES}, "proven"),
        ({"codes": (RIGHT,), "clock": Clock()}, "doubtful"),
        ({"codes": (RIGHT,), "clock": Clock(unbroken=True, slept=True)}, "doubtful"),
        ({"codes": (RIGHT,), "clock": Clock(unbroken=True, slept=True), "fixes": ON_THE_WAY}, "proven"),
        ({"fixes": ON_THE_WAY, "clock": AGREES}, "plausible"),
        ({"fixes": ON_THE_WAY, "clock": Clock()}, "doubtful"),
        ({"clock": AGREES}, "doubtful"),
        ({"codes": (RIGHT,), "due_at": TEN + minutes(180)}, "proven"),
        ({"fixes": ON_THE_WAY, "due_at": TEN + minutes(180)}, "plausible"),
        ({"fixes": ON_THE_WAY, "due_at": TEN - minutes(1)}, "plausible"),
    ],
)
def test_arrival_before_due_and_received_after_it_needs_support(facts: dict[str, Any], expected: str) -> None:
    assert verdict(**(LATE_SYNC | facts)) == expected


@pytest.mark.parametrize(
    ("late_s", "due_s", "clock", "expected"),
    [
        (25, 5, Clock(), "doubtful"),
        (25, 5, AGREES, "proven"),
        (4, 2, Clock(), "proven"),
        (25, 30, Clock(), "proven"),
        (25, -5, Clock(), "proven"),
    ],
    ids=["across due", "supported", "on its way", "received in time", "late anyhow"],
)
@pytest.mark.parametrize("offline", [False, True])
def test_half_a_minute_of_grace_does_not_decide_the_promise(
    late_s: int, due_s: int, clock: Clock, expected: str, *, offline: bool
) -> None:
    times = {"received_at": TEN + timedelta(seconds=late_s), "due_at": TEN + timedelta(seconds=due_s)}
    assert verdict(**times, clock=clock, codes=(RIGHT,), offline=offline) == expected


@pytest.mark.parametrize("clock", [Clock(jumped=True), Clock(slipped=True)])
def test_slip_of_the_phone_is_a_contradiction_also_of_what_came_live(clock: Clock) -> None:
    assert verdict(codes=(RIGHT,), fixes=ON_THE_WAY, clock=clock) == "doubtful"


def test_departure_and_arrival_in_one_second_need_a_position_near_by() -> None:
    at_once = {"departed_at": TEN - timedelta(seconds=1)}
    assert verdict(**at_once, fixes=(fix(9000, 12),)) == "doubtful"
    assert verdict(**at_once, fixes=(fix(600, 12),)) == "plausible"


def test_single_reading_elsewhere_is_told_and_two_contradict() -> None:
    odd = fix(30_000, -4, distrusted=True, contested=True)
    told = findings(fixes=(*ON_THE_WAY, odd), ended_at=TEN + minutes(60))
    assert Finding.SEEN_ELSEWHERE_ONCE in told
    assert not told & CONTRADICTIONS
    again = fix(30_100, -5, distrusted=True, contested=True)
    told = findings(fixes=(*ON_THE_WAY, odd, again), ended_at=TEN + minutes(60))
    assert told & CONTRADICTIONS
    assert Finding.SEEN_ELSEWHERE_ONCE not in told


def test_first_try_from_outside_is_told_once() -> None:
    tried = fix(4000, 0, lends_support=False)
    told = findings(reading=at(4010, 10), fixes=(tried,))
    assert Finding.OUTSIDE_FENCE in told
    assert Finding.TOO_FAR_BEFORE not in told
    assert Finding.TOO_FAR_BEFORE in findings(reading=at(30, 10), fixes=(tried,))


@pytest.mark.parametrize(
    "facts",
    [
        {"fixes": (fix(2000, 0.45, lends_support=False),)},
        {"departed_at": TEN - timedelta(seconds=1), "fixes": (fix(9000, 5),)},
    ],
)
def test_where_a_position_speaks_against_it_none_is_said_to_lack(facts: dict[str, Any]) -> None:
    told = findings(reading=at(30, 10), **facts)
    assert told & {Finding.TOO_FAR_BEFORE, Finding.DRIVE_TOO_SHORT}
    assert Finding.NO_TRACK not in told


def test_right_code_after_five_wrong_ones_is_told_as_a_guess() -> None:
    guessed = findings(codes=(*[WRONG] * 5, replace(RIGHT, at=TEN + minutes(2))))
    assert Finding.CODE_GUESSED in guessed
    assert Finding.CODE_WRONG not in guessed
    assert Finding.CODE_WRONG in findings(codes=(WRONG,))


def test_leaving_after_the_visit_or_for_the_car_is_no_absence() -> None:
    left = {"fixes": (*ON_THE_WAY, fix(6_000, -8)), "ended_at": TEN + minutes(1)}
    assert verdict(**left) == "plausible"
    assert verdict(fixes=(*ON_THE_WAY, fix(900, -5))) == "plausible"


def test_position_that_breaks_the_track_counts_only_where_another_seconds_it() -> None:
    odd = fix(16_000, -5, distrusted=True, contested=True)
    assert verdict(fixes=(*ON_THE_WAY, odd), codes=(RIGHT,)) == "proven"
    again = fix(15_000, -9, distrusted=True, contested=True)
    assert verdict(fixes=(*ON_THE_WAY, odd, again), codes=(RIGHT,)) == "doubtful"
    assert verdict(fixes=(*ON_THE_WAY, odd, fix(15_000, -12)), codes=(RIGHT,)) == "doubtful"
    near = (fix(2000, 3, distrusted=True, contested=True), fix(1800, 2, distrusted=True, contested=True))
    assert "track_fits" not in findings(fixes=near)


def test_figures_say_how_far_and_how_long() -> None:
    found = judge_arrival(replace(LIVE, fixes=(fix(16_000, 5),), reading=at(47_208, 5))).findings
    assert Found(Finding.TOO_FAR_BEFORE, metres=16_000, seconds=300) in found
    assert Found(Finding.OUTSIDE_FENCE, metres=47_208) in found


moments = st.integers(-90, 90).map(lambda m: TEN + minutes(m))
some = st.floats(0, 60_000, allow_nan=False)
accuracies = st.one_of(st.none(), st.floats(0, 5000))
anything = st.builds(
    Evidence,
    place=st.just(SITE),
    due_at=moments,
    said_at=moments,
    received_at=moments,
    departed_at=st.one_of(st.none(), moments),
    ended_at=st.one_of(st.none(), moments),
    reading=st.one_of(st.none(), st.builds(at, some, accuracies, mock=st.booleans())),
    reason=st.sampled_from(["", "basement"]),
    offline=st.booleans(),
    codes=st.lists(st.builds(CodeTry, moments, right=st.booleans()), max_size=6).map(tuple),
    customer_at=st.one_of(st.none(), moments),
    office_at=st.one_of(st.none(), moments),
    fixes=st.lists(
        st.builds(
            fix,
            some,
            st.integers(-60, 60),
            accuracy_m=accuracies,
            mock=st.booleans(),
            distrusted=st.booleans(),
            contested=st.booleans(),
        ),
        max_size=6,
    ).map(tuple),
    clock=st.builds(Clock, st.booleans(), st.booleans(), st.booleans()),
)


@given(anything)
def test_nothing_contradicted_is_better_than_doubtful(evidence: Evidence) -> None:
    judged = judge_arrival(evidence)
    against = {found.finding for found in judged.findings} & CONTRADICTIONS
    assert not against or judged.verdict is ArrivalVerdict.DOUBTFUL
    if judged.verdict is ArrivalVerdict.PROVEN:
        assert evidence.has_right_code or evidence.customer_at is not None
        placed = evidence.reading is not None and (evidence.reading.is_useful or evidence.reading.is_vague)
        assert evidence.reason or placed


@given(anything, st.randoms(use_true_random=False))
def test_order_of_delivery_does_not_matter(evidence: Evidence, shuffle: random.Random) -> None:
    fixes, codes = list(evidence.fixes), list(evidence.codes)
    shuffle.shuffle(fixes)
    shuffle.shuffle(codes)
    other = replace(evidence, fixes=tuple(fixes), codes=tuple(codes))
    assert judge_arrival(other).verdict == judge_arrival(evidence).verdict


@given(anything)
def test_word_against_it_never_helps(evidence: Evidence) -> None:
    """A wrong code more, or a fix that nobody trusts, makes nothing better."""
    order = (
        ArrivalVerdict.DOUBTFUL,
        ArrivalVerdict.PLAUSIBLE,
        ArrivalVerdict.BY_OFFICE,
        ArrivalVerdict.PROVEN,
    )
    worse = replace(evidence, codes=(*evidence.codes, WRONG), fixes=(*evidence.fixes, fix(9, 1, mock=True)))
    assert order.index(judge_arrival(worse).verdict) <= order.index(judge_arrival(evidence).verdict)
