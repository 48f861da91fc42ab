"""What this room brings: its facts and when they are worked out, its rubrics, and its doors."""

from __future__ import annotations

from app.kernel import timer_kinds, visibility
from app.kernel.events import EVENTS, kinds
from app.kernel.slots import Capability
from app.stars import events, tables
from app.stars.commands import timers
from app.stars.tables import RubricVersion, StarDeclaration

CAPABILITY = Capability(
    "stars",
    (
        timer_kinds.kinds(*timers.KINDS),
        EVENTS.of(kinds(events)),
        visibility.RULES.of({StarDeclaration: visibility.staff_only, RubricVersion: visibility.staff_only}),
        visibility.KINDS.of(visibility.kinds({"star_declaration": StarDeclaration, "rubric": RubricVersion})),
    ),
    tables,
    doors="app.stars.doors",
)
