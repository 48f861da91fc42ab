"""Teams and the places in them over HTTP, as two registers of the office."""

from __future__ import annotations

from marshmallow import fields

from app.registers.api.resources.factory import resource
from app.teams.tables import Part, Team
from app.web.api import Blueprint
from app.web.fields import Filter, Row, reference, switch, text_for
from app.web.shapes import word


class TeamRecord(Row):
    """A crew in one territory, where one is meant of one service provider."""

    name = text_for(Team.name, shortest=1, required=True)
    territory_id = reference()
    provider_id = reference(required=False)
    active = switch()


class TeamFilter(Filter):
    """Filters of the teams' list."""

    territory_id = fields.UUID()
    provider_id = fields.UUID()
    active = fields.Boolean()


class TeamPlaceRecord(Row):
    """A part that an account (`manager`, `dispatcher`) or an engineer (`member`) has in a team."""

    team_id = reference()
    part = word(Part, required=True)
    user_id = reference(required=False)
    engineer_id = reference(required=False)
    from_on = fields.Date(required=True)
    until_on = fields.Date(
        load_default=None, allow_none=True, metadata={"description": "The last day; null has no end"}
    )


class TeamPlaceFilter(Filter):
    """Filters of the list of places."""

    team_id = fields.UUID()
    part = word(Part)
    user_id = fields.UUID()
    engineer_id = fields.UUID()


def blueprints() -> tuple[Blueprint, ...]:
    """Return the registers."""
    return (
        resource("teams", "team", TeamRecord, TeamFilter, "Teams"),
        resource("team-places", "team_place", TeamPlaceRecord, TeamPlaceFilter, "Parts in teams"),
    )
