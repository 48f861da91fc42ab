"""`python -m dispatch.simulation`: play days against policies with the engine alone; figures as JSON."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from dispatch.fields import SnapshotError
from dispatch.simulation.change import UnknownEngineer
from dispatch.simulation.day import parse_day
from dispatch.simulation.experiment import ITERATIONS, Arm, Means, PlayFailed, Scenario, play_all
from dispatch.simulation.generator import Terms
from dispatch.simulation.policies import UnknownPolicy
from dispatch.simulation.report import make_report
from dispatch.simulation.series import city_series
from dispatch.simulation.world import BUDGET_S


def main(argv: Sequence[str] | None = None) -> int:
    """Run; 0 if all is well, 1 if an order was refused or a day failed, 2 if the input is unusable."""
    args = _parser().parse_args(argv)
    sys.path.insert(0, "")  # a policy of one's own may lie in the folder one stands in
    try:
        scenarios, policies = _scenarios(args), list(dict.fromkeys(args.policy or ["live"]))
        arms = [Arm(name, name) for name in policies]
        means = Means.steady(args.budget, args.iterations, args.seed, args.processes)
        played = play_all(scenarios, arms, means)
    except (SnapshotError, UnknownPolicy, UnknownEngineer, OSError, json.JSONDecodeError) as fault:
        return _complain(fault, 2)
    except PlayFailed as fault:
        return _complain(fault, 1)
    sys.stdout.write(json.dumps(make_report(played, arms).to_dict(), ensure_ascii=False, indent=1) + "\n")
    return int(any(one.refused for one in played))


def _scenarios(args: argparse.Namespace) -> list[Scenario]:
    if args.days_files:
        days = [parse_day(json.loads(Path(path).read_text("utf-8"))) for path in args.days_files]
        return [Scenario(args.seed, day) for day in days]
    terms = replace(Terms(), promise_s=round(args.promise_min * 60))
    seeds = range(args.seed, args.seed + args.seeds)
    return [
        scenario
        for seed in seeds
        for scenario in city_series(seed, terms, engineers=args.engineers, load=args.load).scenarios(
            args.days, args.engineers
        )
    ]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m dispatch simulate", description=__doc__)
    parser.add_argument("days_files", nargs="*", metavar="DAY.json", help="days to play; none makes them")
    parser.add_argument("--policy", action="append", help="live, nearest, oldest_first or module:function")
    parser.add_argument("--engineers", type=int, default=20)
    parser.add_argument("--load", type=float, default=0.9, help="share of the crew's time (default 0.9)")
    parser.add_argument("--days", type=int, default=5)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seeds", type=int, default=1, help="so many cities, each with its own crew")
    parser.add_argument("--promise-min", type=float, default=60.0)
    parser.add_argument("--budget", type=float, default=BUDGET_S, help="seconds a decision may take")
    parser.add_argument("--iterations", type=int, default=ITERATIONS, help="rounds of search in a decision")
    parser.add_argument("--processes", type=int, default=1)
    return parser


def _complain(fault: Exception, status: int) -> int:
    sys.stderr.write(f"python -m dispatch simulate: {fault}\n")
    return status


if __name__ == "__main__":
    sys.exit(main())
