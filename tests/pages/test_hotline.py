"""Taking a call in the browser without scripts."""

from __future__ import annotations

from collections.abc import Callable

from tests.pages.conftest import Browser
from tests.support.morning import Morning

SignedIn = Callable[[str], Browser]


def test_hotline_shows(signed_in: SignedIn, morning: Morning) -> None:
    page = signed_in("dispatcher").open("/hotline")
    assert page.status_code == 200, page.text[:3000]
