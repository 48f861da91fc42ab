"""Composition root: settings, clock and doors become one Flask application.

Servers load `wsgi:application()`; tests and the command line call `make_app` with a runtime of their own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.portal import api as portal_api
from app.settings import from_environ
from app.shell import api as office_api
from app.shell import pages
from app.shell.api import sim, tracking_stream
from app.shell.factory import create_app
from app.shell.runtime import build_runtime
from app.shell.worker import driven, simulation
from mobile_api import blueprints as mobile_blueprints

if TYPE_CHECKING:
    from flask import Blueprint, Flask

    from app.kernel import Runtime


def make_app(runtime: Runtime) -> Flask:
    """Return the application with every door; the one that moves the clock only where time is simulated."""
    doors: list[Blueprint] = [
        *office_api.blueprints(),
        *mobile_blueprints(),
        *portal_api.blueprints(),
        tracking_stream.blp,
    ]
    if runtime.settings.simulated:
        alone = runtime.settings.embedded_worker
        doors.append(sim.blueprint(simulation.advance if alone else driven.ask))
    return create_app(runtime, [*doors, *pages.blueprints()])


def application() -> Flask:
    """Return the application of this process's environment."""
    return make_app(build_runtime(from_environ().completed()))
