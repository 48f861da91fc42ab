"""Saying where a request is whose place nobody knew: its address, and a pin or latitude and longitude."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, request, url_for
from werkzeug.wrappers import Response

from app.kernel import UnitOfWork
from app.kernel.base import longest
from app.kernel.phrases import Phrase
from app.registers.commands import registry
from app.registers.reads.registry import REGISTERS, one
from app.registers.tables import Site
from app.requests.tables import ServiceRequest
from app.web.context import transaction
from app.web.pages import kept
from app.web.pages.form_values import read_point
from app.web.pages.forms import see, text_of
from app.web.wording import say

_LONGEST = 60
_SET = Phrase("The place is on the map now, and somebody is being sent.")
_OTHER = Phrase("Somebody else set the place meanwhile; it stays as it is. Change it at the site.")


def place(request_id: UUID) -> Response:
    """Set point and address of the request's site; a second press changes nothing, and what stands stays."""
    try:
        with transaction() as uow:
            point = read_point(text_of("point", _LONGEST), "point")
            site = one(uow, REGISTERS["site"], uow.get(ServiceRequest, request_id).site_id)
            address = ""
            if request.form.get("address", "").strip():  # else it stays as it stands
                address = text_of("address", longest(Site.address))
            flash(*_placed(uow, site, point["lat"], point["lon"], address))
    except kept.REFUSALS as refused:
        kept.keep(refused)
    return see(url_for("pages.request_page", request_id=request_id))


def _placed(uow: UnitOfWork, site: Site, lat: float, lon: float, address: str) -> tuple[str, str]:
    if site.lat is None:
        registry.update(uow, "site", site, {"lat": lat, "lon": lon, "address": address or site.address})
    elif (site.lat, site.lon) != (lat, lon):
        return say(_OTHER), "bad"
    return say(_SET), "good"


def register(site: Blueprint) -> None:
    """Add the address."""
    site.add_url_rule("/requests/<uuid:request_id>/place", "request_place", place, methods=["POST"])
