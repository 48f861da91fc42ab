"""What this room brings: its rubrics, what happens to them, and its doors."""

from __future__ import annotations

from app.kernel import visibility
from app.kernel.events import EVENTS, kinds
from app.kernel.slots import Capability
from app.stars import events, tables
from app.stars.tables import RubricVersion

CAPABILITY = Capability(
    "stars",
    (
        EVENTS.of(kinds(events)),
        visibility.RULES.of({RubricVersion: visibility.staff_only}),
        visibility.KINDS.of(visibility.kinds({"rubric": RubricVersion})),
    ),
    tables,
    doors="app.stars.doors",
)
