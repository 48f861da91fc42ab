"""Tracking links open one request for a while."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

import pytest
from itsdangerous import URLSafeSerializer

from app.kernel.errors import NotFound
from app.requests.commands import links
from app.requests.commands.links import Rights
from app.settings import Settings
from tests.support.spelling import other_endings

SETTINGS = Settings(secret_key="k", public_url="https://onehour.example")
NOW = datetime(2026, 3, 2, tzinfo=UTC)
REQUEST = uuid5(NAMESPACE_URL, "request")


def test_a_link_opens_its_request_until_it_expires() -> None:
    token, expires_at = links.tracking_token(SETTINGS, REQUEST, NOW)
    assert links.read_tracking_token(SETTINGS, token, expires_at).request_id == REQUEST
    with pytest.raises(NotFound):
        links.read_tracking_token(SETTINGS, token, expires_at + timedelta(seconds=1))


def test_a_link_signed_with_another_key_opens_nothing() -> None:
    token, _ = links.tracking_token(replace(SETTINGS, secret_key="other"), REQUEST, NOW)
    with pytest.raises(NotFound):
        links.read_tracking_token(SETTINGS, token, NOW)


@pytest.mark.parametrize("token", ["", "x", "W10.x", "é"])
def test_rubbish_opens_nothing(token: str) -> None:
    with pytest.raises(NotFound):
        links.read_tracking_token(SETTINGS, token, NOW)


def test_a_link_with_any_other_ending_opens_nothing() -> None:
    token, _ = links.tracking_token(SETTINGS, REQUEST, NOW)
    for other in other_endings(token):
        with pytest.raises(NotFound):
            links.read_tracking_token(SETTINGS, other, NOW)


def test_the_address_stands_under_the_public_url() -> None:
    assert links.tracking_url(SETTINGS, "abc") == "https://onehour.example/t/abc"


def test_a_link_outlives_a_new_key_while_the_one_before_is_still_named() -> None:
    token, _ = links.tracking_token(SETTINGS, REQUEST, NOW)
    renewed = replace(SETTINGS, secret_key="new")
    with pytest.raises(NotFound):
        links.read_tracking_token(renewed, token, NOW)
    told = links.read_tracking_token(replace(renewed, secret_key_previous="k"), token, NOW)
    assert told.request_id == REQUEST


@pytest.mark.parametrize("rights", list(Rights))
@pytest.mark.parametrize("maker", ["system:system", "dispatcher:019c"])
def test_a_link_says_what_it_allows_and_who_made_it(rights: Rights, maker: str) -> None:
    token, _ = links.tracking_token(SETTINGS, REQUEST, NOW, rights, maker)
    assert links.read_tracking_token(SETTINGS, token, NOW) == links.Link(REQUEST, rights, maker)


def test_a_link_of_before_makers_were_named_only_shows() -> None:
    payload = [REQUEST.hex, int(NOW.timestamp()) + 60]
    old = URLSafeSerializer(SETTINGS.secret_keys, salt="onehour.tracking").dumps(payload)
    assert links.read_tracking_token(SETTINGS, str(old), NOW) == links.Link(REQUEST, Rights.READ, "")
