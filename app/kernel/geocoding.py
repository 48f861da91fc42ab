"""Addresses to points, by whichever geopy geocoder the settings name; none by default."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from app.kernel.errors import GeocodingFailed
from app.settings import Settings, SettingsInvalid

if TYPE_CHECKING:
    from geopy.geocoders.base import Geocoder

TIMEOUT_S = 5
USER_AGENT = "onehour"

Geocode = Callable[[str], tuple[float, float] | None]


def make_geocode(settings: Settings) -> Geocode | None:
    """Return the look-up that the settings ask for; None where they ask for none.

    Raises:
        SettingsInvalid: geopy has no geocoder of that name.
    """
    if settings.geocoder in {"", "none"}:
        return None
    # Most installations ask nobody, and geopy brings an HTTP library of its own along.
    from geopy.exc import GeocoderNotFound
    from geopy.geocoders import get_geocoder_for_service

    try:
        kind = get_geocoder_for_service(settings.geocoder)
    except GeocoderNotFound as unknown:
        raise SettingsInvalid("ONEHOUR_GEOCODER", "names no geocoder of geopy") from unknown
    return geocode_with(_made(kind, settings))


def geocode_with(geocoder: Geocoder) -> Geocode:
    """Wrap a geopy geocoder: (lat, lon) of the best match, or None.

    The callable raises GeocodingFailed when the service cannot be asked now.
    """
    from geopy.exc import GeocoderServiceError

    def geocode(address: str) -> tuple[float, float] | None:
        try:
            found = geocoder.geocode(address)
        except GeocoderServiceError as failure:
            raise GeocodingFailed(type(failure).__name__) from failure
        return (found.latitude, found.longitude) if found else None

    return geocode


def _made(kind: Callable[..., Geocoder], settings: Settings) -> Geocoder:
    options: dict[str, Any] = {"timeout": TIMEOUT_S, "user_agent": USER_AGENT}
    if settings.geocoder_url:
        address = urlsplit(settings.geocoder_url)
        options |= {"domain": address.netloc + address.path.rstrip("/"), "scheme": address.scheme}
    return kind(**options)
