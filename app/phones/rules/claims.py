"""What a phone says of a visit that is somebody else's by now: that its engineer is the one who went."""

from __future__ import annotations

from datetime import timedelta

from app.phones.rules.kinds import Kind

CLAIMING = frozenset({Kind.DEPART, Kind.ARRIVE, Kind.CONFIRM_ARRIVAL, Kind.COMPLETE, Kind.INCOMPLETE})
"""Kinds that say that the sender has set out, is there, or was."""

HELD_WHILE_PROMISED = timedelta(minutes=2)
"""What moves a visit whose promise is open, and waits for longer than a phone takes to send the rest."""
