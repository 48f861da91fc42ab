"""What this room brings: who sees which long work."""

from __future__ import annotations

from app.jobs import tables
from app.jobs.reads.jobs import whose
from app.jobs.tables import LongJob
from app.kernel import visibility
from app.kernel.slots import Capability

CAPABILITY = Capability(
    "jobs",
    (
        visibility.RULES.of({LongJob: whose}),
        visibility.KINDS.of(visibility.kinds({"job": LongJob})),
    ),
    tables,
)
