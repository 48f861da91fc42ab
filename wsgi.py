"""Composition root: settings, clock and doors become one Flask application.

Servers load `wsgi:application()`; tests and the command line call `make_app` with a runtime of their own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.settings import from_environ
from app.shell.doors import doors, simulation
from app.shell.factory import create_app
from app.shell.runtime import build_runtime
from app.shell.worker.driven import ask
from app.shell.worker.simulation import advance

if TYPE_CHECKING:
    from flask import Flask

    from app.kernel import Runtime


def make_app(runtime: Runtime) -> Flask:
    """Return the application with every door; the one that moves the clock only where time is simulated."""
    every = doors()
    if runtime.settings.simulated:
        every.append(simulation(advance if runtime.settings.embedded_worker else ask))
    return create_app(runtime, every)


def application() -> Flask:
    """Return the application of this process's environment."""
    return make_app(build_runtime(from_environ().completed()))
