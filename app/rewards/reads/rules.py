"""The versions of the rules of rewards, and which is in force."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Select, select

from app.kernel import UnitOfWork
from app.kernel.drafts import VersionState
from app.rewards.tables import RewardRulesVersion


def listing(state: str | None = None) -> Select[RewardRulesVersion]:
    """Return the query of all versions, the newest first."""
    query = select(RewardRulesVersion).order_by(RewardRulesVersion.number.desc())
    return query if state is None else query.where(RewardRulesVersion.state == state)


def in_force(uow: UnitOfWork) -> RewardRulesVersion | None:
    """Return the version by which is proposed; None where nothing was published yet."""
    return uow.session.scalars(listing(VersionState.PUBLISHED).limit(1)).first()


def contents(uow: UnitOfWork) -> Mapping[int, Mapping[str, Any]]:
    """Return what was published, by number of the version."""
    return {row.number: row.content for row in uow.session.scalars(listing(VersionState.PUBLISHED))}
