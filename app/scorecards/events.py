"""What happens to views that are sent regularly."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from app.kernel.events import NOT_SHOWN, OFFICE, Before, Body, DomainEvent, Notice
from app.kernel.phrases import Phrase

_USEFUL = timedelta(hours=12)


def _by(channel: str) -> Callable[[Body, Before], bool]:
    return lambda body, _before: body.get("channel") == channel


@dataclass(frozen=True, kw_only=True)
class ScheduledViewDue(DomainEvent):
    """A view is due that somebody has sent to himself; the message has its link, no figures."""

    kind = "user.scheduled_view_due"
    called = Phrase("Scheduled view sent")
    audience = OFFICE
    sentence = NOT_SHOWN
    to_customer = Notice("scheduled_view", _USEFUL, when=_by("customers"))
    to_engineer = Notice("scheduled_view", _USEFUL, when=_by("engineers"))

    scheduled_view_id: UUID
    channel: str
