"""A visit's terms under each of a dispatcher's decisions, as the engine reads them.  Pure."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from dispatch.model.problem import Job


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
