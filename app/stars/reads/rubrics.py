"""The versions of the rubrics: which there are, which is in force, and what a version changed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select

from app.kernel import UnitOfWork
from app.kernel.drafts import VersionState
from app.stars.rules.rubric import Graded, Rubric
from app.stars.rules.rubric_data import parsed
from app.stars.tables import RubricVersion


def versions(uow: UnitOfWork, key: str) -> list[RubricVersion]:
    """Return all versions of a rubric, the newest first."""
    found = select(RubricVersion).where(RubricVersion.key == key)
    return list(uow.session.scalars(found.order_by(RubricVersion.number.desc())))


def in_force(uow: UnitOfWork, key: Graded) -> Rubric:
    """Return the rubric by which grades are proposed now."""
    return parsed(current(versions(uow, key)).content)


def current(found: list[RubricVersion]) -> RubricVersion:
    """Return the version in force among all of a rubric, the newest first."""
    return next(row for row in found if row.state == VersionState.PUBLISHED)


def before(found: list[RubricVersion], row: RubricVersion) -> RubricVersion | None:
    """Return the version that one replaces, or of a draft would replace; None of the first."""
    older = (one for one in found if one.number < row.number and one.state == VersionState.PUBLISHED)
    return next(older, None)


def until(found: list[RubricVersion], row: RubricVersion) -> datetime | None:
    """Return when a published version was replaced; None of the one in force and of a draft."""
    newer = [one for one in found if one.number > row.number and one.state == VersionState.PUBLISHED]
    return newer[-1].published_at if newer and row.state == VersionState.PUBLISHED else None


def listing(wanted: Mapping[str, Any]) -> Select[Any]:
    """Return the query of the versions, by key and with the newest first."""
    query = select(RubricVersion)
    if "key" in wanted:
        query = query.where(RubricVersion.key == wanted["key"])
    if "state" in wanted:
        query = query.where(RubricVersion.state == wanted["state"])
    return query.order_by(RubricVersion.key, RubricVersion.number.desc())
