"""Best fit for one request into the plan in force, instantly: what the web answers inside the call.

Every gap of every eligible engineer's route is tried, all of them at once, so the answer is exact. Nothing
here imports a solver. A plan made this way always exists, so it is also the answer of last resort.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import numpy as np

from dispatch.model.eligibility import (
    Busy,
    Refusal,
    RouteFull,
    ShiftTooShort,
    WindowAfterShift,
    eligible_for,
    refusals,
)
from dispatch.model.problem import Job, Problem
from dispatch.model.routebook import Bools, Clocks, Ints, RouteBook
from dispatch.model.timing import walk
from dispatch.travel import TravelTimes, travel_times

NEVER: Final = np.iinfo(np.int64).max


class DelayedVisit(NamedTuple):
    """A visit that the insertion delays: by `delay_s`, and `late_s` more seconds past due."""

    job: str
    delay_s: int
    late_s: int


class Candidate(NamedTuple):
    """One engineer's best answer to a job, or why there is none (`refusals`).

    `position` is the stop's index in the route, `slack_s` what is left until due (negative when late), `cost`
    the price of the insertion in seconds of driving.
    """

    engineer: str
    position: int | None = None
    arrive_s: int | None = None
    depart_s: int | None = None
    slack_s: int | None = None
    knock_on: tuple[DelayedVisit, ...] = ()
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


def rank_candidates(
    problem: Problem,
    job_id: str,
    *,
    routes: Mapping[str, Sequence[str]] | None = None,
    times: TravelTimes | None = None,
    book: RouteBook | None = None,
) -> list[Candidate]:
    """Every engineer's best insertion of a job, cheapest first; those refused come last, in the given order.

    `routes` (engineer id → job ids) replaces the plan in force; a `book` of routes that were timed before
    replaces both, and answers many questions about one plan. A job that is planned already is taken out of
    its route first, so its holder competes like everyone else. Where the snapshot allows overtime, it is
    asked of engineers without another visit, and only if nobody is done within the shift. Raises KeyError if
    the job is unknown.
    """
    job = problem.job(job_id)
    if book is None:
        book = RouteBook(problem, problem.in_force if routes is None else routes, times)
    book = book.without(job_id)
    refused, willing = _asked(book, job)
    if not willing:
        return refused
    gaps = _gaps(book, job, willing)
    tried = _tried(book, job, gaps)
    ranked = _candidates(book, job, gaps, tried, _in_time(book, job, gaps, tried.done))
    feasible = sorted((c for c in ranked if c.cost is not None), key=_rank)
    if not feasible and problem.overtime_s:
        ranked = _candidates(book, job, gaps, tried, _in_overtime(book, gaps, tried))
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


@dataclass(frozen=True, slots=True)
class _Gaps:
    """Every place that a stop may take: before the `position`-th stop of the route of engineer `row`.

    `begins` has the first gap of each engineer asked, `node` what precedes the gap, `stop` the flat index of
    what follows it, which is the next engineer's where nothing does.
    """

    row: Ints
    position: Ints
    begins: Ints

    def stop(self, book: RouteBook) -> Ints:
        """Flat index of the stop after each gap."""
        after: Ints = book.begins[self.row] + self.position
        return after


@dataclass(frozen=True, slots=True)
class _Tried:
    """What became of each gap: the clock behind the job, when it is set out for and reached, the price.

    `done` is when the route ends.
    """

    clocks: Clocks
    departs: Ints
    arrive: Ints
    done: Ints
    cost: Ints


def _rank(candidate: Candidate) -> tuple[int, int, str]:
    return candidate.cost or 0, candidate.arrive_s or 0, candidate.engineer


def _asked(book: RouteBook, job: Job) -> tuple[list[Candidate], list[int]]:
    """Those who may not serve the job, with the reasons, and the rows of those who may."""
    problem = book.problem
    refused: list[Candidate] = []
    willing: list[int] = []
    may = eligible_for(problem, job)
    full = (book.sizes >= book.most_stops).tolist()
    for row, engineer in enumerate(problem.engineers):
        if may[row] and not full[row]:
            willing.append(row)
            continue
        found = refusals(engineer, job, problem.now_s)
        if not found:
            size = int(book.sizes[row])
            found = [RouteFull(size, size + 1)]
        refused.append(Candidate(engineer.id, refusals=tuple(found)))
    return refused, willing


def _gaps(book: RouteBook, job: Job, willing: Sequence[int]) -> _Gaps:
    """A frozen first stop is never displaced, and the job that must come first goes nowhere else."""
    rows = np.array(willing, dtype=np.int64)
    first, last = np.zeros_like(rows), book.sizes[rows]
    for engineer_id, fixed in book.problem.fixed_first.items():
        row = book.problem.engineer_index[engineer_id]
        if fixed == job.id:
            last[rows == row] = 0
        elif fixed == book.first_stop(row):
            first[rows == row] = 1
    counts = last - first + 1
    begins = np.cumsum(counts) - counts
    position = np.arange(counts.sum()) - np.repeat(begins - first, counts)
    return _Gaps(np.repeat(rows, counts), position, begins)


def _tried(book: RouteBook, job: Job, gaps: _Gaps) -> _Tried:
    """Insert the job in every gap, and time and price what follows."""
    stop = gaps.stop(book)
    node = stop + gaps.row
    to_job = book.times.matrix([book.points[n] for n in node.tolist()], [job.point])[:, 0]
    before, first = book.nodes.at(node), gaps.position == 0
    before.cost[first] = book.first_costs(gaps.row[first], job)
    clocks, arrive = book.visit(before, book.new_calls(job, gaps.row, to_job, first))
    done, cost = clocks.free.copy(), clocks.cost.copy()
    for active, after, *_ in _followed(book, job, clocks, stop):
        done[active], cost[active] = after.free, after.cost
    return _Tried(clocks, arrive - to_job, arrive, done, cost - book.nodes.cost[book.ends[gaps.row]])


def _followed(
    book: RouteBook, job: Job, clocks: Clocks, stop: Ints
) -> Iterator[tuple[Ints, Clocks, Ints, Ints]]:
    """Walk on from the job, one stop of every route at a time.

    Yields which of `clocks` still had one, where they stand behind it, its flat index and the arrival there.
    """
    active = np.nonzero(stop < book.begins[clocks.row + 1])[0]
    clocks, stop = clocks.at(active), stop[active]
    goals = np.unique(stop)
    legs = book.times.matrix([job.point], [book.jobs_at[n].point for n in goals.tolist()])[0]
    drive = legs[np.searchsorted(goals, stop)]
    while len(active):
        clocks, arrive = book.visit(clocks, book.calls(stop, drive))
        yield active, clocks, stop, arrive
        more = np.nonzero(stop + 1 < book.begins[clocks.row + 1])[0]
        active, clocks, stop = active[more], clocks.at(more), stop[more] + 1
        drive = book.drives[stop]


def _in_time(book: RouteBook, job: Job, gaps: _Gaps, done: Ints) -> Bools:
    """Done by the shift's end; or a drive under way, or a route that was over it and gets no longer."""
    rows = gaps.row
    alone = book.sizes[rows] == 0
    bound = job.frozen | book.are_heading_to(job, rows)
    before = book.nodes.free[book.ends[rows]]
    ok: Bools = (done <= book.shift_end[rows]) | (~alone & (done <= before)) | (alone & bound)
    return ok


