"""What this room brings: its versions, what happens to them, and its doors."""

from __future__ import annotations

from app.checklist_templates import events, tables
from app.checklist_templates.tables import ChecklistVersion
from app.kernel import visibility
from app.kernel.events import EVENTS, kinds
from app.kernel.slots import Capability

CAPABILITY = Capability(
    "checklist_templates",
    (
        EVENTS.of(kinds(events)),
        visibility.RULES.of({ChecklistVersion: visibility.staff_only}),
        visibility.KINDS.of(visibility.kinds({"version": ChecklistVersion})),
    ),
    tables,
    doors="app.checklist_templates.doors",
)
