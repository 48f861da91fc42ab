"""What dealing with alerts refuses, each with its sentence."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from app.kernel.errors import Conflict
from app.kernel.phrases import Phrase

NAMES = (
    Phrase("Alert"),
    Phrase("alert"),
)
"""What errors call the things of this room: by their tables, registers and addresses."""


class AlertOver(Conflict):
    """The alert's reason is gone; `why` says how."""

    slug = "alert-over"

    def __init__(self, alert_id: object, why: str) -> None:
        super().__init__(Phrase("This alert is over: its reason is gone."), alert_id=str(alert_id), why=why)


class AlreadyAcknowledged(Conflict):
    """Somebody has taken this alert on."""

    slug = "already-acknowledged"

    def __init__(self, by: str, at: datetime) -> None:
        super().__init__(Phrase("Somebody has this alert on already."), by=by, at=at.isoformat())


class RescueStale(Conflict):
    """What was prepared does not hold any more; `rescue` is the fresh one, None where there is none."""

    slug = "rescue-stale"

    def __init__(self, alert_id: object, rescue: Mapping[str, Any] | None = None) -> None:
        super().__init__(
            Phrase("The prepared rescue does not hold any more."),
            alert_id=str(alert_id),
            rescue=dict(rescue) if rescue else None,
        )
