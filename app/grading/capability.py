"""What this room brings: grades with who sees them, their events, when stars take effect, and its doors."""

from __future__ import annotations

from app.grading import events, tables
from app.grading.commands import documents, effective, reminding
from app.grading.reads.grades import seen_by
from app.grading.tables import GradeOfYear
from app.jobs.hooks import KINDS as JOB_KINDS
from app.kernel import timer_kinds, visibility
from app.kernel.events import EVENTS, kinds
from app.kernel.slots import Capability

CAPABILITY = Capability(
    "grading",
    (
        timer_kinds.kinds(*effective.KINDS, *reminding.KINDS),
        EVENTS.of(kinds(events)),
        JOB_KINDS.of({documents.DOCUMENTS: documents.KIND}),
        visibility.RULES.of({GradeOfYear: seen_by}),
        visibility.KINDS.of(visibility.kinds({"grade": GradeOfYear})),
    ),
    tables,
    doors="app.grading.doors",
)
