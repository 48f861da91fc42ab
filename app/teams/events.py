"""What happens to teams and to places in them."""

from __future__ import annotations

from app.kernel.phrases import Phrase
from app.registers.events import row_events

OF_ROWS = (
    *row_events("team", "created", "changed", family=Phrase("Teams")),
    *row_events("team_place", "created", "changed", "deleted", family=Phrase("Members of teams")),
)
