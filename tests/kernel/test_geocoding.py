"""Addresses are looked up by the geocoder that the settings name, or not at all."""

from __future__ import annotations

from typing import Any

import pytest
from geopy.exc import GeocoderTimedOut, GeocoderUnavailable
from geopy.geocoders import Nominatim
from geopy.location import Location
from geopy.point import Point

from app.kernel.errors import GeocodingFailed
from app.kernel.geocoding import geocode_with, make_geocode
from app.settings import Settings, SettingsInvalid


class _Gazetteer(Nominatim):
    """Knows one address, and can be out of order."""

    def __init__(self, failure: Exception | None = None) -> None:
        super().__init__(user_agent="tests")
        self._failure = failure

    def geocode(self, query: str, **_: Any) -> Location | None:
        if self._failure:
            raise self._failure
        return Location("Main St", Point(31.2, 121.4), {}) if query == "1 Main St" else None


def test_without_a_setting_nothing_is_looked_up() -> None:
    assert make_geocode(Settings()) is None


def test_a_geocoder_is_made_by_name_and_address() -> None:
    assert make_geocode(Settings(geocoder="photon", geocoder_url="http://photon.local")) is not None
    assert make_geocode(Settings(geocoder="nominatim")) is not None


def test_a_name_that_no_geocoder_has_is_refused() -> None:
    with pytest.raises(SettingsInvalid, match="ONEHOUR_GEOCODER"):
        make_geocode(Settings(geocoder="crystal_ball"))


def test_an_address_becomes_a_point_or_nothing() -> None:
    geocode = geocode_with(_Gazetteer())
    assert geocode("1 Main St") == (31.2, 121.4)
    assert geocode("Nowhere") is None


@pytest.mark.parametrize("failure", [GeocoderTimedOut("late"), GeocoderUnavailable("gone")])
def test_a_service_that_cannot_be_asked_is_not_an_address_that_does_not_exist(failure: Exception) -> None:
    with pytest.raises(GeocodingFailed):
        geocode_with(_Gazetteer(failure))("1 Main St")
