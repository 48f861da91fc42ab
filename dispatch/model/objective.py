"""What a plan costs: every weight in one place, and the one function that scores every solver's plan.

Costs are whole seconds of driving. The order of importance is promises, minutes late, stars, travel,
stability, fairness.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Final

import numpy as np
import numpy.typing as npt

from dispatch.model.keeping import keeping_prices
from dispatch.model.problem import Engineer, Job, Problem, ProfileName
from dispatch.model.timing import Visit, timed_routes
from dispatch.risk.lateness import lateness_of, remaining, service_moments
from dispatch.travel import TravelTimes


@dataclass(frozen=True, slots=True)
class Weights:
    """Prices in seconds of driving."""

    late: int
    """A broken promise of priority 1; a priority of n costs n times that."""
    late_s: int
    """Each second late."""
    unserved_s: int
    """A job left out counts as reached this long after now."""
    star: int
    """Each star above the minimum: what it is worth to keep a scarcer engineer for whoever needs one."""
    drive_s: int
    """Each second of driving: the unit."""
    service_s: int
    """Each second of service, driven up or down by the engineer's grade: time that others wait for."""
    turn_round: int
    """Turning round an engineer who is on the way, or stopping the drive: the customer has seen an ETA."""
    move_planned: int
    """Giving a planned visit to another engineer.

    Nobody was told, so only enough to keep answers from flickering.
    """
    move_offered: int
    """The same once it was offered: a phone rings in vain."""
    move_accepted: int
    """The same once it was accepted: the engineer's yes is worth minutes."""
    not_preferred: int
    """Serving by another engineer than those the customer prefers."""
    worked_h: int
    """Each hour the engineer has worked already, a stop: ties go to whoever had less."""
    service_sigma: float
    """Spread of service times (lognormal); 0 takes expected times for certain."""
    travel_sigma: float = 0.0
    """Relative standard deviation of a drive, for those that decide by odds."""
    keeping: tuple[int, ...] = ()
    """What passing each grade below its own costs, where scarce stars are kept (`dispatch.model.keeping`)."""


@dataclass(frozen=True, slots=True)
class LookAhead:
    """What the running day charges for what comes after an assignment.

    Found by playing days that no benchmark plays; docs/engine.md has what each is worth.
    """

    time: float
    """An engineer's second, in seconds of somebody waiting late, when nothing waits: half of them matter."""
    time_per_job: float
    """And for each open job that falls to the engineer: all of those wait that second; half of it tells."""
    service: float
    """Share of that price which service counts: it must be done some day, unlike a detour."""
    response: float
    """A second until anybody is reached, in seconds of somebody waiting late: a kept promise may be early."""
    leave_s: int
    """A job that is left is reached this much later at best."""
    leave_per_wait: float
    """And this many times the wait of its kind of work."""
    closing_s: int
    """Seconds before the end of the shift that nothing new should need."""
    closing_window_s: int
    """From so much spare time down, short services lose their preference."""


PROFILES: Final[Mapping[str, Weights]] = {
    # One instant judged on its own: a promise is worth 100 hours of driving, so promises come first strictly.
    "snapshot": Weights(
        late=360_000, late_s=10, unserved_s=36_000, star=300, drive_s=1, service_s=0, turn_round=900,
        move_planned=30, move_offered=120, move_accepted=600, not_preferred=600, worked_h=10,
        service_sigma=0.0,
    ),
    # The running day: a promise is a bet whose odds count, worth 2.25 hours of somebody waiting, so that
    # those are kept without giving up the lost ones; a star is cheap because `scarcity` prices who is needed
    # today; turning round is worth twelve minutes of somebody's wait.
    "day": Weights(
        late=81_000, late_s=10, unserved_s=18_000, star=60, drive_s=1, service_s=0, turn_round=7_200,
        move_planned=30, move_offered=120, move_accepted=600, not_preferred=600, worked_h=10,
        service_sigma=0.3,
    ),
}  # fmt: skip

AHEAD: Final = LookAhead(
    time=0.5, time_per_job=0.5, service=0.5, response=0.1, leave_s=3600, leave_per_wait=1.0, closing_s=1800,
    closing_window_s=10_800,
)  # fmt: skip

# Beside futures a second of driving costs twice as much and one of service what it did: minutes not driven
# serve more requests. So that short drives do not break promises, those count a little more.
EXPECTING: Final = replace(AHEAD, time=1.0, time_per_job=1.0, service=0.25)
LATE_EXPECTING: Final = 95_000
SETTLED: Final = 60  # engineers up to whom prices settle first stops in time; beyond, assignment does


