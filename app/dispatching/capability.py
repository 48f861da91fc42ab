"""What this room brings: the planner that others ask, and what it does when people leave."""

from __future__ import annotations

from app.accounts.hooks import PHONE_GONE
from app.dispatching import events, tables
from app.dispatching.commands import leaving, silence, timers, triggers
from app.kernel import timer_kinds
from app.kernel.events import EVENTS, kinds
from app.kernel.phrases import Phrase
from app.kernel.scopes import MEANINGS, SCOPES
from app.kernel.slots import Capability
from app.registers.commands.registry.rules import CHANGED
from app.registers.hooks import PLANNERS

CAPABILITY = Capability(
    "dispatching",
    (
        EVENTS.of(kinds(events)),
        timer_kinds.kinds(*timers.KINDS),
        SCOPES.of("dispatch:plan"),
        MEANINGS.of(
            {
                "dispatch:plan": Phrase("Try out plans of its own data; changes nothing here"),
            }
        ),
        PLANNERS.of(triggers.request_replan),
        PHONE_GONE.of(silence.signed_out),
        CHANGED.of(("engineer", leaving.engineer_changed), ("user", leaving.account_changed)),
    ),
    tables,
    doors="app.dispatching.doors",
)
