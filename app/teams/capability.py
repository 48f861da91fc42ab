"""What this room brings: teams and the places in them as registers, and who sees them."""

from __future__ import annotations

from app.kernel import visibility
from app.kernel.events import EVENTS, kinds
from app.kernel.slots import Capability
from app.registers import hooks
from app.registers.commands.registry import rules
from app.registers.reads import registry
from app.teams import events, tables
from app.teams.commands import teams
from app.teams.reads.own_work import own_territories
from app.teams.tables import Team, TeamPlace

CAPABILITY = Capability(
    "teams",
    (
        EVENTS.of(kinds(events, also=events.OF_ROWS)),
        visibility.RULES.of({Team: visibility.staff_only, TeamPlace: visibility.staff_only}),
        visibility.KINDS.of(visibility.kinds({"team": Team, "team_place": TeamPlace})),
        registry.REGISTERS.of({"team": teams.REGISTER, "team_place": teams.PLACES}),
        hooks.OWN_TERRITORIES.of(lambda uow: own_territories(uow, uow.principal)),
        rules.RULES.of({"team": teams.RULES, "team_place": teams.RULES_OF_PLACES}),
    ),
    tables,
    doors="app.teams.doors",
)
