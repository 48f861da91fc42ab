"""Many days under several arms, in parallel processes: the same answer whatever their number."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from typing import Any, Final

from dispatch.fields import SnapshotError
from dispatch.simulation.change import CrewChange
from dispatch.simulation.day import Day
from dispatch.simulation.figures import DayFigures, figures_of
from dispatch.simulation.orders import OrderRefusal
from dispatch.simulation.policies import load_policy
from dispatch.simulation.world import BUDGET_S, World

ITERATIONS: Final = 30
"""Rounds of search in one decision; the engine needs them only beyond what it solves exactly."""

Tell = Callable[[int, int], None]
"""Told how many days have been played, and of how many."""


class PlayFailed(Exception):
    """A day could not be played to its end; `why` is what the policy raised, or that its process died."""

    def __init__(self, arm: str, day: str, why: str) -> None:
        super().__init__(f"{arm}, {day}: {why}")
        self.arm, self.day, self.why = arm, day, why

    def __reduce__(self) -> tuple[type[PlayFailed], tuple[str, str, str]]:
        return PlayFailed, (self.arm, self.day, self.why)


@dataclass(frozen=True, slots=True)
class Scenario:
    """One day to play; days of one block (a seed's city and crew) resemble each other."""

    block: int
    day: Day


@dataclass(frozen=True, slots=True)
class Arm:
    """What is compared: a policy, and what is changed about the day."""

    name: str
    policy: str
    change: CrewChange = field(default_factory=CrewChange)


@dataclass(frozen=True, slots=True)
class Means:
    """How days are played: the budget of a decision in seconds, what goes into every snapshot, processes."""

    budget_s: float = BUDGET_S
    extras: dict[str, Any] = field(default_factory=dict)
    processes: int = 1

    @classmethod
    def steady(cls, budget_s: float, iterations: int, seed: int, processes: int) -> Means:
        """Means under which the engine counts steps and leaves the clock alone: the same plan on any machine.

        Policies that know no `iterations` have the budget instead.
        """
        return cls(budget_s, {"profile": "day", "seed": seed, "iterations": iterations}, processes)


@dataclass(frozen=True, slots=True)
class Played:
    """One day under one arm."""

    arm: str
    block: int
    day: str
    figures: DayFigures
    refused: tuple[OrderRefusal, ...]


def play_all(
    scenarios: Sequence[Scenario], arms: Sequence[Arm], means: Means, tell: Tell = lambda _done, _of: None
) -> list[Played]:
    """Play every scenario under every arm; the answer is in the order of scenarios, then of arms.

    Raises UnknownPolicy, UnknownEngineer, and PlayFailed for the first day that could not be played.
    """
    for arm in arms:
        load_policy(arm.policy)  # a name that is wrong is told before anything is played
    tasks = [(scenario, arm, means) for scenario in scenarios for arm in arms]
    found: dict[int, Played] = {}
    for n, played in _in_turn(tasks) if means.processes == 1 or len(tasks) == 1 else _beside(tasks, means):
        found[n] = played
        tell(len(found), len(tasks))
    return [found[n] for n in range(len(tasks))]


def play_one(scenario: Scenario, arm: Arm, means: Means) -> Played:
    """Play one day; raises PlayFailed."""
    day = arm.change.apply(scenario.day, scenario.block)
    world = World(day, load_policy(arm.policy), means.budget_s, means.extras)
    try:
        outcome = world.play()
    except SnapshotError as fault:
        raise PlayFailed(arm.name, day.name, f"{fault}") from fault
    except Exception as error:  # the policy is anybody's code
        raise PlayFailed(arm.name, day.name, f"{type(error).__name__}: {error}") from error
    return Played(arm.name, scenario.block, day.name, figures_of(outcome), tuple(outcome.refused))


_Task = tuple[Scenario, Arm, Means]


def _in_turn(tasks: Sequence[_Task]) -> Iterator[tuple[int, Played]]:
    for n, task in enumerate(tasks):
        yield n, play_one(*task)


def _beside(tasks: Sequence[_Task], means: Means) -> Iterator[tuple[int, Played]]:
    """Yield as they come; a fresh interpreter for each process, so that a policy inherits nothing."""
    fresh = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(min(means.processes, len(tasks)), mp_context=fresh) as pool:
        started: dict[Future[Played], int] = {pool.submit(play_one, *task): n for n, task in enumerate(tasks)}
        try:
            for future in as_completed(started):
                yield started[future], _result(future, tasks[started[future]])
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _result(future: Future[Played], task: _Task) -> Played:
    try:
        return future.result()
    except BrokenProcessPool as died:
        raise PlayFailed(task[1].name, task[0].day.name, "its process died") from died
