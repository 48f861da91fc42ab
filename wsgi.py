"""Composition root: settings, clock and doors become one Flask application.

Servers load `wsgi:application()`; tests and the command line call `make_app` with a runtime of their own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app import office_api, pages, portal_api
from app.factory import create_app
from app.runtime import build_runtime
from app.settings import from_environ
from mobile_api import blueprints as mobile_blueprints

if TYPE_CHECKING:
    from flask import Flask

    from app.runtime import Runtime


def make_app(runtime: Runtime) -> Flask:
    """Return the application with every door; the simulation's door only where time is simulated."""
    doors = [*office_api.blueprints(simulated=runtime.settings.simulated), *mobile_blueprints()]
    return create_app(runtime, [*doors, *portal_api.blueprints(), *pages.blueprints()])


def application() -> Flask:
    """Return the application of this process's environment."""
    return make_app(build_runtime(from_environ().completed()))
