"""The two shapes of the installation, and what can die in each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from random import Random

from app.demo.server import HOST, Installation, free_port
from tests.faults.chaos import Target
from tests.faults.processes import Fleet, Part

APPLICATION = ("-m", "app.cli")


def embedded(where: Installation, starts_at: datetime) -> list[Part]:
    """One server process that does everything, as on SQLite."""
    return [Part("server", _serve(where, starts_at), probe=f"{where.url}/readyz")]


def production(where: Installation, starts_at: datetime, stream_port: int) -> list[Part]:
    """Web, stream and two workers, as on PostgreSQL."""
    return [
        Part("web", [*_serve(where, starts_at), "--workers", "2"], probe=f"{where.url}/readyz"),
        Part(
            "stream",
            [*APPLICATION, "stream", "--stream-host", HOST, "--stream-port", str(stream_port)],
            probe=f"http://{HOST}:{stream_port}/readyz",
        ),
        Part("worker-1", [*APPLICATION, "worker"]),
        Part("worker-2", [*APPLICATION, "worker"]),
    ]


def _serve(where: Installation, starts_at: datetime) -> list[str]:
    return [
        *(*APPLICATION, "serve", "--host", HOST, "--port", str(where.port)),
        *("--simulated", "--sim-start", starts_at.isoformat(), "--no-seed"),
    ]


def targets(fleet: Fleet, parts: Sequence[Part]) -> list[Target]:
    """Everything that can be killed: each part whole, the servers' own children, the solving children."""
    found: list[Target] = []
    for part in parts:
        found.append(Target(f"{part.name}", partial(_whole, fleet, part)))
        if part.name in {"server", "web"}:
            found.append(Target(f"{part.name}'s process", partial(_one_child, fleet, part)))
        if part.name != "stream":
            found.append(Target("solver", partial(_solver, fleet, part)))
    return found


def _whole(fleet: Fleet, part: Part, _rng: Random) -> bool:
    fleet.kill(part)
    return True


def _one_child(fleet: Fleet, part: Part, rng: Random) -> bool:
    return fleet.kill_child(part, rng)


def _solver(fleet: Fleet, part: Part, _rng: Random) -> bool:
    return fleet.kill_solver(part)


def free_stream_port() -> int:
    """A port for the stream process."""
    return free_port(0)


def installation(folder: Path, database_url: str) -> Installation:
    """An installation with its data in `folder`."""
    return Installation(folder, database_url, free_port(0))
