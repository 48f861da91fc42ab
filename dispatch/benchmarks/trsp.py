"""Technician routing and scheduling instances, read as horizons and planned.

V. Pillac, C. Guéret and A. L. Medaglia, "A parallel matheuristic for the technician routing and scheduling
problem", Optimization Letters 7 (2013) 1525–1535: requests with time windows, technicians with homes, skills,
tools and spare parts, and one depot that each may visit once. The cost is the Euclidean distance driven.
"""

from __future__ import annotations

import argparse
import json
import math
import re
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from dispatch.horizon.plan import HorizonPlan
from dispatch.horizon.process import Effort, plan_horizon

ROW: Final = re.compile(r"^(\d+)((?:\s+-?\d+){5})\s+\[(.*?)\]\s*\[(.*?)\]\s*\[(.*?)\]")
TICKS: Final = 10_000  # whole seconds of the horizon for one unit of distance or time
UNSERVED: Final = 100 * 1_000 * TICKS


class UnreadableInstance(ValueError):
    """A file that is no instance of this kind."""


def read_instance(path: Path) -> dict[str, Any]:
    """The instance as a horizon's JSON; ids are the file's. Raises UnreadableInstance, OSError."""
    crew, nodes = _nodes(path)
    if not 0 < crew < len(nodes):
        raise UnreadableInstance(f"{path}: no crew, or no requests")
    places = sorted({node["xy"] for node in nodes.values()})
    return {
        "travel": {"model": "matrix", "points": [_point(xy) for xy in places], "seconds": _seconds(places)},
        "weights": {"unserved": UNSERVED, "star": 0},
        "depots": [
            {"id": "0", "point": _point(nodes[0]["xy"]), "windows": [nodes[0]["span"]]}
            | {"service_s": nodes[0]["service"]}
        ],
        "engineers": [_engineer(str(n), nodes[n]) for n in range(1, crew + 1)],
        "visits": [_visit(str(n), node) for n, node in nodes.items() if n > crew],
    }


def _nodes(path: Path) -> tuple[int, dict[int, dict[str, Any]]]:
    crew, nodes = 0, {}
    lines = path.read_text(encoding="utf-8").splitlines()
    for n, line in enumerate(lines):
        if line.startswith("CREW COUNT") and n + 1 < len(lines):
            crew = int(lines[n + 1].split()[0])
        elif match := ROW.match(line):
            x, y, opens, closes, service = (int(value) for value in match[2].split())
            skills, tools, parts = ([v.strip() for v in match[k].split(",") if v.strip()] for k in (3, 4, 5))
            nodes[int(match[1])] = {
                "xy": (x, y),
                "span": [opens * TICKS, closes * TICKS],
                "service": service * TICKS,
                "skills": skills,
                "tools": tools,
                "parts": {f"part {k}": int(count) for k, count in enumerate(parts)},
            }
    return crew, nodes


def _point(xy: tuple[int, int]) -> list[float]:
    """Coordinates as degrees that name a place of the matrix; nothing else is made of them."""
    return [xy[1] / 1000, xy[0] / 1000]


def _seconds(places: list[tuple[int, int]]) -> list[list[int]]:
    """Distances in ticks, rounded up, so that a plan in time is in time without rounding too."""
    return [[math.ceil(math.hypot(a - c, b - d) * TICKS) for c, d in places] for a, b in places]


def _engineer(engineer_id: str, node: dict[str, Any]) -> dict[str, Any]:
    start_s, end_s = node["span"]
    return {
        "id": engineer_id,
        "home": _point(node["xy"]),
        "shifts": [{"id": engineer_id, "start_s": start_s, "end_s": end_s}],
        "skills": node["skills"],
        "tools": node["tools"],
        "parts": node["parts"],
    }


def _visit(visit_id: str, node: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": visit_id,
        "point": _point(node["xy"]),
        "windows": [node["span"]],
        "service_s": node["service"],
        "skills": node["skills"],
        "tools": node["tools"],
        "parts": node["parts"],
    }


def main(argv: Sequence[str] | None = None) -> int:
    """Plan instances one after another and write the plans; 0 if every request of all is served."""
    parser = argparse.ArgumentParser(prog="python -m dispatch.benchmarks trsp", description=__doc__)
    parser.add_argument("files", nargs="+", type=Path, help="instance files")
    parser.add_argument("--seconds", type=float, default=60.0, help="for each instance (default 60)")
    parser.add_argument("--iterations", type=int, help="steps for each process instead of seconds")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, help="write the plans here as JSON")
    args = parser.parse_args(argv)
    effort = Effort(args.seconds, args.iterations, args.processes, args.seed)
    plans, left_out = {}, 0
    for path in args.files:
        try:
            data = read_instance(path)
        except (OSError, UnreadableInstance) as error:
            parser.error(str(error))
        began = time.perf_counter()
        plan = plan_horizon(data, effort)
        seconds = round(time.perf_counter() - began, 1)
        left_out += len(plan.unassigned)
        print(f"{path.stem:7} {plan.cost.drive / TICKS:10.3f}  {len(plan.unassigned)} left out  {seconds} s")
        plans[path.stem] = {"routes": _routes(plan), "seconds": seconds}
        if args.out:
            args.out.write_text(json.dumps(plans), encoding="utf-8")
    return int(left_out > 0)


def _routes(plan: HorizonPlan) -> dict[str, list[int]]:
    """Technician → requests in order, with 0 where the depot is visited."""
    return {route.engineer: [int(s.visit or s.depot or 0) for s in route.stops] for route in plan.routes}


if __name__ == "__main__":
    sys.exit(main())
