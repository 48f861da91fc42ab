"""Best fit for one request into the plan in force, instantly: what the web answers inside the call.

Nothing here imports a solver. A plan made this way always exists, so it is also the answer of last resort.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dispatch.eligibility import Refusal, RouteFull, ShiftOver, refusals
from dispatch.objective import Weights, route_score, weights_for
from dispatch.problem import Engineer, Job, Problem
from dispatch.timing import Visit, walk
from dispatch.travel import TravelTimes, travel_times


@dataclass(frozen=True, slots=True)
class KnockOn:
    """A visit that the insertion delays: by `delay_s`, and `late_s` more seconds past due."""

    job: str
    delay_s: int
    late_s: int


@dataclass(frozen=True, slots=True)
class Candidate:
    """One engineer's best answer to a job, or why there is none (`refusals`).

    `position` is the stop's index in the route, `slack_s` what is left until due (negative when late), `cost`
    the price of the insertion in seconds of driving.
    """

    engineer: str
    position: int | None = None
    arrive_s: int | None = None
    depart_s: int | None = None
    slack_s: int | None = None
    knock_on: tuple[KnockOn, ...] = ()
    cost: int | None = None
    refusals: tuple[Refusal, ...] = ()

    @property
    def feasible(self) -> bool:
        """Whether this engineer may and can serve the job."""
        return self.cost is not None

    def to_dict(self) -> dict[str, Any]:
        """JSON form; times in seconds of the snapshot's origin."""
        return {
            "engineer": self.engineer,
            "position": self.position,
            "arrive_s": self.arrive_s,
            "depart_s": self.depart_s,
            "slack_s": self.slack_s,
            "knock_on": [{"job": k.job, "delay_s": k.delay_s, "late_s": k.late_s} for k in self.knock_on],
            "cost": self.cost,
            "refusals": [refusal.to_dict(self.engineer) for refusal in self.refusals],
        }


@dataclass(frozen=True, slots=True)
class _Place:
    """A route with the drives that an insertion into it needs; the n-th gap precedes the n-th stop."""

    engineer: Engineer
    jobs: tuple[Job, ...]
    drives_s: list[int]
    to_new_s: list[int]
    from_new_s: list[int]


def rank_candidates(
    problem: Problem,
    job_id: str,
    *,
    routes: Mapping[str, Sequence[str]] | None = None,
    times: TravelTimes | None = None,
) -> list[Candidate]:
    """Every engineer's best insertion of a job, cheapest first; those refused come last, in the given order.

    `routes` (engineer id → job ids) replaces the plan in force. A job that is planned already is taken out of
    its route first, so its holder competes like everyone else. Raises KeyError if the job is unknown.
    """
    job = problem.job(job_id)
    weights = weights_for(problem)
    in_force = problem.in_force if routes is None else routes
    refused, willing = [], []
    for engineer in problem.engineers:
        found = refusals(engineer, job, problem.now_s)
        stops = [problem.job(j) for j in in_force.get(engineer.id, ()) if j != job_id]
        if not found and len(stops) >= problem.most_stops(engineer):
            found = [RouteFull(len(stops), len(stops) + 1)]
        if found:
            refused.append(Candidate(engineer.id, refusals=tuple(found)))
        else:
            willing.append((engineer, tuple(stops)))
    places = _places(times or travel_times(problem.travel), willing, job)
    ranked = [_best_gap(problem, weights, place, job) for place in places]
    feasible = sorted((c for c in ranked if c.cost is not None), key=_rank)
    return feasible + [c for c in ranked if c.cost is None] + refused


def insert(problem: Problem, job_id: str) -> dict[str, tuple[str, ...]]:
    """The plan in force (engineer id → job ids) with the job at its best place.

    Unchanged if nobody can serve.
    """
    return insert_into(problem, problem.in_force, job_id, travel_times(problem.travel))


def insert_into(
    problem: Problem, routes: Mapping[str, Sequence[str]], job_id: str, times: TravelTimes
) -> dict[str, tuple[str, ...]]:
    """`insert` for given routes."""
    changed = {key: tuple(stops) for key, stops in routes.items()}
    best = next(iter(rank_candidates(problem, job_id, routes=routes, times=times)), None)
    if best is None or best.position is None:
        return changed
    changed = {key: tuple(stop for stop in stops if stop != job_id) for key, stops in changed.items()}
    stops = changed.get(best.engineer, ())
    changed[best.engineer] = (*stops[: best.position], job_id, *stops[best.position :])
    return changed


