"""A lost phone: the office ends its session, and from the next contact on it opens nothing more."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from app.kernel import Role, unit_of_work
from app.kernel.tables import Event
from app.phones.tables import Device
from tests.support.town import Town
from tests.support.web import application, make_user, signed_in

if TYPE_CHECKING:
    from flask.testing import FlaskClient


pytestmark = pytest.mark.any_database


@pytest.fixture
def phone(town: Town) -> FlaskClient:
    who = make_user(town.runtime, Role.ENGINEER, engineer_id=town.engineers[0])
    return signed_in(application(town.runtime), town.runtime, who)


def test_phones_are_listed_the_one_heard_last_first(dispatcher: FlaskClient, town: Town) -> None:
    with unit_of_work(town.runtime) as uow:
        for n, version in enumerate(("", "2.1.0")):
            seen_at = uow.now - timedelta(days=1 - n)
            uow.session.add(
                Device(
                    id=uow.new_id(),
                    engineer_id=town.engineers[0],
                    device_id=f"phone-{n}",
                    app_version=version,
                    skew_s=0.0,
                    samples=[],
                    last_seen_at=seen_at,
                )
            )
    found = dispatcher.get(f"/api/v1/engineers/{town.engineers[0]}/phones").json
    assert [(one["device_id"], one["app_version"]) for one in found] == [
        ("phone-1", "2.1.0"),
        ("phone-0", ""),
    ]
    assert dispatcher.get(f"/api/v1/engineers/{town.engineers[1]}/phones").json == []
    assert dispatcher.get(f"/api/v1/engineers/{uuid4()}/phones").status_code == 404


def test_a_session_that_is_ended_opens_nothing_more(
    dispatcher: FlaskClient, phone: FlaskClient, town: Town
) -> None:
    at = f"/api/v1/engineers/{town.engineers[0]}/sessions"
    assert phone.get("/mobile/v1/shift").status_code == 200
    [token] = dispatcher.get(at).get_json()
    assert "token" not in token
    assert "token_hash" not in token
    other = f"/api/v1/engineers/{town.engineers[1]}/sessions/{token['id']}"
    assert dispatcher.delete(other).status_code == 404
    assert phone.get("/mobile/v1/shift").status_code == 200
    for _ in range(2):
        assert dispatcher.delete(f"{at}/{token['id']}").status_code == 204
    assert phone.get("/mobile/v1/shift").status_code == 401
    assert phone.post("/mobile/v1/sync", json={}).status_code == 401
    assert dispatcher.get(at).json == []
    with unit_of_work(town.runtime, write=False) as uow:
        told = select(func.count()).select_from(Event).where(Event.kind == "token.bearer.revoked")
        assert uow.session.scalar(told) == 1


def test_only_the_office_ends_sessions_and_only_those_of_engineers(
    client_of: Callable[..., FlaskClient], dispatcher: FlaskClient, phone: FlaskClient, town: Town
) -> None:
    at = f"/api/v1/engineers/{town.engineers[0]}/sessions"
    [token] = dispatcher.get(at).get_json()
    for role in (Role.CUSTOMER, Role.PROVIDER, Role.ENGINEER):
        owns = {"customer_id": town.customer_id} if role is Role.CUSTOMER else {}
        stranger = client_of(role, **owns)
        assert stranger.get(at).status_code in {403, 404}
        assert stranger.delete(f"{at}/{token['id']}").status_code in {403, 404}
    own = dispatcher.get("/api/v1/auth/tokens").json[0]["id"]
    assert dispatcher.delete(f"{at}/{own}").status_code == 404
    assert phone.get("/mobile/v1/shift").status_code == 200
