"""gunicorn with the settings that fit the application: threads, no control socket, an embedded worker."""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click
from gunicorn.app.base import BaseApplication

import wsgi
from app.cli.deadlines import DeadlineWorker
from app.cli.logs import GunicornLogger
from app.cli.refusals import LONGEST_LINE
from app.kernel import Runtime
from app.settings import Settings
from app.shell.hub import Stats
from app.shell.runtime import build_runtime
from app.shell.streams import hub_of
from app.shell.worker.presence import Presence
from app.shell.worker.scheduler import Worker, start_embedded

if TYPE_CHECKING:
    from flask import Flask

QUICK_STOP_S = 5
SWITCH_S = 0.001
"""How long a thread that computes keeps the others, probes among them, from their turn."""

HUNG_S = 120
KEEP_OPEN_S = 75
"""Longer than proxies and clients keep an idle connection: they would send into one that is being closed."""


class Server(BaseApplication):
    """Serves until it is told to stop; `notice` is printed once it listens.

    Each process builds its own runtime after the fork: connections, threads and the solving child do
    not survive one.  An open stream keeps a thread to itself, so that there are as many again as streams
    may be open: `threads` remain for requests.
    """

    def __init__(
        self,
        settings: Settings,
        notice: Sequence[str],
        *,
        workers: int,
        threads: int,
        may_work: bool = True,
    ) -> None:
        self._settings, self._notice = settings, notice
        self._workers, self._threads = workers, threads + settings.stream_cap
        self._may_work = may_work
        self._flask_app: Flask | None = None
        self._runtime: Runtime | None = None
        self._worker: Worker | None = None
        self._presence: Presence | None = None
        super().__init__()

    def load_config(self) -> None:
        """Tell gunicorn how to run."""
        options: dict[str, Any] = {
            "bind": _bind(self._settings),
            "workers": self._workers,
            "worker_class": _worker_class(self._settings),
            "threads": self._threads,
            "timeout": HUNG_S,
            "keepalive": KEEP_OPEN_S,
            "graceful_timeout": QUICK_STOP_S,
            "control_socket_disable": True,
            "limit_request_line": LONGEST_LINE,
            "limit_request_field_size": LONGEST_LINE,
            "loglevel": "warning",
            "logger_class": GunicornLogger,
            "proc_name": "onehour",
            "when_ready": self._tell,
            "post_worker_init": self._start_working,
            "worker_exit": self._stop_working,
        }
        for name, value in options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """Compose the application in the process that serves it."""
        sys.setswitchinterval(SWITCH_S)
        self._runtime = build_runtime(self._settings)
        self._flask_app = wsgi.make_app(self._runtime)
        # What is there now stays. Looking through all of it for garbage, whenever a body has made many
        # lists, would take longer than reading the body.
        gc.collect()
        gc.freeze()
        return self._flask_app

    def _tell(self, _arbiter: Any) -> None:
        click.echo("\n".join(self._notice))

    def _start_working(self, process: Any) -> None:
        if self._flask_app is not None:
            # gunicorn waits for answers under way before it stops; streams would never be done.
            hub = hub_of(self._flask_app)
            hub.end_when(lambda: not process.alive)
            if self._runtime is not None:
                self._runtime.metrics.follow(lambda: _stream_metrics(hub.stats()))
        if self._runtime is None:
            return
        if self._may_work:
            self._worker = start_embedded(self._runtime)
        self._presence = Presence(self._runtime, self._kind())
        self._presence.start()

    def _kind(self) -> str:
        if self._worker is not None:
            return "embedded"
        return "web" if self._may_work else "stream"

    def _stop_working(self, _arbiter: Any, _worker: Any) -> None:
        if self._worker is not None:
            self._worker.stop(QUICK_STOP_S)
        if self._presence is not None:
            self._presence.stop()
        if self._runtime is not None:
            self._runtime.close()


def _worker_class(settings: Settings) -> type[DeadlineWorker]:
    limits = {"head_s": settings.head_deadline_s, "body_s": settings.body_deadline_s}
    return type("Worker", (DeadlineWorker,), limits)


def _bind(settings: Settings) -> str:
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    return f"{host}:{settings.port}"


def _stream_metrics(stats: Stats) -> dict[str, tuple[str, float]]:
    return {
        "onehour_streams_open": ("Live streams open", stats.open),
        "onehour_streams_refused": ("Streams refused at the cap since the start", stats.refused),
        "onehour_streams_overflowed": ("Streams ended because their reader was too slow", stats.overflowed),
        "onehour_stream_lag_seconds": ("Since all that was final had been read", stats.lag_s),
        "onehour_stream_unread": ("Events known to wait for the reader", stats.unread),
    }