@dataclass(frozen=True, slots=True)
class Pressing:
    """What a request that presses against the cap on waiting counts, in broken promises."""

    at_once: float
    per_hour: float
    """More for each hour that oldest first would miss the cap by, so that the older goes first."""
    most_hours: float


PRESSING: Final = Pressing(at_once=3.0, per_hour=1.0, most_hours=6.0)


@dataclass(frozen=True, slots=True)
class Score:
    """A plan's cost term by term, in seconds of driving; `late_jobs` weighs broken promises by priority."""

    late: int = 0
    late_s: int = 0
    stars: int = 0
    drive: int = 0
    stability: int = 0
    preference: int = 0
    fairness: int = 0

    @property
    def total(self) -> int:
        """The cost."""
        return sum(getattr(self, term.name) for term in fields(self))

    def __add__(self, other: Score) -> Score:
        return Score(
            self.late + other.late,
            self.late_s + other.late_s,
            self.stars + other.stars,
            self.drive + other.drive,
            self.stability + other.stability,
            self.preference + other.preference,
            self.fairness + other.fairness,
        )

    def to_dict(self) -> dict[str, int]:
        """Term → cost, and their total."""
        return {term.name: getattr(self, term.name) for term in fields(self)} | {"total": self.total}


def weights_for(problem: Problem) -> Weights:
    """The weights of the problem's profile; a running day takes the spreads that the snapshot knows."""
    name = profile_of(problem)
    weights, spread = PROFILES[name], problem.spread
    if problem.keep_stars:
        weights = replace(weights, keeping=keeping_prices(problem))
    if name == "snapshot":
        return weights
    return replace(
        weights,
        late=LATE_EXPECTING if expects(problem) else weights.late,
        service_sigma=weights.service_sigma if spread.service is None else spread.service,
        travel_sigma=weights.travel_sigma if spread.travel is None else spread.travel,
    )


def expects(problem: Problem) -> bool:
    """Whether a running day reckons with requests that may come, by the weights found for that."""
    return problem.futures != 0 and len(problem.engineers) <= SETTLED


def profile_of(problem: Problem) -> ProfileName:
    """The profile the snapshot names, else what its own state says.

    A running day that is decided at every event never has engineers idle beside old requests and nobody on
    the way: such a state is a question about one instant (a what-if, a cold start), judged as it stands.
    """
    if problem.profile is not None:
        return problem.profile
    on_the_way = any(engineer.status == "travelling" for engineer in problem.engineers)
    idle = sum(engineer.status == "idle" for engineer in problem.engineers)
    old = sum(job.requested_at_s < problem.now_s for job in problem.jobs)
    return "snapshot" if not on_the_way and idle > 1 and old > 1 else "day"


def score(
    problem: Problem, routes: Mapping[str, Sequence[str]], times: TravelTimes, weights: Weights
) -> Score:
    """Cost of job ids by engineer id; jobs in no route count as unserved. Raises KeyError on unknown ids."""
    pairs = [
        (engineer, [problem.job(job_id) for job_id in routes.get(engineer.id, ())])
        for engineer in problem.engineers
    ]
    total = Score()
    for (engineer, _), visits in zip(pairs, timed_routes(problem, times, pairs), strict=True):
        total += route_score(problem, engineer, visits, weights)
    served = {job.id for _, jobs in pairs for job in jobs}
    for job in problem.jobs:
        if job.id not in served:
            total += unserved_score(problem, job, weights)
    return total


def route_score(problem: Problem, engineer: Engineer, visits: Sequence[Visit], weights: Weights) -> Score:
    """Cost of one engineer's timed route, an empty one included."""
    late = late_s = stars = drive = preference = fairness = 0
    stability = first_stop_cost(engineer, visits[0].job if visits else None, weights)
    lag_s, variance = start_delay(problem, engineer, weights)
    mean, unit_variance = service_moments(weights.service_sigma)
    for visit in visits:
        job, service_s = visit.job, visit.depart_s - visit.arrive_s
        variance += (weights.travel_sigma * visit.drive_s) ** 2
        odds, over_s = lateness_of(job.due_at_s - visit.arrive_s - lag_s, math.sqrt(variance))
        late += round(weights.late * job.priority * odds)
        late_s += round(weights.late_s * over_s)
        drive += weights.drive_s * visit.drive_s + weights.service_s * service_s
        stars += star_cost(engineer, job, weights)
        stability += move_cost(engineer, job, weights)
        preference += preference_cost(engineer, job, weights)
        fairness += fairness_cost(engineer, weights)
        lag_s += (mean - 1) * service_s
        variance += unit_variance * service_s**2
    return Score(late, late_s, stars, drive, stability, preference, fairness)


