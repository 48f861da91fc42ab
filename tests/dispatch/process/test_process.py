from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from typing import Any

import pytest

from dispatch.fields import SnapshotError
from dispatch.model.plan import Plan
from dispatch.model.snapshot import parse_snapshot
from dispatch.process.solver import SolverProcess
from tests.dispatch.builders import engineer, job, snapshot

CASE = snapshot([engineer()], [job()])
STOPS = [{"job": "J1", "arrive_s": 0, "depart_s": 1800}]


def child_of(body: Any) -> Any:
    """A stand-in for the child: a program that does `body` with each line it is asked."""
    return (sys.executable, "-c", f"import sys, time, json, os\nfor line in sys.stdin:\n {body}")


def test_child_plans_and_concurrent_callers_all_get_their_answers() -> None:
    with SolverProcess(prestart=True) as solver:
        answers = []
        callers = [threading.Thread(target=lambda: answers.append(solver.solve(CASE, 1))) for _ in range(3)]
        for caller in callers:
            caller.start()
        for caller in callers:
            caller.join()
    assert [answer["routes"][0]["stops"] for answer in answers] == [STOPS] * 3


def test_bad_snapshot_raises_what_the_child_found() -> None:
    with SolverProcess() as solver, pytest.raises(SnapshotError, match="now_s"):
        solver.solve({**CASE, "now_s": None}, 1)


@pytest.mark.parametrize(
    "body",
    ["os._exit(1)", "print('nonsense', flush=True)", "print('{}', flush=True)", "os.kill(os.getpid(), 9)"],
)
def test_dead_or_babbling_child_is_replaced_by_insertion(body: Any) -> None:
    with SolverProcess(command=child_of(body)) as solver:
        for _ in range(2):
            assert solver.solve(CASE, 0.1)["routes"][0]["stops"] == STOPS


def test_child_that_overruns_is_killed_and_insertion_answers(tmp_path: Any) -> None:
    note = tmp_path / "pid"
    ready = "{'id': json.loads(line)['id'], 'error': 'none'}"
    body = (
        f"open({str(note)!r}, 'w').write(str(os.getpid())); n = json.loads(line)['id']; "
        f"(print(json.dumps({ready}), flush=True) if n == 1 else time.sleep(600))"
    )
    with SolverProcess(command=child_of(body), grace_s=0.05) as solver:
        for _ in range(2):
            assert solver.solve(CASE, 0.05)["routes"][0]["stops"] == STOPS
        with pytest.raises(ProcessLookupError):
            os.kill(int(note.read_text()), 0)


def test_missing_program_still_gives_a_plan() -> None:
    with SolverProcess(command=("/nowhere/python",)) as solver:
        assert solver.solve(CASE, 1)["routes"][0]["stops"] == STOPS


def test_a_problem_is_planned_as_its_snapshot_is() -> None:
    with SolverProcess() as solver:
        assert solver.plan(parse_snapshot(CASE), 1) == Plan.from_dict(solver.solve(CASE, 1))


@pytest.mark.parametrize("plan", [{"routes": 5}, []])
def test_a_plan_that_cannot_be_read_is_replaced_by_insertion(plan: Any) -> None:
    body = f"print(json.dumps({{'id': json.loads(line)['id'], 'plan': {plan!r}}}), flush=True)"
    with SolverProcess(command=child_of(body)) as solver:
        assert solver.plan(parse_snapshot(CASE), 0.1).to_dict()["routes"][0]["stops"] == STOPS


def test_closed_solver_answers_by_insertion() -> None:
    solver = SolverProcess()
    solver.close()
    assert solver.solve(CASE, 1)["routes"][0]["stops"] == STOPS


def test_child_ends_when_its_parent_is_killed() -> None:
    code = (
        "import os, signal\nfrom dispatch.process.solver import SolverProcess\n"
        f"s = SolverProcess()\ns.solve({CASE!r}, 1)\nprint(s._child._process.pid, flush=True)\n"
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert run.returncode == -signal.SIGKILL
    # the pipe that we read was the child's standard error too: it ended, so the child has
    assert int(run.stdout) > 0
