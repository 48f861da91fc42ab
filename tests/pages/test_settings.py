"""What is set, as managers and administrators see it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import fields, replace

import pytest
from flask import Flask
from sqlalchemy import select

from app.kernel import unit_of_work
from app.operations.pages.setting_words import GROUPS, MEANINGS, TERRITORY
from app.registers.tables import Territory
from app.settings import Settings
from app.web.context import EXTENSION
from tests.pages.conftest import Browser
from tests.support.morning import Morning

SignIn = Callable[[str], Browser]


def test_every_setting_has_a_meaning_and_a_place() -> None:
    names = {item.name for item in fields(Settings)}
    assert set(MEANINGS) == names
    assert sorted(name for _, group in GROUPS.values() for name in group) == sorted(names)


def test_every_setting_of_a_territory_has_a_meaning() -> None:
    own = {"id", "code", "external_id", "name", "centre_lat", "centre_lon", "boundary", "active"}
    kept = {column.name for column in Territory.__table__.columns} - own
    assert set(TERRITORY) == kept - {"version", "created_at", "updated_at"}


def test_secrets_are_never_shown(signed_in: SignIn, application: Flask, morning: Morning) -> None:
    manager = signed_in("manager")
    hidden = {
        "secret_key_previous": "an-older-secret",
        "notify_customer_url": "json://very-hidden.example",
        "geocoder_url": "https://user:word@geo.example/find?key=abcdef",
    }
    settings = replace(morning.runtime.settings, company_name="Blue & Sons", **hidden)
    application.extensions[EXTENSION] = replace(morning.runtime, settings=settings)
    page = manager.open("/settings").text
    for secret in (settings.secret_key, "an-older-secret", "very-hidden", "abcdef", "word@"):
        assert secret not in page
    assert "Blue &amp; Sons" in page
    assert "https://geo.example/find" in page
    assert "set, not shown" in page


def test_settings_of_a_territory_stand_beside_their_defaults(signed_in: SignIn, morning: Morning) -> None:
    with unit_of_work(morning.runtime) as uow:
        territory = uow.session.scalars(select(Territory)).first()
        assert territory
        territory.speed_kmh, key = 27.5, territory.id
    page = signed_in("manager").open(f"/settings/territories/{key}").text
    assert "<b>27.5</b>" in page
    assert '<td data-title="Default">30</td>' in page
    assert re.search(r'href="/administration" aria-current="true"', page)


@pytest.mark.parametrize("login", ["dispatcher", "customer", "provider"])
def test_settings_are_for_managers(signed_in: SignIn, login: str) -> None:
    assert signed_in(login).open("/settings").status_code == 403
