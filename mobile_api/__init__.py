"""The engineer's phone: `/mobile/v1`.

Every write is a message with an event id and the phone's own time; `app.visits.commands.field` judges it.
`mobile_api.client` is what runs on a phone and needs nothing of the server.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Blueprint


def blueprints() -> list[Blueprint]:
    """Return the blueprints of this door."""
    # Loaded on demand: a phone that imports the client has no server to load.
    from mobile_api import card, engineer, photos, reading, sync, visits

    return [engineer.blp, card.blp, reading.blp, visits.blp, photos.blp, sync.blp]
