"""What this room brings: the register of patterns, and who sees what was done to rosters."""

from __future__ import annotations

from app.kernel import visibility
from app.kernel.events import EVENTS, kinds
from app.kernel.slots import Capability
from app.registers.commands.registry import rules
from app.registers.commands.registry.rules import Rules
from app.registers.hooks import CLOSING, TELLING
from app.registers.reads import registry
from app.registers.reads.registry import Register
from app.rosters import events, tables
from app.rosters.commands.patterns import prepare_pattern
from app.rosters.commands.telling_programs import telling_of_closing, telling_programs
from app.rosters.reads.closing import visits_of
from app.rosters.tables import RosterAct, RosterPattern

KINDS = {"roster_pattern": RosterPattern, "roster_act": RosterAct}

CAPABILITY = Capability(
    "rosters",
    (
        TELLING.of(dict.fromkeys(("leave", "shift"), telling_programs) | {"engineer": telling_of_closing}),
        CLOSING.of({"engineer": visits_of}),
        EVENTS.of(kinds(events, also=events.OF_ROWS)),
        visibility.RULES.of(dict.fromkeys((RosterPattern, RosterAct), visibility.staff_only)),
        visibility.KINDS.of(visibility.kinds(KINDS)),
        registry.REGISTERS.of(
            {"roster_pattern": Register("roster_pattern", RosterPattern, ("name",), ("name",))}
        ),
        rules.RULES.of({"roster_pattern": Rules(unique=("name",), prepare=prepare_pattern)}),
    ),
    tables,
    doors="app.rosters.doors",
)