def _in_overtime(book: RouteBook, gaps: _Gaps, tried: _Tried) -> Bools:
    """The only visit of an engineer who sets out within the shift."""
    shift_end = book.shift_end[gaps.row]
    in_reach = (tried.departs < shift_end) & (tried.done <= shift_end + book.problem.overtime_s)
    ok: Bools = in_reach & (book.sizes[gaps.row] == 0)
    return ok


def _candidates(book: RouteBook, job: Job, gaps: _Gaps, tried: _Tried, ok: Bools) -> list[Candidate]:
    """The cheapest gap of each engineer asked, the earliest of equals; refused where none is `ok`."""
    cost = np.where(ok, tried.cost, NEVER)
    least = np.minimum.reduceat(cost, gaps.begins)
    counts = np.diff(np.append(gaps.begins, len(cost)))
    places = np.where(cost == np.repeat(least, counts), np.arange(len(cost)), NEVER)
    best = np.minimum.reduceat(places, gaps.begins)
    soonest = np.minimum.reduceat(tried.done, gaps.begins).tolist()
    delays = _knock_on(book, job, gaps, tried, best[least < NEVER])
    from_here = (gaps.position[gaps.begins] == 0).tolist()
    drives = (tried.arrive - tried.departs)[gaps.begins].tolist()
    answers = zip(
        gaps.row[best].tolist(), best.tolist(), gaps.position[best].tolist(), tried.arrive[best].tolist(),
        tried.clocks.free[best].tolist(), least.tolist(), soonest,
        (drive if here else None for drive, here in zip(drives, from_here, strict=True)), strict=True,
    )  # fmt: skip
    found = []
    for row, n, position, arrive_s, depart_s, least_s, finish_s, drive_s in answers:
        engineer = book.problem.engineers[row]
        if least_s == NEVER:
            refusal = _no_room(book, job, row, drive_s, finish_s)
            found.append(Candidate(engineer.id, refusals=(refusal,)))
            continue
        slack_s = job.due_at_s - arrive_s
        found.append(Candidate(engineer.id, position, arrive_s, depart_s, slack_s, tuple(delays[n]), least_s))
    return found


def _no_room(book: RouteBook, job: Job, row: int, drive_s: int | None, finish_s: int) -> Refusal:
    """Why the job, done at `finish_s` at the soonest, fits nowhere: too short a shift, or a full one.

    `drive_s` is the drive from where the engineer is now, None where it was not looked up because a stop is
    bound to come first.
    """
    problem, engineer = book.problem, book.problem.engineers[row]
    end_s = engineer.shift_end_s
    if job.window_start_s is not None and job.window_start_s >= end_s:
        return WindowAfterShift(end_s, job.window_start_s)
    if not book.sizes[row]:
        return ShiftTooShort(end_s, finish_s)
    if drive_s is None:
        drive_s = int(book.times.matrix([engineer.at], [job.point])[0, 0])
    alone_s = walk(problem, engineer, (job,), (drive_s,))[0].depart_s
    if alone_s > end_s:
        return ShiftTooShort(end_s, alone_s)
    return Busy(end_s, finish_s)


def _knock_on(
    book: RouteBook, job: Job, gaps: _Gaps, tried: _Tried, chosen: Ints
) -> dict[int, list[DelayedVisit]]:
    """By chosen gap, the visits behind it that come later than before."""
    found: dict[int, list[DelayedVisit]] = {n: [] for n in chosen.tolist()}
    for active, _, stop, arrive in _followed(book, job, tried.clocks.at(chosen), gaps.stop(book)[chosen]):
        before, due = book.arrive[stop], book.due[stop]
        late = np.maximum(0, arrive - due) - np.maximum(0, before - due)
        rows = zip(
            chosen[active].tolist(), stop.tolist(), (arrive - before).tolist(), late.tolist(), strict=True
        )
        for gap, n, delay_s, late_s in rows:
            if delay_s > 0:
                found[gap].append(DelayedVisit(book.jobs_at[n].id, delay_s, late_s))
    return found
