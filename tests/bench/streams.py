"""Many screens on the live stream, and when each of them got an event."""

from __future__ import annotations

import json
import selectors
import socket
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Self
from urllib.parse import urlsplit

READY_S = 30.0


@dataclass
class Screens:
    """`count` open streams read by one thread, so that reading them costs the measured machine little."""

    address: str
    headers: Mapping[str, str]
    count: int
    # event id → when each screen got it, by the performance counter
    seen: dict[str, list[float]] = field(default_factory=dict)
    lags_s: list[float] = field(default_factory=list)
    opened: int = 0
    _early: set[str] = field(default_factory=set)
    _sockets: list[socket.socket] = field(default_factory=list)
    _stop: threading.Event = field(default_factory=threading.Event)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __enter__(self) -> Self:
        self._selector = selectors.DefaultSelector()
        for _ in range(self.count):
            self._sockets.append(self._connected())
            self._selector.register(self._sockets[-1], selectors.EVENT_READ, (self._sockets[-1], bytearray()))
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()
        self._selector.close()
        for one in self._sockets:
            one.close()

    def wait_until_open(self) -> None:
        """Return when every stream has said hello.

        Raises:
            RuntimeError: some did not.
        """
        self._wait(lambda: self.opened >= self.count, "streams open")
        with self._lock:  # what happened while they opened was not for all of them
            self._early.update(self.seen)
            self.seen.clear()
            self.lags_s.clear()

    def after(self, call: Callable[[], object]) -> float:
        """Make a call that records events; returns the seconds until every screen has its first one.

        Raises:
            RuntimeError: some screen did not get it within half a minute.
        """
        with self._lock:
            known = set(self.seen)
        begin = time.perf_counter()
        call()
        self._wait(lambda: any(self._everywhere(key) for key in self.seen.keys() - known), "screens told")
        with self._lock:
            return min(
                max(self.seen[key]) - begin for key in self.seen.keys() - known if self._everywhere(key)
            )

    def slowest_s(self) -> float:
        """Return the longest that any screen waited for an event since it was recorded.

        Raises:
            RuntimeError: an event did not reach every screen within half a minute.
        """
        self._wait(lambda: all(map(self._everywhere, self.seen)), "screens told of everything")
        return max(self.lags_s)

    def _everywhere(self, key: str) -> bool:
        return len(self.seen[key]) >= self.count

    def _wait(self, done: Callable[[], bool], what: str) -> None:
        until = time.monotonic() + READY_S
        while time.monotonic() < until:
            with self._lock:
                if done():
                    return
            time.sleep(0.005)
        raise RuntimeError(f"not all {what}; {self.opened} of {self.count} are open")

    def _connected(self) -> socket.socket:
        where = urlsplit(self.address)
        made = socket.create_connection((where.hostname or "", where.port or 80))
        lines = [f"GET {where.path} HTTP/1.1", f"Host: {where.netloc}", "Accept: text/event-stream"]
        lines += [f"{name}: {value}" for name, value in self.headers.items()]
        made.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
        made.settimeout(0)
        return made

    def _read(self) -> None:
        while not self._stop.is_set():
            for key, _ in self._selector.select(timeout=0.1):
                one, buffer = key.data
                piece = one.recv(65536)
                at = time.perf_counter()
                if not piece:
                    self._selector.unregister(one)
                    continue
                buffer.extend(piece)
                with self._lock:
                    self._lines(buffer, at)

    def _lines(self, buffer: bytearray, at: float) -> None:
        *whole, rest = bytes(buffer).split(b"\n")
        buffer[:] = rest
        for line in whole:
            if line.startswith(b"event: hello"):
                self.opened += 1
            elif line.startswith(b"data:") and b'"stream"' in line:
                event = json.loads(line[5:])
                if event["id"] in self._early:
                    continue
                self.seen.setdefault(event["id"], []).append(at)
                self.lags_s.append(time.time() - datetime.fromisoformat(event["at"]).timestamp())
