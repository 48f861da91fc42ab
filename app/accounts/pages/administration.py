"""One place from which everything that is set up rarely is reached, so that the menu stays short."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, current_app, render_template

from app.web.doors import SET_UP, SetUpPage


def administration() -> str:
    """Show what the caller may open."""
    places: Sequence[SetUpPage] = current_app.extensions[SET_UP]
    return render_template("administration.html", places=places)


def register(site: Blueprint) -> None:
    """Add the address."""
    site.add_url_rule("/administration", view_func=administration)
