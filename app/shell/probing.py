"""Readiness that answers within a second, whatever the database does."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Future
from threading import Lock, Thread
from typing import Any, TypeVar, cast

from flask import Flask

T = TypeVar("T")

ANSWER_S = 0.6
BUSY_SHARE = 0.6
"""Of the time that was waited, what this process computed: from here on it kept its own probe waiting."""

_EXTENSION = "onehour_probe"


class Overdue(TimeoutError):
    """There is no answer yet; `busy` tells that this process was computing, not waiting."""

    def __init__(self, *, busy: bool) -> None:
        self.busy = busy
        super().__init__("busy" if busy else "no answer")


class Probe:
    """Asks one question at a time in a thread; whoever asks meanwhile waits for the same answer."""

    def __init__(self, answer_s: float = ANSWER_S) -> None:
        self._answer_s = answer_s
        self._lock = Lock()
        self._asked: Future[Any] | None = None

    def ask(self, question: Callable[[], T]) -> T:
        """Return the answer.

        Raises:
            Overdue: there is none yet.
        """
        with self._lock:
            if self._asked is None or self._asked.done():
                self._asked = Future()
                Thread(target=_answer, args=(self._asked, question), name="probe", daemon=True).start()
            asked = cast("Future[T]", self._asked)
        began_s, worked_s = time.monotonic(), time.process_time()
        try:
            return asked.result(self._answer_s)
        except TimeoutError as late:
            if asked.done():  # the question itself ended so
                raise
            took_s = max(time.monotonic() - began_s, self._answer_s)
            raise Overdue(busy=time.process_time() - worked_s > BUSY_SHARE * took_s) from late


def _answer(asked: Future[Any], question: Callable[[], Any]) -> None:
    try:
        asked.set_result(question())
    except Exception as failed:  # noqa: BLE001 - whoever waits raises it
        asked.set_exception(failed)


def probe_of(flask_app: Flask) -> Probe:
    """Return the application's probe."""
    return cast("Probe", flask_app.extensions.setdefault(_EXTENSION, Probe()))