def unserved_score(problem: Problem, job: Job, weights: Weights) -> Score:
    """Cost of a job in no route: reached `unserved_s` from now."""
    over_s = problem.now_s + weights.unserved_s - job.due_at_s
    if over_s <= 0:
        return Score()
    return Score(late=weights.late * job.priority, late_s=weights.late_s * over_s)


def star_cost(engineer: Engineer, job: Job, weights: Weights) -> int:
    """What stars above the job's minimum cost."""
    return weights.star * max(0, engineer.stars - job.min_stars) + kept_free(
        engineer.stars, job.min_stars, weights
    )


def kept_free(stars: int, wanted: int, weights: Weights) -> int:
    """What it costs that an engineer of so many stars is not there for who needs them."""
    return sum(weights.keeping[wanted + 1 : stars + 1]) if weights.keeping else 0


def move_cost(engineer: Engineer, job: Job, weights: Weights) -> int:
    """What taking a job from the engineer who holds it costs; the more people know of it, the more."""
    if job.current_engineer is None or job.current_engineer == engineer.id:
        return 0
    moves = {"planned": weights.move_planned, "offered": weights.move_offered}
    return moves.get(job.state, weights.move_accepted)


def preference_cost(engineer: Engineer, job: Job, weights: Weights) -> int:
    """Serving by another engineer than those asked for."""
    return (
        weights.not_preferred if job.preferred_engineers and engineer.id not in job.preferred_engineers else 0
    )


def fairness_cost(engineer: Engineer, weights: Weights) -> int:
    """What one more stop costs for an engineer who has worked long already."""
    return weights.worked_h * engineer.worked_s // 3600


def pair_cost(engineer: Engineer, job: Job, weights: Weights) -> int:
    """What an engineer serving a job costs whatever the time."""
    held = move_cost(engineer, job, weights) + preference_cost(engineer, job, weights)
    return star_cost(engineer, job, weights) + held + fairness_cost(engineer, weights)


def first_stop_cost(engineer: Engineer, first: Job | None, weights: Weights) -> int:
    """What turning round costs: a first stop other than the job being driven to."""
    return weights.turn_round if engineer.heading_to not in (None, first.id if first else "") else 0


def start_delay(problem: Problem, engineer: Engineer, weights: Weights) -> tuple[float, float]:
    """Expected seconds after `ready_s` at which the engineer is free, and the variance.

    Service under way varies.
    """
    if engineer.status != "working" or weights.service_sigma <= 0:
        return 0.0, 0.0
    left_s = max(0, engineer.free_at_s - problem.now_s)
    mean_s, variance = remaining(left_s, typical_service_s(problem, engineer), weights.service_sigma)
    return mean_s - left_s, variance


def typical_service_s(problem: Problem, engineer: Engineer) -> int:
    """What a service takes this engineer as far as the open jobs tell; half an hour if there are none."""
    if not problem.jobs:
        return 1800
    return round(problem.mean_expected_s * problem.service_factor.get(engineer.stars, 1.0))


def pair_costs(problem: Problem, weights: Weights) -> npt.NDArray[np.int64]:
    """`pair_cost` for every (engineer, job)."""
    stars = np.array([e.stars for e in problem.engineers], dtype=np.int64).reshape(-1, 1)
    wanted = np.array([j.min_stars for j in problem.jobs], dtype=np.int64).reshape(1, -1)
    worked = np.array([fairness_cost(e, weights) for e in problem.engineers], dtype=np.int64)
    costs: npt.NDArray[np.int64] = weights.star * np.maximum(0, stars - wanted) + worked.reshape(-1, 1)
    if weights.keeping:
        passed = np.cumsum(np.array(weights.keeping, dtype=np.int64))
        costs += np.maximum(0, passed[stars] - passed[wanted])
    for k, job in enumerate(problem.jobs):
        if job.current_engineer is not None or job.preferred_engineers:
            costs[:, k] = [pair_cost(engineer, job, weights) for engineer in problem.engineers]
    return costs
