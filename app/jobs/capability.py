"""What this room brings: who sees which long work."""

from __future__ import annotations

from app.jobs import tables
from app.jobs.commands.asking import forget
from app.jobs.reads.jobs import whose
from app.jobs.tables import LongJob
from app.kernel import visibility
from app.kernel.purging import PURGES, little_by_little
from app.kernel.slots import Capability

CAPABILITY = Capability(
    "jobs",
    (
        visibility.RULES.of({LongJob: whose}),
        visibility.KINDS.of(visibility.kinds({"job": LongJob})),
        PURGES.of(little_by_little(forget)),
    ),
    tables,
    doors="app.jobs.doors",
)
