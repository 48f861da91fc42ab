"""What this room brings: the watch over promises, and who sees its alerts."""

from __future__ import annotations

from app.kernel import timer_kinds, visibility
from app.kernel.events import EVENTS, kinds
from app.kernel.slots import Capability
from app.promise import events, tables
from app.promise.commands import timers, triggers
from app.promise.tables import Alert
from app.requests.hooks import WATCHERS

CAPABILITY = Capability(
    "promise",
    (
        EVENTS.of(kinds(events)),
        timer_kinds.kinds(*timers.KINDS),
        visibility.RULES.of({Alert: visibility.staff_only}),
        visibility.KINDS.of(visibility.kinds({"alert": Alert})),
        WATCHERS.of(triggers),
    ),
    tables,
    doors="app.promise.doors",
)
