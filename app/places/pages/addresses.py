"""Addresses and names of the gazetteer, suggested while somebody types."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from app.places.reads.search import suggestions
from app.web.context import transaction

LONGEST = 200


def addresses() -> str:
    """Which address may be meant."""
    typed = request.args.get("q", "")[:LONGEST]
    with transaction(write=False) as uow:
        return render_template("parts/addresses.html", found=suggestions(uow, typed))


def register(site: Blueprint) -> None:
    """Add the address."""
    site.add_url_rule("/map/addresses", "map_addresses", addresses)
