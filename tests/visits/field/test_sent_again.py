"""What was refused online stays before a person, however it is said again."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from app.kernel import Runtime, unit_of_work
from app.phones.tables import PhoneEvent
from app.requests.tables import Visit
from app.visits.commands.field import Kind, Marks
from tests.support.build import SHANGHAI
from tests.support.clock import FakeClock
from tests.support.phone import FIVE_ONES, Phone

FAR = (SHANGHAI[0] + 0.42, SHANGHAI[1])
REVIEWED = ("needs_review", ("refused_before",))


def state_of(runtime: Runtime, phone: Phone) -> str:
    with unit_of_work(runtime, write=False) as uow:
        return uow.get(Visit, phone.job.visit_id).state


@pytest.fixture
def refused(phone: Phone, clock: FakeClock) -> Phone:
    """A phone 47 km away that was refused with a wrong code."""
    phone.drive()
    clock.advance(minutes=20)
    assert phone.arrive("0000", FAR, marks=Marks("p", "b", 9, 9000)).status == "refused"
    return phone


@pytest.mark.parametrize(
    ("after_s", "again"),
    [
        (0, {}),
        (1, {"ago_s": 1}),
        (1, {"ago_s": 0}),
        (25, {"ago_s": 0}),
        (600, {"ago_s": 900}),
        (600, {"ago_s": 600, "code": "4711", "point": SHANGHAI}),
        (600, {"ago_s": 700, "code": "4711", "point": SHANGHAI}),
        (600, {"ago_s": 30, "code": "4711", "point": SHANGHAI, "marks": Marks("p", "b", 9, 600_000)}),
    ],
    ids=["at once", "same time", "a second on", "soon", "dated back", "corrected", "before it", "number"],
)
def test_refused_arrival_sent_again_as_offline_is_reviewed_and_never_applied(
    runtime: Runtime, refused: Phone, clock: FakeClock, after_s: int, again: dict[str, Any]
) -> None:
    clock.advance(seconds=after_s)
    receipt = refused.arrive(**{"code": "0000", "point": FAR, "offline": True} | again)
    assert (receipt.status, receipt.flags) == REVIEWED
    assert state_of(runtime, refused) == "en_route"
    with unit_of_work(runtime, write=False) as uow:
        kept = uow.session.scalars(select(PhoneEvent.status).where(PhoneEvent.kind == "arrive")).all()
    assert sorted(kept) == ["needs_review", "refused"]


def test_old_message_that_says_online_is_no_way_round(refused: Phone, clock: FakeClock) -> None:
    clock.advance(minutes=5)
    receipt = refused.arrive("0000", FAR, ago_s=300, offline=False)
    assert (receipt.status, receipt.flags) == REVIEWED


def test_arrival_that_came_after_the_refusal_counts(
    runtime: Runtime, refused: Phone, clock: FakeClock
) -> None:
    """He pressed too early, drove on into a cellar, and arrived."""
    clock.advance(minutes=40)
    assert refused.arrive(ago_s=1800, offline=True).status == "applied"
    assert state_of(runtime, refused) == "on_site"


def test_mistyped_code_then_the_right_one_without_a_network_counts(phone: Phone, clock: FakeClock) -> None:
    phone.drive()
    clock.advance(minutes=20)
    assert phone.arrive("0000").status == "refused"
    clock.advance(minutes=5)
    assert phone.arrive("4711", ago_s=280, offline=True).status == "applied"


def test_departure_refused_for_the_set_and_still_without_it_is_reviewed(
    runtime: Runtime, phone: Phone, clock: FakeClock
) -> None:
    phone.send(Kind.ACCEPT)
    assert phone.send(Kind.DEPART).status == "refused"
    for minutes in (0, 10):
        clock.advance(minutes=minutes)
        receipt = phone.send(Kind.DEPART, offline=True)
        assert (receipt.status, receipt.flags) == REVIEWED
    assert state_of(runtime, phone) == "accepted"


def test_departure_with_the_set_after_a_refusal_counts(phone: Phone, clock: FakeClock) -> None:
    phone.send(Kind.ACCEPT)
    phone.send(Kind.DEPART)
    clock.advance(minutes=10)
    phone.answer(*(("five_ones", item, True) for item in FIVE_ONES), ago_s=300, offline=True)
    assert phone.send(Kind.DEPART, ago_s=290, offline=True).flags == ()


def test_departure_that_overtook_its_set_counts_once_the_set_is_there(phone: Phone, clock: FakeClock) -> None:
    phone.send(Kind.ACCEPT).unwrap()
    clock.advance(seconds=60)
    refused = phone.send(Kind.DEPART)
    assert refused.status == "refused"
    clock.advance(seconds=60)
    again = phone.send(Kind.DEPART, ago_s=60, offline=True)
    assert (again.status, again.flags) == ("needs_review", ("refused_before",))
    assert phone.arrive(offline=True).status == "held"
    phone.check_five_ones(ago_s=90, offline=True)
    assert phone.send(Kind.CONFIRM_ARRIVAL, {"code": "4711"}, offline=True).status == "applied"
