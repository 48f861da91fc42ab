"""`python -m dispatch`: plan a snapshot, check or score a plan, explain a stop; JSON in and out."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from dispatch.explain import explain
from dispatch.objective import profile_of, score, weights_for
from dispatch.plan import Plan
from dispatch.problem import Problem, SnapshotError, parse_snapshot
from dispatch.travel import travel_times
from dispatch.verify import verify


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; 0 if all is well, 1 if a plan breaks a rule, 2 if the input cannot be used."""
    args = _parser().parse_args(argv)
    try:
        return _run(args)
    except SnapshotError as fault:
        return _complain(f"{fault.path}: {fault.message}")
    except OSError as error:
        return _complain(f"{error.filename}: {error.strerror}")
    except json.JSONDecodeError as error:
        return _complain(f"not JSON: {error}")


def _run(args: argparse.Namespace) -> int:
    snapshot = _load(args.snapshot)
    problem = parse_snapshot(snapshot)
    if args.command == "plan":
        return _plan(snapshot, args.budget)
    plan = Plan.from_dict(_load(args.plan))
    if args.command == "verify":
        violations = verify(problem, plan)
        _print([violation.to_dict() for violation in violations])
        return int(bool(violations))
    if args.command == "score":
        return _score(problem, plan)
    if args.job not in problem.job_index:
        return _complain(f"no job {args.job!r} in the snapshot")
    _print(explain(problem, plan, args.job, args.language).to_dict())
    return 0


def _plan(snapshot: dict[str, Any], budget_s: float) -> int:
    from dispatch.live import plan_snapshot

    _print(plan_snapshot(snapshot, budget_s))
    return 0


def _score(problem: Problem, plan: Plan) -> int:
    if broken := [
        v for v in verify(problem, plan) if v.code in ("unknown_job", "unknown_engineer", "two_routes")
    ]:
        return _complain(f"{broken[0].engineer or broken[0].job}: {broken[0].message}")
    routes = {route.engineer: [stop.job for stop in route.stops] for route in plan.routes}
    total = score(problem, routes, travel_times(problem.travel), weights_for(problem))
    _print({"profile": profile_of(problem), **total.to_dict()})
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m dispatch", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    plan = commands.add_parser("plan", help="plan a snapshot and print the plan")
    plan.add_argument("snapshot", help="snapshot as JSON; - reads standard input")
    plan.add_argument("--budget", type=float, default=1.0, help="seconds to think (default 1)")
    for name, text in (
        ("verify", "list the rules a plan breaks; exit status 1 if there are any"),
        ("score", "print what a plan costs, term by term, in seconds of driving"),
        ("explain", "say why a job is where it is in a plan"),
    ):
        command = commands.add_parser(name, help=text)
        command.add_argument("snapshot", help="snapshot as JSON; - reads standard input")
        command.add_argument("plan", help="plan as JSON")
        if name == "explain":
            command.add_argument("--job", required=True, help="id of the job")
            command.add_argument("--language", choices=("en", "zh-CN"), default="en")
    return parser


def _load(path: str) -> Any:
    return json.loads(sys.stdin.read() if path == "-" else Path(path).read_text(encoding="utf-8"))


def _print(value: object) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=1) + "\n")


def _complain(message: str) -> int:
    sys.stderr.write(f"python -m dispatch: {message}\n")
    return 2


if __name__ == "__main__":
    sys.exit(main())
