"""What this room brings: what it adds up of a month, views that are sent, and its doors."""

from __future__ import annotations

from app.kernel import timer_kinds, visibility
from app.kernel.events import EVENTS, kinds
from app.kernel.slots import Capability
from app.outbox.hooks import READERS
from app.scorecards import events, tables
from app.scorecards.commands import sending
from app.scorecards.commands.efforts import sum_efforts
from app.scorecards.reads.rights import own_view
from app.scorecards.reads.scheduled import reader_of_view
from app.scorecards.tables import ScheduledView
from app.stars.hooks import MONTH_WORKED_OUT

CAPABILITY = Capability(
    "scorecards",
    (
        MONTH_WORKED_OUT.of(sum_efforts),
        timer_kinds.kinds(*sending.KINDS),
        EVENTS.of(kinds(events)),
        READERS.of({events.ScheduledViewDue.kind: reader_of_view}),
        visibility.RULES.of({ScheduledView: own_view}),
        visibility.KINDS.of(visibility.kinds({"scheduled_view": ScheduledView})),
    ),
    tables,
    doors="app.scorecards.doors",
)
"""Scorecards: one engineer, provider, place, customer or thing, over chosen months and beside others."""
