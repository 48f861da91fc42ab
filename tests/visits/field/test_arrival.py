from __future__ import annotations

import pytest

from app.kernel import Runtime, unit_of_work
from app.kernel.errors import Invalid
from app.portal.commands import portal
from app.requests.tables import ServiceRequest, Visit
from app.visits.commands.field import Kind
from app.visits.errors import ArrivalCodeLocked, ArrivalCodeWrong, OutsideGeofence
from tests.support.build import SHANGHAI
from tests.support.clock import FakeClock
from tests.support.phone import Phone

ROUND_THE_CORNER = (SHANGHAI[0] + 0.0018, SHANGHAI[1])
"""200.2 m north of the site; the geofence is 200 m and the reading good to 12 m."""
NEXT_QUARTER = (SHANGHAI[0] + 0.02, SHANGHAI[1])


def visit_of(runtime: Runtime, phone: Phone) -> Visit:
    with unit_of_work(runtime, write=False) as uow:
        return uow.get(Visit, phone.job.visit_id)


def test_arrival_stops_the_clock_of_visit_and_request(
    runtime: Runtime, phone: Phone, clock: FakeClock
) -> None:
    phone.drive()
    clock.advance(minutes=20)
    phone.arrive().unwrap()
    visit = visit_of(runtime, phone)
    assert visit.on_site_at == visit.arrival_confirmed_at == clock.now
    with unit_of_work(runtime, write=False) as uow:
        assert uow.get(ServiceRequest, phone.job.request_id).on_site_at == clock.now


def test_reading_within_its_accuracy_of_the_geofence_is_accepted(phone: Phone) -> None:
    phone.drive()
    assert phone.arrive(point=ROUND_THE_CORNER).flags == ()


def test_arrival_elsewhere_is_refused_online(runtime: Runtime, phone: Phone) -> None:
    phone.drive()
    with pytest.raises(OutsideGeofence) as refused:
        phone.arrive(point=NEXT_QUARTER).unwrap()
    assert refused.value.extra == {"distance_m": 2224, "allowed_m": 212}
    assert visit_of(runtime, phone).state == "en_route"


def test_arrival_elsewhere_is_flagged_offline(phone: Phone) -> None:
    phone.drive()
    receipt = phone.arrive(point=NEXT_QUARTER, offline=True)
    assert (receipt.status, receipt.flags) == ("applied", ("outside_geofence", "arrival_doubtful"))


def test_wrong_code_is_refused_online_and_counted(runtime: Runtime, phone: Phone) -> None:
    phone.drive()
    with pytest.raises(ArrivalCodeWrong) as refused:
        phone.arrive("0000").unwrap()
    assert refused.value.extra == {"attempts_left": 4}
    assert visit_of(runtime, phone).state == "en_route"


def test_wrong_code_is_flagged_offline_and_confirms_nothing(runtime: Runtime, phone: Phone) -> None:
    phone.drive()
    assert phone.arrive("0000", offline=True).flags == ("code_wrong", "arrival_doubtful")
    assert visit_of(runtime, phone).arrival_confirmed_at is None


def test_code_given_later_confirms_and_does_not_move_the_arrival(
    runtime: Runtime, phone: Phone, clock: FakeClock
) -> None:
    phone.drive()
    phone.arrive(code=None).unwrap()
    arrived_at = clock.now
    clock.advance(minutes=7)
    phone.send(Kind.CONFIRM_ARRIVAL, {"code": "4711"}).unwrap()
    visit = visit_of(runtime, phone)
    assert (visit.on_site_at, visit.arrival_confirmed_at) == (arrived_at, clock.now)
    clock.advance(minutes=1)
    phone.send(Kind.CONFIRM_ARRIVAL, {"code": "4711"}).unwrap()
    assert visit_of(runtime, phone).arrival_confirmed_at == visit.arrival_confirmed_at


def test_guessing_ends_after_five_wrong_codes_until_the_customer_confirms(
    runtime: Runtime, phone: Phone, clock: FakeClock
) -> None:
    phone.drive()
    phone.arrive(code=None).unwrap()
    for guess in range(5):
        with pytest.raises(ArrivalCodeWrong):
            phone.send(Kind.CONFIRM_ARRIVAL, {"code": f"000{guess}"}).unwrap()
    with pytest.raises(ArrivalCodeLocked):
        phone.send(Kind.CONFIRM_ARRIVAL, {"code": "4711"}).unwrap()
    clock.advance(minutes=2)
    offline = phone.send(Kind.CONFIRM_ARRIVAL, {"code": "4711"}, offline=True)
    assert offline.flags == ("code_locked",)
    assert visit_of(runtime, phone).arrival_confirmed_at is None
    with unit_of_work(runtime) as uow:
        portal.confirm_arrival(uow, phone.job.request_id)
    assert visit_of(runtime, phone).arrival_confirmed_at is not None


def test_arriving_again_with_the_code_confirms(runtime: Runtime, phone: Phone) -> None:
    phone.drive()
    phone.arrive(code=None).unwrap()
    assert phone.arrive().flags == ("already_on_site",)
    assert visit_of(runtime, phone).arrival_confirmed_at is not None


def test_code_before_the_arrival_is_held(phone: Phone) -> None:
    phone.drive()
    assert phone.send(Kind.CONFIRM_ARRIVAL, {"code": "4711"}).flags == ("waits_for_arrival",)


def test_code_of_other_than_four_digits_is_invalid(phone: Phone) -> None:
    phone.drive()
    with pytest.raises(Invalid, match="code"):
        phone.arrive("47110")
