"""The installation's processes: started, found out about, killed without warning, started again."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

import httpx

SOLVER_MARK = b"dispatch.process.child"
READY_S = 60.0
_LOOK_S = 0.05


@dataclass(frozen=True, slots=True)
class Part:
    """One Python process of the installation; `probe` is the address that answers when it is ready."""

    name: str
    arguments: Sequence[str]
    probe: str | None = None


@dataclass
class Fleet:
    """All processes of one installation; killing and starting is safe from any thread."""

    parts: Sequence[Part]
    environment: Mapping[str, str]
    log_dir: Path
    _running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    _lock: threading.RLock = field(default_factory=threading.RLock)
    _closed: bool = False

    def __enter__(self) -> Self:
        self.log_dir.mkdir(parents=True, exist_ok=True)
        try:
            for part in self.parts:
                self.start(part)
                self.wait_until_ready(part)
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Kill everything for good."""
        with self._lock:
            self._closed = True
            for process in self._running.values():
                with suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
                process.wait()

    def start(self, part: Part) -> None:
        """Start a part that is not running."""
        with self._lock:
            if self._closed:
                return
            with (self.log_dir / f"{part.name}.log").open("ab") as log:
                self._running[part.name] = subprocess.Popen(
                    [sys.executable, *part.arguments],
                    env=dict(self.environment),
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,
                )

    def pid_of(self, part: Part) -> int:
        """Return the process that a part runs as now."""
        with self._lock:
            return self._running[part.name].pid

    def kill(self, part: Part) -> None:
        """Kill a part and all that it started, and start it again at once, as a supervisor does."""
        with self._lock:
            process = self._running[part.name]
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            self.start(part)

    def kill_child(self, part: Part, rng: random.Random) -> bool:
        """Kill one serving process of a part, which its own master has to replace; False without any."""
        children = [pid for pid in descendants(self._running[part.name].pid) if not is_solver(pid)]
        return bool(children) and _killed(rng.choice(children))

    def kill_solver(self, part: Part) -> bool:
        """Kill the part's solving child; False where it has none now."""
        return any(_killed(pid) for pid in descendants(self._running[part.name].pid) if is_solver(pid))

    def wait_until_ready(self, part: Part | None = None) -> None:
        """Return when every part (or this one) answers.

        Raises:
            RuntimeError: one does not come back; the message quotes its log.
        """
        for one in [part] if part else self.parts:
            self._wait_for(one)

    def _wait_for(self, part: Part) -> None:
        for _ in range(int(READY_S / _LOOK_S)):
            with self._lock:  # not while it is being killed and started
                ended = self._running[part.name].poll() is not None
            if ended:
                raise RuntimeError(f"{part.name} ended by itself:\n{self.last_words(part)}")
            if part.probe is None or _answers(part.probe):
                return
            time.sleep(_LOOK_S)
        raise RuntimeError(f"{part.name} does not answer:\n{self.last_words(part)}")

    def last_words(self, part: Part) -> str:
        """Return the end of the part's log."""
        text = (self.log_dir / f"{part.name}.log").read_text("utf-8", errors="replace")
        return "\n".join(text.splitlines()[-25:])


def descendants(pid: int) -> list[int]:
    """Return the processes below `pid`, as the kernel lists them."""
    found: list[int] = []
    for tasks in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):
            for child in map(int, tasks.read_text().split()):
                found += [child, *descendants(child)]
    return found


def is_solver(pid: int) -> bool:
    """Whether this is a solving child."""
    with suppress(OSError):
        return SOLVER_MARK in Path(f"/proc/{pid}/cmdline").read_bytes()
    return False


def _killed(pid: int) -> bool:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return False
    return True


def _answers(address: str) -> bool:
    try:
        return httpx.get(address, timeout=2).is_success
    except httpx.TransportError:
        return False
