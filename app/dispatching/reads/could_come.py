"""Who could come for a visit, as a person asks: the one view of lists, alerts and rescues."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

from sqlalchemy import select

from app.dispatching.reads.snapshot import PASSED_OVER
from app.dispatching.rules.named import NOBODY_NAMED, Named
from app.kernel import UnitOfWork
from app.requests.tables import VisitExclusion
from dispatch.model.problem import Problem

Said = Mapping[str, VisitExclusion]
"""Engineer → why the planner does not give him the visit."""


def said_of(uow: UnitOfWork, visit_id: UUID) -> Said:
    """Who does not get the visit by the planner, and why: said no, said nothing, or was ruled out."""
    rows = uow.session.scalars(select(VisitExclusion).where(VisitExclusion.visit_id == visit_id))
    return {str(row.engineer_id): row for row in rows}


def as_a_person_asks(problem: Problem, visit_id: UUID, said: Said, named: Named = NOBODY_NAMED) -> Problem:
    """Return the problem of who could come, not of whom the planner would send.

    A pin, an offer that ran out and a silent phone keep the planner off; they keep nobody from coming.  Whom
    the register of named engineers keeps off stays off, until a dispatcher says why he goes all the same.
    """
    job = problem.job(str(visit_id))
    ruled_out = frozenset(
        key for key in job.excluded_engineers if key in said and said[key].reason not in PASSED_OVER
    ) | {one.id for one in problem.engineers if named.against(UUID(one.id)) is not None}
    open_job = replace(job, required_engineer=None, excluded_engineers=ruled_out)
    return replace(problem, jobs=tuple(open_job if old.id == job.id else old for old in problem.jobs))
