"""What a phone's arrival is worth, by all that the phone, the customer and the office said."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import timedelta
from itertools import permutations
from typing import Any, NoReturn

import pytest
from sqlalchemy import select
from uuid_utils.compat import uuid7

from app.arrivals.commands import arrivals
from app.kernel import Principal, Role, Runtime, unit_of_work
from app.kernel.tables import Event
from app.portal.commands import portal
from app.requests.reads.outcomes import outcome_of
from app.requests.tables import ServiceRequest, Visit
from app.visits.commands.field import Kind, Marks, Message, record
from app.visits.errors import NoUsefulPosition, OutsideGeofence
from tests.support.build import SHANGHAI
from tests.support.clock import FakeClock
from tests.support.phone import DEGREE_M, Phone

pytestmark = pytest.mark.any_database

FAR = (SHANGHAI[0] + 16_000 / DEGREE_M, SHANGHAI[1])
OFFICE = Principal(Role.DISPATCHER, "Wang")


class Story:
    """One visit of one phone, and what is made of its arrival."""

    def __init__(self, runtime: Runtime, phone: Phone, clock: FakeClock) -> None:
        self.runtime, self.phone, self.clock = runtime, phone, clock
        phone.drive()
        clock.advance(minutes=20)

    def visit(self) -> Visit:
        with unit_of_work(self.runtime, write=False) as uow:
            return uow.get(Visit, self.phone.job.visit_id)

    def verdict(self) -> tuple[str | None, str]:
        """What the visit was judged, and what the promise comes to now."""
        with unit_of_work(self.runtime, write=False) as uow:
            request = uow.get(ServiceRequest, self.phone.job.request_id)
            visit = uow.get(Visit, self.phone.job.visit_id)
            assert request.arrival_verdict == visit.arrival_verdict
            return visit.arrival_verdict, outcome_of(request, uow.now)

    def judged(self) -> list[str]:
        """The verdicts that the ledger tells, in their order."""
        with unit_of_work(self.runtime, write=False) as uow:
            bodies = uow.session.scalars(
                select(Event.body).where(Event.kind == "arrival.judged").order_by(Event.number)
            )
            return [json.loads(body)["verdict"] for body in bodies]


@pytest.fixture
def story(runtime: Runtime, phone: Phone, clock: FakeClock) -> Story:
    return Story(runtime, phone, clock)


def test_code_proves_and_without_one_a_track_makes_plausible(story: Story) -> None:
    story.phone.arrive(code=None).unwrap()
    assert story.verdict() == ("doubtful", "unsettled")
    story.phone.seen(3000, 240, offline=True)
    assert story.verdict() == ("plausible", "kept_plausible")
    story.phone.send(Kind.CONFIRM_ARRIVAL, {"code": "4711"}).unwrap()
    assert story.verdict() == ("proven", "kept_proven")
    assert story.judged() == ["doubtful", "plausible", "proven"]


def test_position_that_contradicts_beats_the_code_whenever_it_comes(story: Story) -> None:
    story.phone.arrive().unwrap()
    assert story.verdict() == ("proven", "kept_proven")
    story.phone.seen(16_000, 300, offline=True)
    assert story.verdict() == ("doubtful", "unsettled")
    assert "too_far_before" in {one["finding"] for one in story.visit().arrival_findings or []}


def test_positions_from_the_site_change_nothing_and_cost_one_query(story: Story) -> None:
    story.phone.arrive().unwrap()
    before = story.visit().version
    story.clock.advance(minutes=5)
    story.phone.seen(20, 0)
    assert story.visit().version == before


def test_made_up_location_is_doubtful(story: Story) -> None:
    story.phone.arrive().unwrap()
    story.phone.seen(20, 60, mock=True, offline=True)
    assert story.verdict()[0] == "doubtful"


def test_outside_the_fence_a_second_try_with_a_reason_is_taken_as_doubtful(story: Story) -> None:
    with pytest.raises(OutsideGeofence):
        story.phone.arrive(point=FAR).unwrap()
    with pytest.raises(OutsideGeofence):
        story.phone.arrive(point=FAR).unwrap()
    receipt = _arrive(story.phone, FAR, reason="The site's point is wrong.", code="4711")
    assert receipt.flags == ("outside_geofence", "arrival_doubtful")
    assert story.verdict() == ("doubtful", "unsettled")


def test_first_try_outside_is_refused_also_with_a_reason(story: Story) -> None:
    with pytest.raises(OutsideGeofence):
        _arrive(story.phone, FAR, reason="The site's point is wrong.").unwrap()


def test_no_position_needs_a_reason_and_the_code(story: Story) -> None:
    for body in ({"reason": "basement"}, {"code": "4711"}, {}):
        with pytest.raises(NoUsefulPosition):
            story.phone.send(Kind.ARRIVE, {"position": None, **body}).unwrap()
    told = {"position": None, "reason": "no satellite fix in the basement", "code": "4711"}
    assert story.phone.send(Kind.ARRIVE, told).flags == ("position_missing",)
    assert story.verdict() == ("proven", "kept_proven")


def test_no_position_and_no_code_is_taken_as_doubtful_at_the_second_try(story: Story) -> None:
    told = {"position": None, "reason": "basement, and nobody has the code"}
    with pytest.raises(NoUsefulPosition):
        story.phone.send(Kind.ARRIVE, told).unwrap()
    story.phone.send(Kind.ARRIVE, told).unwrap()
    assert story.verdict() == ("doubtful", "unsettled")


def test_poor_position_does_not_widen_the_fence(story: Story) -> None:
    with pytest.raises(NoUsefulPosition):
        _arrive(story.phone, (SHANGHAI[0] + 690 / DEGREE_M, SHANGHAI[1]), accuracy_m=600).unwrap()


def test_words_of_customer_and_office_are_told_apart(story: Story) -> None:
    story.phone.arrive(code=None).unwrap()
    with unit_of_work(story.runtime, OFFICE) as uow:
        arrivals.confirm_arrival(uow, story.phone.job.visit_id, "She called.")
    assert story.verdict() == ("by_office", "kept_by_office")
    with unit_of_work(story.runtime) as uow:
        portal.confirm_arrival(uow, story.phone.job.request_id)
    assert story.verdict() == ("proven", "kept_proven")


def test_refused_wrong_codes_count_and_the_last_locks(story: Story) -> None:
    story.phone.seen(3000, 240)
    story.phone.arrive(code=None).unwrap()
    assert story.verdict()[0] == "plausible"
    for guess in range(5):
        story.phone.send(Kind.CONFIRM_ARRIVAL, {"code": f"000{guess}"})
        assert story.verdict()[0] == "doubtful"
    assert story.visit().codes_locked_at == story.clock.now
    story.phone.send(Kind.CONFIRM_ARRIVAL, {"code": "4711"}, offline=True)
    assert story.verdict()[0] == "doubtful"


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        (Kind.CONFIRM_ARRIVAL, {}),
        (Kind.ARRIVE, {"position": {"lat": SHANGHAI[0], "lon": SHANGHAI[1], "accuracy_m": 9}}),
    ],
)
def test_codes_guessed_before_their_turn_count_at_once_and_only_once(
    runtime: Runtime, phone: Phone, clock: FakeClock, kind: Kind, body: dict[str, Any]
) -> None:
    def visit() -> Visit:
        with unit_of_work(runtime, write=False) as uow:
            return uow.get(Visit, phone.job.visit_id)

    for guess in range(4):
        assert phone.send(kind, {**body, "code": f"000{guess}"}, offline=True).status == "held"
    assert visit().code_attempts == 4
    assert visit().codes_locked_at is None
    assert "code_wrong" in phone.send(kind, {**body, "code": "0009"}, offline=True).flags
    assert visit().codes_locked_at == clock.now
    for guess in range(20):
        phone.send(kind, {**body, "code": f"01{guess:02}"}, offline=True)
    phone.send(kind, {**body, "code": "4711"}, offline=True)
    phone.drive()
    clock.advance(minutes=20)
    phone.arrive(code="4711", offline=True)
    assert visit().code_attempts == 5
    assert visit().arrival_confirmed_at is None
    assert visit().arrival_verdict == "doubtful"
    assert "code_guessed" in {one["finding"] for one in visit().arrival_findings or []}


def test_positions_made_up_after_the_phone_was_told_support_nothing(story: Story) -> None:
    story.phone.arrive(code=None).unwrap()
    story.clock.advance(seconds=4)
    for metres in (5000, 3000, 1000):
        story.phone.seen(metres, 60 + metres / 10, offline=True)
    assert story.verdict() == ("doubtful", "unsettled")
    story.phone.seen(16_000, 300, offline=True)
    story.phone.seen(16_000, 280, offline=True)
    assert "too_far_before" in {one["finding"] for one in story.visit().arrival_findings or []}


@pytest.mark.parametrize(("number", "expected"), [(4, "plausible"), (6, "doubtful"), (None, "doubtful")])
def test_positions_that_come_later_support_by_their_number(
    runtime: Runtime, phone: Phone, clock: FakeClock, number: int | None, expected: str
) -> None:
    def marks(number: int, ago_s: float = 0) -> Marks:
        return Marks("p", "b", number, round(((phone.time - begin).total_seconds() - ago_s) * 1000))

    begin = phone.time
    phone.send(Kind.ACCEPT, marks=marks(1)).unwrap()
    phone.check_five_ones(marks=marks(2)).unwrap()
    phone.send(Kind.DEPART, marks=marks(3)).unwrap()
    clock.advance(minutes=20)
    phone.arrive(code=None, marks=marks(5)).unwrap()
    clock.advance(seconds=4)
    late = Marks() if number is None else marks(number, 240)
    fix = {"positions": [_fix(phone, 3000, 240)]}
    phone.send(Kind.POSITIONS, fix, ago_s=240, offline=True, marks=late).unwrap()
    with unit_of_work(runtime, write=False) as uow:
        assert uow.get(Visit, phone.job.visit_id).arrival_verdict == expected


@pytest.mark.parametrize("kind", [Kind.ANSWERS, Kind.POSITIONS])
@pytest.mark.parametrize(
    ("number", "boot", "lag_s", "expected"),
    [
        (5, "b", 0, "proven"),
        (4, "b", 0, "doubtful"),
        (5, "b", 4000, "doubtful"),
        (4, "b", None, "doubtful"),
    ],
    ids=["honest", "number again", "counter back", "number again, no counter"],
)
def test_later_slip_of_the_phone_has_the_arrival_judged_again(
    runtime: Runtime,
    phone: Phone,
    clock: FakeClock,
    kind: Kind,
    number: int,
    boot: str,
    lag_s: float | None,
    expected: str,
) -> None:
    def marks(number: int, ago_s: float | None = 0) -> Marks:
        since_s = (phone.time - begin).total_seconds()
        return Marks("p", boot, number, None if ago_s is None else max(0, round((since_s - ago_s) * 1000)))

    begin = phone.time
    phone.send(Kind.ACCEPT, marks=marks(1)).unwrap()
    phone.check_five_ones(marks=marks(2)).unwrap()
    phone.send(Kind.DEPART, marks=marks(3)).unwrap()
    clock.advance(minutes=70)
    phone.arrive(ago_s=1200, offline=True, marks=marks(4, 1200)).unwrap()
    clock.advance(minutes=2)
    body: dict[str, Any] = {"positions": []}
    if kind is Kind.ANSWERS:
        body = {"answers": [{"template": "five_ones", "item": "shoe_covers", "value": True}]}
    phone.send(kind, body, marks=marks(number, lag_s)).unwrap()
    with unit_of_work(runtime, write=False) as uow:
        assert uow.get(Visit, phone.job.visit_id).arrival_verdict == expected


def test_dated_back_across_the_due_time_without_support_is_doubtful(story: Story) -> None:
    story.clock.advance(minutes=41)
    story.phone.arrive(ago_s=120, offline=True).unwrap()
    assert story.verdict() == ("doubtful", "unsettled")


@pytest.mark.parametrize(("lost", "expected"), [(False, "proven"), (True, "doubtful")])
def test_unbroken_numbers_support_what_is_synced_after_due(
    runtime: Runtime, phone: Phone, clock: FakeClock, *, lost: bool, expected: str
) -> None:
    def marks(number: int) -> Marks:
        counter_ms = round((phone.time - begin).total_seconds() * 1000) - (1200_000 if number > 3 else 0)
        return Marks("phone-1", "boot-1", number + (lost and number > 3), counter_ms)

    begin = phone.time
    phone.send(Kind.ACCEPT, marks=marks(1)).unwrap()
    phone.check_five_ones(marks=marks(2)).unwrap()
    phone.send(Kind.DEPART, marks=marks(3)).unwrap()
    clock.advance(minutes=70)
    phone.arrive(ago_s=1200, offline=True, marks=marks(4)).unwrap()
    with unit_of_work(runtime, write=False) as uow:
        assert uow.get(Visit, phone.job.visit_id).arrival_verdict == expected


def test_arrival_before_the_departure_is_doubtful(story: Story) -> None:
    story.phone.arrive(ago_s=1500, offline=True).unwrap()
    visit = story.visit()
    assert visit.on_site_at == visit.departed_at
    assert visit.arrival_verdict == "doubtful"


@pytest.mark.parametrize(
    ("before_m", "after_m", "expected"),
    [(16_000, 16_000, ("doubtful", "unsettled")), (3000, 20, ("proven", "kept_proven"))],
)
def test_order_of_delivery_does_not_change_the_verdict(
    runtime: Runtime,
    phone: Phone,
    clock: FakeClock,
    before_m: float,
    after_m: float,
    expected: tuple[str, str],
) -> None:
    """The same four messages of a phone that was offline, in every order."""
    story = Story(runtime, phone, clock)
    told: list[tuple[Kind, dict[str, Any], float]] = [
        (Kind.ARRIVE, {"position": _position(SHANGHAI)}, 600),
        (Kind.CONFIRM_ARRIVAL, {"code": "4711"}, 500),
        (Kind.POSITIONS, {"positions": [_fix(phone, before_m, 900)]}, 890),
        (Kind.POSITIONS, {"positions": [_fix(phone, after_m, 540)]}, 530),
    ]
    seen = {_played(story, order) for order in permutations(told)}
    assert seen == {expected}


class _Undone(Exception):
    """Raised to have a unit of work leave nothing."""


def _give_up() -> NoReturn:
    raise _Undone


def _played(story: Story, order: Iterable[tuple[Kind, dict[str, Any], float]]) -> tuple[str | None, str]:
    """Play messages in this order in one transaction that is given up, and say what came of it."""

    found: list[tuple[str | None, str]] = []
    phone = story.phone
    try:
        with unit_of_work(story.runtime, phone.principal) as uow:
            for kind, body, ago_s in order:
                about = None if kind is Kind.POSITIONS else phone.job.visit_id
                at = phone.time - timedelta(seconds=ago_s)
                record(uow, Message(kind, about, uuid7(), at, offline=True, body=body), phone.time)
            request = uow.get(ServiceRequest, phone.job.request_id)
            found.append((request.arrival_verdict, outcome_of(request, uow.now)))
            _give_up()
    except _Undone:
        return found[0]


def _position(point: tuple[float, float], accuracy_m: float = 12) -> dict[str, Any]:
    return {"lat": point[0], "lon": point[1], "accuracy_m": accuracy_m}


def _fix(phone: Phone, metres: float, ago_s: float) -> dict[str, Any]:
    at = (phone.time - timedelta(seconds=ago_s)).isoformat()
    return _position((SHANGHAI[0] + metres / DEGREE_M, SHANGHAI[1])) | {"at": at}


def _arrive(phone: Phone, point: tuple[float, float], *, accuracy_m: float = 12, **body: str) -> Any:
    return phone.send(Kind.ARRIVE, {"position": _position(point, accuracy_m), **body})
