"""What this room brings: who sees bills that wait, and which pictures visits still show."""

from __future__ import annotations

from sqlalchemy import ColumnElement, exists, select

from app.kernel import visibility
from app.kernel.events import EVENTS, kinds
from app.kernel.slots import Capability
from app.registers.commands.portraits import PICTURE_USERS
from app.visits import tables
from app.visits.events import phone, visits
from app.visits.tables import HeldCharge, Photo


def taken_on_site(sha256: str) -> ColumnElement[bool]:
    """Return the condition that a visit has a photo of these bytes."""
    return exists(select(Photo.id).where(Photo.sha256 == sha256))


CAPABILITY = Capability(
    "visits",
    (
        EVENTS.of(kinds(visits, phone)),
        visibility.RULES.of({HeldCharge: visibility.staff_only}),
        visibility.KINDS.of(visibility.kinds({"charge": HeldCharge})),
        PICTURE_USERS.of(taken_on_site),
    ),
    tables,
    doors="app.visits.doors",
)
