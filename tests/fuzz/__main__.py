"""`./run fuzz`: schemathesis against a server of its own, once as each role.  Status 1: something broke."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
from rich.console import Console

from app import capabilities
from app.cli.seed import CITY_PASSWORD
from app.demo.server import ADMIN_LOGIN, HOST, Installation, free_port
from app.kernel.scopes import SCOPES
from tests.faults.processes import Fleet, Part
from tests.support.databases import PostgresDatabases
from tests.support.postgres import postgres_server

CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
)
LOGINS = {
    "dispatcher": "dispatcher",
    "manager": "manager",
    "provider": "provider",
    "customer": "customer",
    "engineer": "e1001",
}
# The administrator comes last: he may take the others' accounts, tokens and keys away.
ROLES = ("anonymous", *LOGINS, "integration", "admin")
EXAMPLES = {False: 20, True: 2}
PHASES = {False: "examples,coverage,fuzzing,stateful", True: "examples,fuzzing"}


@dataclass(frozen=True, slots=True)
class Served:
    """A server with the demonstration city, and what signs each role in."""

    url: str
    headers: dict[str, dict[str, str]]


def main(arguments: list[str]) -> int:
    """Call everything as each role that was asked for; tells the exit status."""
    options = _options(arguments)
    capabilities.install()
    console, failed = Console(), list[str]()
    with _server(options.database) as served:
        for role in options.role or ROLES:
            console.rule(f"as {role}")
            command = _command(served, role, short=options.short, seed=options.seed, max_s=options.seconds)
            if subprocess.run(command, check=False, cwd=tempfile.gettempdir()).returncode:
                failed.append(role)
    console.print(f"[red]Something broke[/red] as {', '.join(failed)}." if failed else "Nothing broke.")
    return 1 if failed else 0


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./run fuzz", description=__doc__)
    parser.add_argument("--role", action="append", choices=ROLES, help="only as this role; may be repeated")
    parser.add_argument("--database", choices=["postgresql", "sqlite"], default="postgresql")
    parser.add_argument("--short", action="store_true", help="few examples of each operation")
    parser.add_argument("--seconds", type=int, help="at most so long for each role")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args(arguments)


def _command(served: Served, role: str, *, short: bool, seed: int, max_s: int | None) -> list[str]:
    command = [str(Path(sys.executable).with_name("schemathesis")), "run", f"{served.url}/api/openapi.json"]
    for name, value in served.headers[role].items():
        command += ["--header", f"{name}: {value}"]
    command += ["--checks", ",".join(CHECKS), "--phases", PHASES[short], "--seed", str(seed)]
    command += ["--max-examples", str(EXAMPLES[short]), "--continue-on-failure", "--warnings", "off"]
    command += ["--suppress-health-check", "all", "--request-timeout", "60"]
    return [*command, "--max-time", str(max_s)] if max_s else command


@contextmanager
def _server(kind: str) -> Iterator[Served]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="onehour-fuzz-")))
        url = f"sqlite:///{folder / 'onehour.db'}"
        if kind == "postgresql":
            url = stack.enter_context(PostgresDatabases(stack.enter_context(postgres_server())).empty())
        where = Installation(folder, url, free_port(0))
        serve = ["-m", "app.cli", "serve", "--host", HOST, "--port", str(where.port)]
        # A stream is an answer like any other, once it ends.
        environment = where.environment(os.environ) | {"ONEHOUR_STREAM_LIFE_S": "0"}
        part = Part("server", serve, probe=f"{where.url}/readyz")
        stack.enter_context(Fleet([part], environment, folder / "logs"))
        yield Served(where.url, dict(_headers(where)))


def _headers(where: Installation) -> Iterator[tuple[str, dict[str, str]]]:
    yield "anonymous", {}
    with httpx.Client(base_url=where.url, timeout=30) as client:
        admin = _token(client, ADMIN_LOGIN, where.admin_password)
        yield "admin", admin
        for role, login in LOGINS.items():
            yield role, _token(client, login, CITY_PASSWORD)
        body = {"label": "fuzz", "scopes": sorted(SCOPES)}
        key = (
            client.post("/api/v1/auth/api-keys", json=body, headers=admin).raise_for_status().json()["token"]
        )
        yield "integration", {"Authorization": f"Bearer {key}"}


def _token(client: httpx.Client, login: str, password: str) -> dict[str, str]:
    body = {"login": login, "password": password, "label": "fuzz"}
    token = client.post("/api/v1/auth/tokens", json=body).raise_for_status().json()["token"]
    return {"Authorization": f"Bearer {token}"}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
