"""Days of records are those of the installation's clock, and a tick reads as what it is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from sqlalchemy import update

from app.kernel import unit_of_work
from app.registers.tables import Customer, Territory
from app.web.pages.form_values import read_point
from tests.pages.conftest import Browser
from tests.support.morning import Morning

NIGHT = datetime(2026, 3, 30, 18, 30, tzinfo=UTC)
"""In Shanghai it is the last of March already."""


def test_a_card_made_at_night_has_the_day_of_the_place(
    signed_in: Callable[[str], Browser], morning: Morning
) -> None:
    with unit_of_work(morning.runtime) as uow:
        uow.session.execute(update(Customer).values(created_at=NIGHT))
        territory_id = uow.session.query(Territory.id).limit(1).scalar()
    desk = signed_in("dispatcher")
    page = desk.open("/customers").text
    assert "Mar 31, 2026" in page
    assert "Mar 30, 2026" not in page
    assert "Asia/Shanghai" in desk.open("/account").text
    row = desk.open(f"/territories/{territory_id}").text
    assert ">Yes<" in row or ">No<" in row


def test_a_point_with_the_longitude_first_is_understood() -> None:
    assert read_point("104.0668,30.6702", "point") == {"lat": 30.6702, "lon": 104.0668}
    assert read_point("30.6702,104.0668", "point") == {"lat": 30.6702, "lon": 104.0668}
