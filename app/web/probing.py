"""Readiness that answers within a second, whatever the database does."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from threading import Lock, Thread
from typing import Any, TypeVar, cast

from flask import Flask

T = TypeVar("T")

ANSWER_S = 0.8
_EXTENSION = "onehour_probe"


class Probe:
    """Asks one question at a time in a thread; whoever asks meanwhile waits for the same answer."""

    def __init__(self, answer_s: float = ANSWER_S) -> None:
        self._answer_s = answer_s
        self._lock = Lock()
        self._asked: Future[Any] | None = None

    def ask(self, question: Callable[[], T]) -> T:
        """Return the answer.

        Raises:
            TimeoutError: there is none yet.
        """
        with self._lock:
            if self._asked is None or self._asked.done():
                self._asked = Future()
                Thread(target=_answer, args=(self._asked, question), name="probe", daemon=True).start()
            asked = cast("Future[T]", self._asked)
        return asked.result(self._answer_s)


def _answer(asked: Future[Any], question: Callable[[], Any]) -> None:
    try:
        asked.set_result(question())
    except Exception as failed:  # noqa: BLE001 - whoever waits raises it
        asked.set_exception(failed)


def probe_of(flask_app: Flask) -> Probe:
    """Return the application's probe."""
    return cast("Probe", flask_app.extensions.setdefault(_EXTENSION, Probe()))
