"""How likely a promise is kept if a job is put where an insertion would put it."""

from __future__ import annotations

import math

from dispatch.insertion.best_fit import Candidate
from dispatch.model.objective import start_delay, weights_for
from dispatch.model.problem import Problem
from dispatch.model.timing import timed_routes
from dispatch.risk.lateness import lateness_of, service_moments
from dispatch.travel import travel_times


def chance_in_time(problem: Problem, job_id: str, candidate: Candidate) -> float | None:
    """Return the probability of arriving by the job's due time; None for who cannot serve it.

    It is the one that plans are priced by: services and drives vary as the snapshot's spread says, and what
    is driven and worked before counts as well.
    """
    if candidate.position is None:
        return None
    engineer = problem.engineer(candidate.engineer)
    weights = weights_for(problem)
    before = [key for key in problem.in_force.get(engineer.id, ()) if key != job_id][: candidate.position]
    jobs = [problem.job(key) for key in (*before, job_id)]
    (visits,) = timed_routes(problem, travel_times(problem.travel), [(engineer, jobs)])
    lag_s, variance = start_delay(problem, engineer, weights)
    mean, unit_variance = service_moments(weights.service_sigma)
    for visit in visits:
        variance += (weights.travel_sigma * visit.drive_s) ** 2
        if visit.job.id == job_id:
            break
        service_s = visit.depart_s - visit.arrive_s
        lag_s += (mean - 1) * service_s
        variance += unit_variance * service_s**2
    late, _ = lateness_of(visits[-1].job.due_at_s - visits[-1].arrive_s - lag_s, math.sqrt(variance))
    return 1 - late
