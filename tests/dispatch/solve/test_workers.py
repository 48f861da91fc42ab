from __future__ import annotations

import json
import math
import os
import select
import subprocess
import sys
import time
from typing import Any

import pytest

from dispatch.model.budget import Budget
from dispatch.solve.workers import Workers

LONGEST_S = 60
UNLIMITED = Budget(time.perf_counter, math.inf)

ALONE = """
import json, math, os, signal, time
from dispatch.model.budget import Budget
from dispatch.solve.workers import Workers

unlimited = Budget(time.perf_counter, math.inf)

def square_or(act):
    def work(task, budget):
        return act() if task == 3 else task * task
    return work

def die():
    os.kill(os.getpid(), signal.SIGKILL)
"""
"""The beginning of programs whose workers are forked for certain: a process that has threads forks none."""


def alone(program: str) -> Any:
    """What a program prints last, as JSON; it is killed when it hangs."""
    command = [sys.executable, "-c", ALONE + program]
    answer = subprocess.run(command, capture_output=True, text=True, check=False, timeout=LONGEST_S)
    assert answer.stdout, answer.stderr
    return json.loads(answer.stdout)


def square(task: int, budget: Budget) -> int:
    return task * task


def square_or_fail(task: int, budget: Budget) -> int:
    if task == 3:
        raise ValueError(task)
    return task * task


@pytest.mark.parametrize("count", [1, 2, 5])
def test_results_come_in_the_order_of_the_tasks(count: int) -> None:
    with Workers(square, count, UNLIMITED) as workers:
        assert workers.each(range(9)) == [(n, n * n) for n in range(9)]


def test_worker_that_dies_leaves_its_task_undone_and_the_rest_is_done() -> None:
    first, then = alone("""
with Workers(square_or(die), 2, unlimited) as workers:
    print(json.dumps([workers.each(range(9)), workers.each([4])]))
""")
    assert [task for task, _ in first] == [n for n in range(9) if n != 3]
    assert then == [[4, 16]]


def test_task_that_fails_is_left_out() -> None:
    for count in (1, 2):
        with Workers(square_or_fail, count, UNLIMITED) as workers:
            assert workers.each(range(5)) == [(n, n * n) for n in range(5) if n != 3]


def test_worker_that_hangs_is_killed_when_time_is_up() -> None:
    done = alone("""
budget = Budget(time.perf_counter, time.perf_counter() + 0.2)
with Workers(square_or(signal.pause), 2, budget) as workers:
    print(json.dumps(workers.each([3, 1])))
""")
    assert 3 not in dict(done)


def test_no_process_outlives_the_work() -> None:
    left = alone("""
from multiprocessing import active_children
with Workers(square_or(int), 3, unlimited) as workers:
    workers.each(range(3))
    during = len(active_children())
print(json.dumps([during, len(active_children())]))
""")
    assert left == [3, 0]


def test_workers_die_with_their_parent() -> None:
    pids = alone("""
with Workers(lambda task, budget: os.getpid(), 2, unlimited) as workers:
    print(json.dumps(sorted({pid for _, pid in workers.each(range(50))})), flush=True)
    die()
""")
    assert pids
    for pid in pids:
        wait_for_its_end(pid)


def wait_for_its_end(pid: int) -> None:
    try:
        process = os.pidfd_open(pid)
    except ProcessLookupError:
        return
    try:
        assert select.select([process], [], [], LONGEST_S)[0], f"{pid} goes on"
    finally:
        os.close(process)
