"""A roster narrowed to teams and grouped by them; the address says which teams, so that a link repeats it.

`?team=` holds ids with commas between them, `none` is who belongs to no team, and blank is everybody.  An
address that says nothing of teams is led to those of the reader, where he leads any.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from flask import request, url_for
from werkzeug.wrappers import Response

from app.kernel import UnitOfWork
from app.kernel.phrases import Phrase
from app.registers.tables import Territory
from app.rosters.pages.asked import TEAM, carried
from app.rosters.reads.roster import Line
from app.teams.reads.members import Membership, led_teams, memberships, teams_of
from app.web.context import principal
from app.web.pages.forms import see
from app.web.wording import say

NONE = "none"


@dataclass(frozen=True, slots=True)
class Group:
    """The lines of a team; `key` is blank for those of no team."""

    key: str
    name: str
    lines: Sequence[Line]


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What a roster is narrowed to.

    `said` is what its address says, None where that is nothing; `asked` are the teams of the territory among
    it, `strange` that it names one which is not.  `own` are the reader's, as an address says them.
    """

    said: str | None
    teams: Sequence[tuple[UUID, str]]
    asked: frozenset[UUID]
    without: bool
    strange: bool
    own: str
    members: Sequence[Membership]

    @property
    def everybody(self) -> bool:
        """Whether no team is asked for."""
        return not (self.asked or self.without)

    @property
    def names(self) -> list[str]:
        """What the teams that are asked for are called."""
        named = [name for key, name in self.teams if key in self.asked]
        return [*named, *([say(Phrase("engineers without a team"))] if self.without else [])]

    @property
    def engineers(self) -> set[UUID]:
        """Who belongs to the teams that are asked for."""
        return {one.engineer_id for one in self.members if one.team_id in self.asked}

    def holds(self, engineer_id: UUID) -> bool:
        """Whether an engineer is shown."""
        if self.everybody or engineer_id in self.engineers:
            return True
        return self.without and all(one.engineer_id != engineer_id for one in self.members)

    def groups(self, lines: Sequence[Line]) -> list[Group]:
        """Put each engineer into the last of his teams; those of no team come last."""
        shown = [one for one in self.members if self.everybody or one.team_id in self.asked]
        team_of = {one.engineer_id: one.team_id for one in shown}
        kept = [line for line in lines if self.holds(line.engineer.id)]
        found = [
            Group(str(key), name, [line for line in kept if team_of.get(line.engineer.id) == key])
            for key, name in self.teams
        ]
        rest = [line for line in kept if line.engineer.id not in team_of]
        return [one for one in (*found, Group("", "", rest)) if one.lines]

    def dates(self, engineer_id: UUID, first: date, last: date) -> Membership | None:
        """Return an engineer's place where it begins or ends within the days shown."""
        mine = [one for one in self.members if one.engineer_id == engineer_id]
        inside = (one for one in mine if one.from_on > first or (one.until_on and one.until_on < last))
        return next(inside, None)


def narrowed(uow: UnitOfWork, territory: Territory, first: date, last: date) -> Narrowed:
    """Read what the address or the form asks for."""
    said = carried().get(TEAM)
    teams = teams_of(uow, territory.id)
    words = [word for word in (said or "").split(",") if word]
    known = {str(key): key for key, _ in teams}
    own = [str(team) for team, where in led_teams(uow, principal()) if where == territory.id]
    return Narrowed(
        said=said,
        teams=teams,
        asked=frozenset(known[word] for word in words if word in known),
        without=NONE in words,
        strange=any(word not in known and word != NONE for word in words),
        own=",".join(own),
        members=memberships(uow, territory.id, first, last),
    )


def led_to_own(uow: UnitOfWork) -> Response | None:
    """Lead whoever says nothing of teams to his own, in the territory that he asks for or theirs."""
    if TEAM in request.args:
        return None
    led = led_teams(uow, principal())
    asked = request.args.get("territory_id") or (str(led[0][1]) if led else "")
    own = [str(team) for team, where in led if str(where) == asked]
    if not own:
        return None
    values: dict[str, Any] = {name: text for name, text in request.args.items() if name in ("on", "view")}
    return see(url_for("pages.rosters", territory_id=asked, **values, team=",".join(own)))
