from __future__ import annotations

import math
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from dispatch.budget import Budget
from dispatch.workers import Workers

UNLIMITED = Budget(time.perf_counter, math.inf)


def square(task: int, budget: Budget) -> int:
    return task * task


def square_or_die(task: int, budget: Budget) -> int:
    if task == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return task * task


def square_or_fail(task: int, budget: Budget) -> int:
    if task == 3:
        raise ValueError(task)
    return task * task


def square_or_hang(task: int, budget: Budget) -> int:
    if task == 3:
        signal.pause()
    return task * task


def children() -> list[str]:
    return subprocess.run(
        ["ps", "--no-headers", "-o", "args", "--ppid", str(os.getpid())],
        capture_output=True,
        text=True,
        check=False,
    ).stdout.splitlines()


@pytest.mark.parametrize("count", [1, 2, 5])
def test_results_come_in_the_order_of_the_tasks(count: int) -> None:
    with Workers(square, count, UNLIMITED) as workers:
        assert workers.each(range(9)) == [(n, n * n) for n in range(9)]


def test_worker_that_dies_leaves_its_task_undone_and_the_rest_is_done() -> None:
    with Workers(square_or_die, 2, UNLIMITED) as workers:
        done = workers.each(range(9))
        assert [task for task, _ in done] == [n for n in range(9) if n != 3]
        assert workers.each([4]) == [(4, 16)]


def test_task_that_fails_is_left_out() -> None:
    for count in (1, 2):
        with Workers(square_or_fail, count, UNLIMITED) as workers:
            assert workers.each(range(5)) == [(n, n * n) for n in range(5) if n != 3]


def test_worker_that_hangs_is_killed_when_time_is_up() -> None:
    # the timer says that time is up as soon as the hanging task alone is left
    budget = Budget(time.perf_counter, time.perf_counter() + 0.2)
    with Workers(square_or_hang, 2, budget) as workers:
        assert 3 not in dict(workers.each([3, 1]))


def test_no_process_outlives_the_work() -> None:
    with Workers(square, 3, UNLIMITED) as workers:
        workers.each(range(3))
    assert [line for line in children() if "defunct" in line or "pytest" in line] == []


def test_workers_die_with_their_parent() -> None:
    program = """
import math, os, signal, time
from dispatch.budget import Budget
from dispatch.workers import Workers
with Workers(lambda task, budget: os.getpid(), 2, Budget(time.perf_counter, math.inf)) as workers:
    print(*{pid for _, pid in workers.each(range(50))}, flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
"""
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    pids = [int(pid) for pid in answer.stdout.split()]
    assert pids
    # standard output is closed by then, which every worker held open as long as it lived
    assert [pid for pid in pids if is_running(pid)] == []


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
