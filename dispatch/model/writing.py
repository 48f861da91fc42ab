"""A problem as a snapshot's JSON: for the pipe to the solving child, the inverse of `parse_snapshot`."""

from __future__ import annotations

from typing import Any

from dispatch.model.problem import Engineer, Job, Problem, Spread


def snapshot_of(problem: Problem) -> dict[str, Any]:
    """The JSON of which `parse_snapshot` makes an equal problem."""
    return {
        "now_s": problem.now_s,
        "promise_s": problem.promise_s,
        "profile": problem.profile,
        "overtime_s": problem.overtime_s,
        "travel": problem.travel.to_dict(),
        "spread": _spread(problem.spread),
        "demand": None if problem.demand is None else problem.demand.to_dict(),
        "futures": problem.futures,
        "keep_stars": problem.keep_stars,
        "service_factor": {str(stars): factor for stars, factor in problem.service_factor.items()},
        "engineers": [_engineer(engineer) for engineer in problem.engineers],
        "jobs": [_job(job) for job in problem.jobs],
        "routes": [
            {"engineer": engineer_id, "stops": [{"job": job_id} for job_id in stops]}
            for engineer_id, stops in problem.routes.items()
        ],
    }


def _spread(spread: Spread) -> dict[str, float]:
    known = {"service": spread.service, "travel": spread.travel}
    return {name: sigma for name, sigma in known.items() if sigma is not None}


def _engineer(engineer: Engineer) -> dict[str, Any]:
    return {
        "id": engineer.id,
        "stars": engineer.stars,
        "skills": sorted(engineer.skills),
        "at": list(engineer.at),
        "free_at_s": engineer.free_at_s,
        "shift_end_s": engineer.shift_end_s,
        "status": engineer.status,
        "heading_to": engineer.heading_to,
        "provider": engineer.provider,
        "breaks": [list(span) for span in engineer.breaks],
        "max_jobs": engineer.max_jobs,
        "available": engineer.available,
        "worked_s": engineer.worked_s,
    }


def _job(job: Job) -> dict[str, Any]:
    return {
        "id": job.id,
        "point": list(job.point),
        "skill": job.skill,
        "min_stars": job.min_stars,
        "requested_at_s": job.requested_at_s,
        "due_at_s": job.due_at_s,
        "expected_service_s": job.expected_service_s,
        "priority": job.priority,
        "required_engineer": job.required_engineer,
        "excluded_engineers": sorted(job.excluded_engineers),
        "preferred_engineers": sorted(job.preferred_engineers),
        "current_engineer": job.current_engineer,
        "state": job.state,
        "frozen": job.frozen,
        "window_start_s": job.window_start_s,
        "provider": job.provider,
        "barred": [{"engineer": bar.engineer, "code": bar.code, "day": bar.day} for bar in job.barred],
    }