def _rank(candidate: Candidate) -> tuple[int, int, str]:
    return candidate.cost or 0, candidate.arrive_s or 0, candidate.engineer


def _places(times: TravelTimes, routes: list[tuple[Engineer, tuple[Job, ...]]], job: Job) -> list[_Place]:
    origins = [p for e, jobs in routes for p in (e.at, *(j.point for j in jobs))]
    ends = [j.point for _, jobs in routes for j in jobs]
    starts = [p for e, jobs in routes for p in (e.at, *(j.point for j in jobs))[: len(jobs)]]
    drives = times.pairs(starts, ends).tolist()
    to_new = times.matrix(origins, [job.point])[:, 0].tolist()
    from_new = times.matrix([job.point], ends)[0].tolist() if ends else []
    places, leg, node = [], 0, 0
    for engineer, jobs in routes:
        size = len(jobs)
        places.append(
            _Place(
                engineer,
                jobs,
                drives[leg : leg + size],
                to_new[node : node + size + 1],
                from_new[leg : leg + size],
            )
        )
        leg, node = leg + size, node + size + 1
    return places


def _best_gap(problem: Problem, weights: Weights, place: _Place, job: Job) -> Candidate:
    engineer = place.engineer
    before = walk(problem, engineer, place.jobs, place.drives_s)
    base = route_score(problem, engineer, before, weights).total
    best: tuple[int, int, list[Visit]] | None = None
    finish_s = None
    for gap in range(_first_gap(problem, place, job), _last_gap(problem, place, job) + 1):
        jobs = (*place.jobs[:gap], job, *place.jobs[gap:])
        drives = [*place.drives_s[:gap], place.to_new_s[gap], *place.from_new_s[gap : gap + 1]]
        visits = walk(problem, engineer, jobs, drives + place.drives_s[gap + 1 :])
        last_s = visits[-1].depart_s
        if not _ends_in_time(engineer, visits, before):
            finish_s = last_s if finish_s is None else min(finish_s, last_s)
            continue
        cost = route_score(problem, engineer, visits, weights).total - base
        if best is None or cost < best[0]:
            best = cost, gap, visits
    if best is None:
        return Candidate(engineer.id, refusals=(ShiftOver(engineer.shift_end_s, finish_s),))
    return _candidate(engineer, job, *best, before)


def _first_gap(problem: Problem, place: _Place, job: Job) -> int:
    """A frozen first stop is never displaced."""
    fixed = problem.fixed_first.get(place.engineer.id)
    return int(bool(place.jobs) and place.jobs[0].id == fixed and job.id != fixed)


def _last_gap(problem: Problem, place: _Place, job: Job) -> int:
    return 0 if problem.fixed_first.get(place.engineer.id) == job.id else len(place.jobs)


def _ends_in_time(engineer: Engineer, visits: list[Visit], before: list[Visit]) -> bool:
    """Done by the shift's end; or a drive under way, or a route that was over it and gets no longer."""
    last_s = visits[-1].depart_s
    if last_s <= engineer.shift_end_s or (bool(before) and last_s <= before[-1].depart_s):
        return True
    return len(visits) == 1 and (engineer.heading_to == visits[0].job.id or visits[0].job.frozen)


def _candidate(
    engineer: Engineer, job: Job, cost: int, position: int, visits: list[Visit], before: list[Visit]
) -> Candidate:
    mine = visits[position]
    knock_on = []
    for old, new in zip(before[position:], visits[position + 1 :], strict=True):
        delay_s = new.arrive_s - old.arrive_s
        if delay_s > 0:
            due_s = old.job.due_at_s
            knock_on.append(
                KnockOn(old.job.id, delay_s, max(0, new.arrive_s - due_s) - max(0, old.arrive_s - due_s))
            )
    return Candidate(
        engineer=engineer.id,
        position=position,
        arrive_s=mine.arrive_s,
        depart_s=mine.depart_s,
        slack_s=job.due_at_s - mine.arrive_s,
        knock_on=tuple(knock_on),
        cost=cost,
    )
