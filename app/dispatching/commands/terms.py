"""A visit's terms under each of a dispatcher's decisions, as the engine reads them.  Pure."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from app.dispatching.commands.cost import Cost, changed, cost_of_change
from dispatch.model.problem import Job, Problem


def assigned(job: Job, engineer_id: UUID) -> Job:
    """Return the visit as that engineer's alone."""
    return replace(job, required_engineer=str(engineer_id), excluded_engineers=frozenset())


def without(job: Job, engineer_id: UUID) -> Job:
    """Return the visit as anybody's but this engineer's."""
    excluded = job.excluded_engineers | {str(engineer_id)}
    return replace(job, required_engineer=None, excluded_engineers=excluded)


def free(job: Job) -> Job:
    """Return the visit without a pin."""
    return replace(job, required_engineer=None)


def allowed(job: Job, engineer_id: UUID) -> Job:
    """Return the visit without an exclusion of this engineer."""
    return replace(job, excluded_engineers=job.excluded_engineers - {str(engineer_id)})


def gain(problem: Problem, job: Job, engineer_id: UUID) -> Cost:
    """Return what it changes that this engineer may have the visit, at its best place with him and without.

    Nothing is gained by one whom the terms of `job` keep off it.
    """
    key = str(engineer_id)
    if key in job.excluded_engineers or job.required_engineer is not None:
        return Cost()
    kept_off = replace(job, excluded_engineers=job.excluded_engineers | {key})
    change = _change(problem, job) - _change(problem, kept_off)
    return change if change.score_s < 0 else Cost()


def _change(problem: Problem, job: Job) -> Cost:
    return cost_of_change(problem, changed(problem, job), job.id)
