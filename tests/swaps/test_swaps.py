"""Shifts that engineers swap: the rules, and one journey from the offer to both rosters."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.kernel import Role, unit_of_work
from app.registers.rules.roster import Presence
from app.registers.tables import Engineer, Leave, Shift
from app.rosters.rules.strain import IN_A_ROW, REST
from app.swaps.rules.swapping import strains_after
from tests.support import web
from tests.support.clock import FakeClock
from tests.support.town import Town, without_child

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
PHONE, API = "/mobile/v1/shift-swaps", "/api/v1/shift-swaps"


def _there(begins: int, ends: int) -> Presence:
    return Presence(NOW + begins * HOUR, NOW + ends * HOUR)


@pytest.mark.parametrize(
    ("loses", "gains", "kinds"),
    [
        (None, _there(24, 32), set()),
        (None, _there(10, 18), {REST}),
        (None, _there(8, 16), {IN_A_ROW}),
        ((NOW, NOW + 8 * HOUR), _there(10, 18), set()),
    ],
)
def test_a_swap_counts_the_rest_without_what_is_given_up(
    loses: tuple[datetime, datetime] | None, gains: Presence, kinds: set[str]
) -> None:
    assert {one.kind for one in strains_after([_there(0, 8)], loses, [gains], "UTC")} == kinds


@pytest.fixture
def shifts(town: Town) -> list[UUID]:
    """A shift of each engineer two days on, which overlap for two hours."""
    with unit_of_work(town.runtime) as uow:
        made = [
            Shift(
                id=uow.new_id(),
                engineer_id=key,
                starts_at=uow.now + 2 * DAY + n * 6 * HOUR,
                ends_at=uow.now + 2 * DAY + n * 6 * HOUR + 8 * HOUR,
                breaks=[],
                created_at=uow.now,
                updated_at=uow.now,
            )
            for n, key in enumerate(town.engineers[:2])
        ]
        uow.session.add_all(made)
        return [one.id for one in made]


def _client(town: Town, role: Role, engineer: int | None = None) -> FlaskClient:
    more = {} if engineer is None else {"engineer_id": town.engineers[engineer]}
    who = web.make_user(town.runtime, role, f"{role}{engineer}", **more)
    return web.signed_in(web.application(town.runtime), town.runtime, who)


def _form(page: str, **fields: str) -> dict[str, str]:
    hidden = re.findall(r'name="(csrf_token|once|seen)" value="([^"]*)"', page)
    return dict(reversed(hidden)) | fields


def _holders(town: Town, begins: datetime) -> dict[datetime, UUID]:
    with unit_of_work(town.runtime, write=False) as uow:
        query = select(Shift.starts_at, Shift.engineer_id).where(Shift.starts_at >= begins)
        return dict(uow.session.execute(query).all())


def test_two_shifts_of_a_day_are_swapped_with_a_managers_word(
    town: Town, clock: FakeClock, shifts: list[UUID]
) -> None:
    phone, colleague, manager = (
        _client(town, Role.ENGINEER, 0),
        _client(town, Role.ENGINEER, 1),
        _client(town, Role.MANAGER),
    )
    one, other = town.engineers[:2]
    choices = phone.get("/mobile/v1/shift-swap-choices").json
    assert [each["shift_id"] for each in choices["shifts"]] == [str(shifts[0])]
    assert [each["engineer_id"] for each in choices["colleagues"]] == [str(other)]
    key = str(uuid4())
    wish = {"shift_id": str(shifts[0]), "to_engineer_id": str(other), "wanted_shift_id": str(shifts[1])}
    for _ in range(2):
        made = phone.post(PHONE, json={"shift_swap_id": key, **wish})
        assert made.json["state"] == "offered", "sent twice it offers once"
    assert list(phone.post(API, json=wish).json["errors"]) == ["shift_id"], "it is offered already"
    gift = phone.post(API, json={"shift_id": str(shifts[0]), "to_engineer_id": str(other)})
    assert gift.status_code == 422
    assert phone.post(f"{API}/{key}/accept").status_code == 404, "nobody accepts his own"
    assert manager.post(f"{API}/{key}/approve", json={}).json["type"].endswith("swap-answered")

    assert "Waits for your answer" in colleague.get("/mine/swaps").text
    address = f"/shift-swaps/{key}"
    assert colleague.post(f"{address}/accept", data=_form(colleague.get(address).text)).status_code == 303
    assert colleague.post(f"{PHONE}/{key}/accept").json["state"] == "accepted"
    assert phone.post(f"{API}/{key}/approve", json={}).status_code == 403
    begins = clock.now + 2 * DAY
    assert _holders(town, begins) == {begins: one, begins + 6 * HOUR: other}, "not before a manager says so"
    assert "Swaps to be decided" in manager.get("/shift-swaps").text
    assert manager.post(f"{address}/approve", data=_form(manager.get(address).text)).status_code == 303
    assert _holders(town, begins) == {begins: other, begins + 6 * HOUR: one}
    assert manager.post(f"{API}/{key}/approve", json={}).json["state"] == "approved"
    assert phone.post(f"{PHONE}/{key}/withdraw").json["type"].endswith("swap-answered")
    assert "Swapped" in phone.get("/mine/swaps").text


def test_a_gift_is_declined_withdrawn_or_not_possible_any_more(
    town: Town, clock: FakeClock, shifts: list[UUID]
) -> None:
    phone, colleague = _client(town, Role.ENGINEER, 0), _client(town, Role.ENGINEER, 1)
    later = clock.now + 4 * DAY
    with unit_of_work(town.runtime) as uow:
        uow.get(Shift, shifts[0]).starts_at = later
        uow.get(Shift, shifts[0]).ends_at = later + 8 * HOUR
    wish = {"shift_id": str(shifts[0]), "to_engineer_id": str(town.engineers[1])}

    def offered() -> str:
        made = phone.post(API, json=wish)
        assert made.status_code == 201, made.text
        return f"{API}/{made.json['id']}"

    first = offered()
    assert [colleague.post(f"{first}/decline").json["state"] for _ in range(2)] == ["declined"] * 2
    assert colleague.post(f"{first}/accept").status_code == 409
    second = offered()
    assert [phone.post(f"{second}/withdraw").json["state"] for _ in range(2)] == ["withdrawn"] * 2
    third = offered()
    with unit_of_work(town.runtime) as uow:
        given = {"engineer_id": town.engineers[1], "starts_at": later, "ends_at": later + HOUR}
        uow.session.add(
            Leave(id=uow.new_id(), reason="annual", created_at=uow.now, updated_at=uow.now, **given)
        )
    assert colleague.post(f"{third}/accept").json["type"].endswith("swap-not-possible")
    assert colleague.get(third).json["state"] == "offered", "nothing was written"
    phone.post(f"{third}/withdraw")
    assert list(phone.post(API, json=wish).json["errors"]) == ["to_engineer_id"]


def test_without_approval_only_what_asks_too_much_waits_for_a_manager(
    town: Town, clock: FakeClock, shifts: list[UUID]
) -> None:
    settings = replace(town.runtime.settings, swaps_need_approval=False)
    town.runtime = without_child(replace(town.runtime, settings=settings))
    phone, colleague = _client(town, Role.ENGINEER, 0), _client(town, Role.ENGINEER, 1)
    wish = {"shift_id": str(shifts[0]), "to_engineer_id": str(town.engineers[1])}

    def accepted(**more: str) -> str:
        made = phone.post(API, json=wish | more).json["id"]
        state = colleague.post(f"{PHONE}/{made}/accept").json["state"]
        if state == "accepted":
            phone.post(f"{PHONE}/{made}/withdraw")
        return str(state)

    with unit_of_work(town.runtime) as uow:
        uow.get(Engineer, town.engineers[1]).skills = []
    assert accepted(wanted_shift_id=str(shifts[1])) == "accepted", "he lacks a skill"
    with unit_of_work(town.runtime) as uow:
        uow.get(Engineer, town.engineers[1]).skills = list(uow.get(Engineer, town.engineers[0]).skills)
    assert accepted(wanted_shift_id=str(shifts[1])) == "approved"
    begins = clock.now + 2 * DAY
    assert _holders(town, begins)[begins] == town.engineers[1]
