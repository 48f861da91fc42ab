"""Tracking links open one request for a while."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

import pytest

from app.errors import NotFound
from app.services import links
from app.settings import Settings
from tests.support.spelling import other_endings

SETTINGS = Settings(secret_key="k", public_url="https://onehour.example")
NOW = datetime(2026, 3, 2, tzinfo=UTC)
REQUEST = uuid5(NAMESPACE_URL, "request")


def test_a_link_opens_its_request_until_it_expires() -> None:
    token, expires_at = links.tracking_token(SETTINGS, REQUEST, NOW)
    assert links.read_tracking_token(SETTINGS, token, expires_at) == REQUEST
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
    assert links.read_tracking_token(replace(renewed, secret_key_previous="k"), token, NOW) == REQUEST
