"""The engineer's phone: `/mobile/v1`.

Every write is a message with an event id and the phone's own time; `app.services.field` judges it.
"""

from __future__ import annotations

from flask import Blueprint

from mobile_api import engineer, photos, reading, visits


def blueprints() -> list[Blueprint]:
    """Return the blueprints of this door."""
    return [engineer.blp, reading.blp, visits.blp, photos.blp]
