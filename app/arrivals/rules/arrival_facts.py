"""The facts about an arrival that are judged, and the words for what they show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from app.phones.rules.phone_clock import UNKNOWN, ClockSupport
from app.positions.rules.tracks import ABSENCE, Fix, Place, Point
from app.requests.rules.promise import ArrivalVerdict

USEFUL_ACCURACY_M = 100
"""A position that is worse than this places nobody."""

WIDENING_M = 50
"""By so much at most a position's accuracy widens the fence."""

MOST_WRONG_CODES = 5
"""After so many wrong codes a right one is a guess: one try in 2,000 succeeds by chance."""

LIVE = timedelta(seconds=30)
"""What is received so soon after it happened is dated by its receipt; by so much two clocks may differ.

Across the promised time only `ON_ITS_WAY` is allowed."""


class Finding(StrEnum):
    """What the evidence shows: for the arrival, lacking, or against it."""

    CODE_RIGHT = "code_right"
    CUSTOMER_CONFIRMED = "customer_confirmed"
    OFFICE_CONFIRMED = "office_confirmed"
    HANDED_CONFIRMED = "handed_confirmed"
    INSIDE_FENCE = "inside_fence"
    TRACK_FITS = "track_fits"
    CLOCK_SUPPORTED = "clock_supported"

    NO_CODE = "no_code"
    NO_POSITION = "no_position"
    ACCURACY_USELESS = "accuracy_useless"
    NO_REASON = "no_reason"
    NO_TRACK = "no_track"
    CLOCK_SLEPT = "clock_slept"
    SEEN_ELSEWHERE_ONCE = "seen_elsewhere_once"

    OUTSIDE_FENCE = "outside_fence"
    CODE_WRONG = "code_wrong"
    CODE_GUESSED = "code_guessed"
    MOCK_LOCATION = "mock_location"
    TOO_FAR_BEFORE = "too_far_before"
    TOO_FAR_AFTER = "too_far_after"
    SEEN_ELSEWHERE = "seen_elsewhere"
    DRIVE_TOO_SHORT = "drive_too_short"
    BEFORE_DEPARTURE = "before_departure"
    DATED_BACK = "dated_back"
    CLOCK_JUMPED = "clock_jumped"
    NUMBERS_SLIPPED = "numbers_slipped"
    CONFIRMED_TOO_EARLY = "confirmed_too_early"


CONTRADICTIONS = frozenset(list(Finding)[list(Finding).index(Finding.OUTSIDE_FENCE) :])
"""Any of these makes an arrival doubtful, whatever speaks for it."""


@dataclass(frozen=True, slots=True)
class Found:
    """One finding with its figures: metres, seconds, or how often; None where it has none."""

    finding: Finding
    metres: int | None = None
    seconds: int | None = None
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """The position that was sent with the arrival."""

    point: Point
    accuracy_m: float | None = None
    mock: bool = False

    @property
    def is_useful(self) -> bool:
        """Whether it places the phone by itself."""
        return not self.is_vague and (self.accuracy_m or 0) <= USEFUL_ACCURACY_M

    @property
    def is_vague(self) -> bool:
        """Whether its accuracy is unknown, for which phones write 0: it bears a code out, and no more."""
        return not self.accuracy_m


@dataclass(frozen=True, slots=True)
class CodeTry:
    """A code that was given at `at`."""

    at: datetime
    right: bool


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that is held about one arrival.

    said_at: the phone's time of it on the server's clock, before it is clamped.  ended_at: when the visit
    ended.  customer_at, office_at, handed_at: when the customer himself, the office for him, or whoever
    holds a link that the office handed over, said that the engineer is there.  fixes: where the same phone
    said it was around that time, in any order.  clock: what the phone's counters say of its time since the
    last message that was acknowledged.
    """

    place: Place
    due_at: datetime
    said_at: datetime
    received_at: datetime
    departed_at: datetime | None = None
    ended_at: datetime | None = None
    reading: Reading | None = None
    reason: str = ""
    offline: bool = False
    codes: Sequence[CodeTry] = ()
    customer_at: datetime | None = None
    office_at: datetime | None = None
    handed_at: datetime | None = None
    fixes: Sequence[Fix] = ()
    clock: ClockSupport = UNKNOWN

    @property
    def on_site_at(self) -> datetime:
        """The arrival's time: what the phone said, not before the departure nor after the receipt."""
        return min(max(self.said_at, self.departed_at or self.said_at), self.received_at)

    @property
    def present_until(self) -> datetime:
        """Until when the phone must not be elsewhere: for a while and until it reported, during the visit."""
        held = self.on_site_at + ABSENCE
        until = held if self.is_live else max(held, self.received_at)
        return until if self.ended_at is None else min(until, self.ended_at)

    @property
    def crosses_due(self) -> bool:
        """Whether it is in time by the phone's word, and late by its receipt."""
        return self.on_site_at <= self.due_at < self.received_at

    @property
    def is_live(self) -> bool:
        """Whether the receipt itself dates it."""
        return not self.offline and self.received_at - self.said_at <= LIVE

    @property
    def has_right_code(self) -> bool:
        """Whether the customer's code was given, and not found by guessing."""
        return any(code.right for code in self.codes) and self.wrong_codes < MOST_WRONG_CODES

    @property
    def wrong_codes(self) -> int:
        """How many wrong codes were given."""
        return sum(not code.right for code in self.codes)

    @property
    def is_confirmed(self) -> bool:
        """Whether the customer spoke, by his code or himself."""
        return self.has_right_code or self.customer_at is not None

    @property
    def by_office(self) -> bool:
        """Whether it rests on the office: its own word, or that of whom it handed a link to."""
        return self.office_at is not None or self.handed_at is not None


@dataclass(frozen=True, slots=True)
class Judgement:
    """The verdict, and why."""

    verdict: ArrivalVerdict
    findings: tuple[Found, ...]


def without_echo(findings: Sequence[Found]) -> tuple[Found, ...]:
    """Leave out that no position bears the arrival out where one from before it speaks against it."""
    told = {found.finding for found in findings}
    echoes = {Finding.NO_TRACK} if told & {Finding.TOO_FAR_BEFORE, Finding.DRIVE_TOO_SHORT} else set()
    return tuple(found for found in findings if found.finding not in echoes)
