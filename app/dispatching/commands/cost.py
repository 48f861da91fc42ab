"""What a change of the plan costs: the objective, and the customers' minutes, before and after."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from app.requests.rules.returns import NO_PROMISE
from dispatch.insertion.best_fit import Candidate, insert_into, rank_candidates
from dispatch.model.objective import score, weights_for
from dispatch.model.problem import Job, Problem
from dispatch.model.timing import timed_routes
from dispatch.travel import TravelTimes, travel_times

Routes = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Cost:
    """A difference of plans, positive where it is for the worse.

    `score_s` is the engine's objective in seconds of driving; `late_visits` and `late_s` count promises
    broken and seconds past due over all open visits (a return visit breaks no promise);
    `unserved` visits that nobody serves.
    """

    score_s: int = 0
    late_visits: int = 0
    late_s: int = 0
    drive_s: int = 0
    unserved: int = 0

    def __sub__(self, other: Cost) -> Cost:
        return Cost(
            self.score_s - other.score_s,
            self.late_visits - other.late_visits,
            self.late_s - other.late_s,
            self.drive_s - other.drive_s,
            self.unserved - other.unserved,
        )


def cost_of(problem: Problem, routes: Routes) -> Cost:
    """What `routes` (engineer id → visit ids) cost as a whole."""
    times = travel_times(problem.travel)
    chosen = [(e, [problem.job(job_id) for job_id in routes.get(e.id, ())]) for e in problem.engineers]
    visits = [visit for route in timed_routes(problem, times, chosen) for visit in route]
    late = [visit for visit in visits if visit.arrive_s > visit.job.due_at_s]
    return Cost(
        score_s=score(problem, routes, times, weights_for(problem)).total,
        late_visits=sum(visit.job.priority > NO_PROMISE for visit in late),
        late_s=sum(visit.arrive_s - visit.job.due_at_s for visit in late),
        drive_s=sum(visit.drive_s for visit in visits),
        unserved=len(problem.jobs) - len(visits),
    )


def changed(problem: Problem, job: Job) -> Problem:
    """The problem with one visit's terms replaced."""
    jobs = tuple(job if old.id == job.id else old for old in problem.jobs)
    return replace(problem, jobs=jobs)


def best_place(problem: Problem, job_id: str) -> Candidate | None:
    """The cheapest place for a visit under `problem`'s terms; None where nobody may serve it."""
    ranked = rank_candidates(problem, job_id)
    return ranked[0] if ranked and ranked[0].feasible else None


def cost_of_change(before: Problem, after: Problem, job_id: str) -> Cost:
    """What it costs to place a visit under the terms of `after` rather than as in the plan in force.

    What would come too late behind it goes to somebody else where that is better, as the next plan will have
    it.  Both plans are scored under the terms of `before`, so that only the plans differ; engineers whose
    route is the same in both are left out.
    """
    in_force, times = before.in_force, travel_times(after.travel)
    routes = {key: tuple(s for s in stops if s != job_id) for key, stops in in_force.items()}
    placed = insert_into(after, routes, job_id, times)
    for stop in _made_late(after, placed, job_id, times):
        eased = insert_into(after, placed, stop, times)
        if _score(after, eased, placed) < _score(after, placed, eased):
            placed = eased
    moved = tuple(e for e in before.engineers if tuple(placed.get(e.id, ())) != in_force[e.id])
    theirs = replace(before, engineers=moved)
    return cost_of(theirs, placed) - cost_of(theirs, in_force)


def _made_late(problem: Problem, routes: Routes, job_id: str, times: TravelTimes) -> list[str]:
    """Return what comes after its promise behind the job, and could be moved."""
    found = [(key, stops) for key, stops in routes.items() if job_id in stops]
    if not found:
        return []
    key, stops = found[0]
    engineer = problem.engineer(key)
    timed = timed_routes(problem, times, [(engineer, [problem.job(stop) for stop in stops])])[0]
    behind = timed[list(stops).index(job_id) + 1 :]
    return [
        visit.job.id
        for visit in behind
        if visit.arrive_s > visit.job.due_at_s
        and not (visit.job.frozen or visit.job.required_engineer or engineer.heading_to == visit.job.id)
    ]


def _score(problem: Problem, routes: Routes, other: Routes) -> int:
    """What the routes cost that differ from the `other` ones."""
    moved = tuple(e for e in problem.engineers if tuple(routes.get(e.id, ())) != tuple(other.get(e.id, ())))
    return cost_of(replace(problem, engineers=moved), routes).score_s
