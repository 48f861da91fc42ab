"""A server of the demonstration's own: the installed application, started as a process like any other."""

from __future__ import annotations

import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import NoReturn, Self

import httpx

from app.demo.errors import DemoError

HOST = "127.0.0.1"
ADMIN_LOGIN = "admin"
PLANNER_BUDGET_S = 0.1
"""A day has thousands of plans, and a simulated minute lasts half a real second."""

START_TIMEOUT_S = 60.0
_POLL_S = 0.1
_STOP_TIMEOUT_S = 10.0
_LOG_LINES = 15
COMMAND = (sys.executable, "-m", "app.cli")


@dataclass(frozen=True, slots=True)
class Installation:
    """Where the server keeps its data, and under which address it answers.

    `osrm_url` is the road engine that it plans with; without one it plans with great circles. `expects`
    says whether it reckons with requests that may come.
    """

    data_dir: Path
    database_url: str
    port: int
    osrm_url: str = ""
    expects: bool = True
    admin_password: str = field(repr=False, default_factory=lambda: secrets.token_urlsafe(12))

    @property
    def url(self) -> str:
        """The server's address."""
        return f"http://{HOST}:{self.port}"

    @property
    def log_path(self) -> Path:
        """Where the server's words go."""
        return self.data_dir / "server.log"

    def environment(self, base: Mapping[str, str]) -> dict[str, str]:
        """Return `base` with the server's settings and none of the caller's own."""
        kept = {name: value for name, value in base.items() if not name.startswith("ONEHOUR_")}
        return kept | {
            "ONEHOUR_DATA_DIR": str(self.data_dir),
            "ONEHOUR_DATABASE_URL": self.database_url,
            "ONEHOUR_ADMIN_PASSWORD": self.admin_password,
            "ONEHOUR_RATE_LIMITS": "false",  # a day in minutes looks like an attack
            "ONEHOUR_LOG_LEVEL": "WARNING",
            "ONEHOUR_PLANNER_BUDGET_S": str(PLANNER_BUDGET_S),
            "ONEHOUR_TRAVEL": "osrm" if self.osrm_url else "great_circle",
            "ONEHOUR_OSRM_URL": self.osrm_url,
            "ONEHOUR_PLANNER_EXPECTS": "on" if self.expects else "off",
        }


@contextmanager
def ended_like_ctrl_c() -> Iterator[None]:
    """Let SIGTERM end what runs inside as Ctrl-C does, so that no server is left behind."""

    def interrupt(*_: object) -> NoReturn:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def free_port(wanted: int = 0) -> int:
    """Return `wanted` if it is free, or any free port for 0.

    Raises:
        DemoError: somebody else listens on `wanted`.
    """
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, wanted))
        except OSError as taken:
            raise DemoError(f"Port {wanted} is taken; choose another with --port.") from taken
        return int(probe.getsockname()[1])


class Server:
    """The running process.  Use it as a context; it is stopped at the end, whatever happens."""

    def __init__(self, where: Installation, starts_at: datetime) -> None:
        self._where, self._starts_at = where, starts_at
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self._where.data_dir.mkdir(parents=True, exist_ok=True)
        arguments = [
            *("serve", "--host", HOST, "--port", str(self._where.port)),
            *("--simulated", "--sim-start", self._starts_at.isoformat(), "--no-seed"),
        ]
        with self._where.log_path.open("wb") as log:
            self._process = subprocess.Popen(  # noqa: S603 - our own command
                [*COMMAND, *arguments],
                env=self._where.environment(os.environ),
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C is ours to handle: it must not kill the server first
            )
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def wait_until_ready(self, pause: Callable[[float], None] = time.sleep) -> None:
        """Return once the server answers.

        Raises:
            DemoError: it ended, or did not answer in time; the message quotes its last words.
        """
        with httpx.Client(timeout=5) as client:
            for _ in range(int(START_TIMEOUT_S / _POLL_S)):
                if self._process is None or self._process.poll() is not None:
                    raise DemoError(f"The server did not start. It said:\n{self.last_words()}")
                with suppress(httpx.TransportError):
                    if client.get(f"{self._where.url}/readyz").is_success:
                        return
                pause(_POLL_S)
        raise DemoError(
            f"The server did not answer within {START_TIMEOUT_S:.0f} s. It said:\n{self.last_words()}"
        )

    def wait(self) -> None:
        """Return when the server ends by itself."""
        if self._process is not None:
            self._process.wait()

    def stop(self) -> None:
        """End the process and its children: politely first."""
        if self._process is None or self._process.poll() is not None:
            return
        os.killpg(self._process.pid, signal.SIGTERM)
        try:
            self._process.wait(_STOP_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()

    def last_words(self) -> str:
        """Return the end of the server's log."""
        try:
            lines = self._where.log_path.read_text("utf-8", errors="replace").splitlines()
        except OSError:
            return ""
        return "\n".join(lines[-_LOG_LINES:])
