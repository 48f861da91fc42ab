"""Who reads which scorecards, and how much of them: the one place that says so.

Managers read every kind, of the engineers they answer for. An engineer reads his own; a service provider its
own and its people's, with the visits made for it alone. Neither is told which customer gave which score.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement

from app.kernel import Principal, Role, UnitOfWork, visibility
from app.scorecards.rules.kinds import GRADED, ScorecardKind
from app.scorecards.tables import ScheduledView
from app.stars.tables import StarContribution
from app.teams.reads.managed import managed_engineers

_OWN = {Role.ENGINEER: (ScorecardKind.ENGINEER,), Role.PROVIDER: GRADED}


def kinds_for(who: Principal) -> Sequence[ScorecardKind]:
    """Return which kinds somebody reads."""
    return _OWN.get(who.role, tuple(ScorecardKind))


def sees_scores(who: Principal) -> bool:
    """Whether somebody may know which customer gave which score, and what was written with it."""
    return who.role not in _OWN


def own_view(who: Principal) -> ColumnElement[bool]:
    """Return the condition on views that are sent: each is its owner's alone."""
    return visibility.is_own(ScheduledView.user_id, who.user_id)


def sees_costs(who: Principal) -> bool:
    """Whether somebody may know what visits cost the company."""
    return who.role not in _OWN


def seen_contributions(uow: UnitOfWork) -> list[ColumnElement[bool]]:
    """Return the conditions on what visits contributed that the caller may see."""
    who, of = uow.principal, StarContribution
    if who.role is Role.ENGINEER:
        return [visibility.is_own(of.engineer_id, who.engineer_id)]
    if who.role is Role.PROVIDER:
        return [visibility.is_own(of.provider_id, who.provider_id)]
    own: Any = managed_engineers(uow, who)
    return [] if own is None else [of.engineer_id.in_(own)]
