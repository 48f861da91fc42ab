"""What a dispatcher does by hand: the oldest request first, to the engineer who gets there soonest."""

from __future__ import annotations

import numpy as np

from dispatch.benchmarks.peers import Routes
from dispatch.model.eligibility import eligible
from dispatch.model.problem import Problem
from dispatch.travel import travel_times


def solve(problem: Problem, budget_s: float) -> Routes:
    """Each job to the qualified engineer who is there first after the stops given out so far."""
    del budget_s
    if not problem.engineers or not problem.jobs:
        return {}
    times, may = travel_times(problem.travel), eligible(problem)
    free = np.array([problem.ready_s(engineer) for engineer in problem.engineers])
    ends = np.array([engineer.shift_end_s for engineer in problem.engineers])
    at = [engineer.at for engineer in problem.engineers]
    routes: Routes = {}
    order = sorted(range(len(problem.jobs)), key=lambda k: (problem.jobs[k].requested_at_s, k))
    for k in order:
        job = problem.jobs[k]
        arrive = free + times.matrix(at, [job.point])[:, 0]
        if job.window_start_s is not None:
            arrive = np.maximum(arrive, job.window_start_s)
        depart = arrive + [problem.service_s(engineer, job) for engineer in problem.engineers]
        can = np.nonzero(may[:, k] & (depart <= ends))[0]
        if len(can):
            n = int(can[np.argmin(arrive[can])])
            routes.setdefault(problem.engineers[n].id, []).append(job.id)
            free[n], at[n] = depart[n], job.point
    return routes
