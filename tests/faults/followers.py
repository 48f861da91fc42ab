"""Two who follow the day from outside: a partner's webhook receiver, and a screen on the live stream."""

from __future__ import annotations

import json
import random
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx

REFUSED_OF_A_HUNDRED = 5


@dataclass
class Received:
    """What a partner took: by idempotency key how often it came, and what it was."""

    times: Counter[str] = field(default_factory=Counter)
    events: dict[str, Any] = field(default_factory=dict)
    refused: int = 0


@contextmanager
def partner(rng: random.Random) -> Iterator[tuple[str, Received]]:
    """Serve a webhook receiver that fails now and then; yields its address and what it has received."""
    received, lock = Received(), threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            with lock:
                fails = rng.random() * 100 < REFUSED_OF_A_HUNDRED
                if fails:
                    received.refused += 1
                else:
                    key = self.headers["webhook-id"]
                    received.times[key] += 1
                    received.events[key] = json.loads(body)
            self.send_response(503 if fails else 204)
            self.end_headers()

        def log_request(self, code: object = "-", size: object = "-") -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/events", received
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@dataclass
class Screen:
    """A dispatcher's screen: reads the stream, and takes it up where it was when the server is back."""

    address: str
    headers: dict[str, str]
    ids: list[str] = field(default_factory=list)
    connections: int = 0
    _stop: threading.Event = field(default_factory=threading.Event)

    def start(self) -> None:
        """Begin to read."""
        self._thread = threading.Thread(target=self._run, name="screen", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Read no more."""
        self._stop.set()
        self._thread.join()

    def has(self, last_id: str) -> bool:
        """Whether the screen has come to this event."""
        return bool(self.ids) and self.ids[-1] == last_id

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                self._read()
            except httpx.TransportError:
                self._stop.wait(0.1)

    def _read(self) -> None:
        resumed = {"Last-Event-ID": self.ids[-1] if self.ids else "0-0"}
        timeout = httpx.Timeout(5, read=2)
        with (
            httpx.Client(timeout=timeout) as client,
            client.stream("GET", self.address, headers={**self.headers, **resumed}) as answer,
        ):
            if not answer.is_success:
                self._stop.wait(0.2)
                return
            self.connections += 1
            for line in answer.iter_lines():
                if self._stop.is_set():
                    return
                if line.startswith("data:"):
                    self._see(json.loads(line.removeprefix("data:")))

    def _see(self, told: dict[str, Any]) -> None:
        if told.get("stream"):  # `hello` and the like carry a place too, but tell of no event
            self.ids.append(told["id"])
