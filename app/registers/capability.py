"""What this room brings: its registers with their rules, and who sees their rows."""

from __future__ import annotations

from app.jobs.hooks import KINDS as JOB_KINDS
from app.kernel import visibility
from app.kernel.events import EVENTS, kinds
from app.kernel.phrases import Phrase
from app.kernel.scopes import MEANINGS, SCOPES
from app.kernel.slots import Capability
from app.registers import events, tables
from app.registers.commands import queued_imports
from app.registers.commands.registry import in_use, rules
from app.registers.commands.registry.star_reasons import stars_begin, stars_set
from app.registers.reads import registry
from app.registers.reads.visibility import RULES
from app.registers.tables import (
    Asset,
    CalendarDay,
    Certificate,
    CertificateKind,
    Contract,
    Depot,
    Engineer,
    Leave,
    NamedEngineer,
    Provider,
    Shift,
    Skill,
    Territory,
)

KINDS = {
    "asset": Asset,
    "calendar_day": CalendarDay,
    "certificate": Certificate,
    "certificate_kind": CertificateKind,
    "contract": Contract,
    "depot": Depot,
    "engineer": Engineer,
    "leave": Leave,
    "named_engineer": NamedEngineer,
    "provider": Provider,
    "shift": Shift,
    "skill": Skill,
    "territory": Territory,
}

_SCOPES = {
    "customers:read": Phrase("See customers with their telephone numbers"),
    "customers:write": Phrase("Add, change and close customers"),
    "sites:read": Phrase("See sites with their addresses and how to get in"),
    "sites:write": Phrase("Add, change and close sites"),
    "assets:read": Phrase("See machines"),
    "assets:write": Phrase("Add, change and close machines"),
    "contracts:read": Phrase("See contracts"),
    "engineers:read": Phrase("See engineers with their telephone numbers"),
    "shifts:read": Phrase("See shifts"),
    "skills:read": Phrase("See skills"),
    "providers:read": Phrase("See service providers"),
    "territories:read": Phrase("See territories and their settings"),
    "fault_types:read": Phrase("See kinds of fault"),
    "parts:read": Phrase("See the price list of parts"),
    "charge_kinds:read": Phrase("See kinds of charge"),
    "depots:read": Phrase("See depots"),
}

CAPABILITY = Capability(
    "registers",
    (
        EVENTS.of(kinds(events, also=events.OF_ROWS)),
        SCOPES.of(*_SCOPES),
        MEANINGS.of(_SCOPES),
        visibility.RULES.of(RULES),
        visibility.KINDS.of(visibility.kinds(KINDS)),
        registry.REGISTERS.of(registry.OWN),
        rules.RULES.of(rules.OWN),
        rules.CHANGED.of(("engineer", stars_set), ("provider", stars_set)),
        rules.CHANGING.of(("engineer", stars_begin), ("provider", stars_begin)),
        in_use.HOLDS.of(*rules.OWN_HOLDS),
        JOB_KINDS.of({queued_imports.IMPORT: queued_imports.KIND}),
    ),
    tables,
    doors="app.registers.doors",
)
