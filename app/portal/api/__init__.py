"""What a customer does behind a tracking link: `/portal/v1`."""

from __future__ import annotations

from flask import Blueprint

from app.portal.api import tracking


def blueprints() -> list[Blueprint]:
    """Return the blueprints of this door."""
    return [tracking.blp]
