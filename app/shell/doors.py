"""All doors of the house: those of each room in the list, and the shell's own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from importlib import import_module

from app.capabilities import CAPABILITIES, install
from app.kernel import Runtime
from app.shell.access import ACCESS, SIMULATION
from app.shell.api import events, sim, tracking_stream
from app.shell.explanations import EXPLANATIONS
from app.shell.pages import health, session
from app.web.doors import Doors
from app.web.pages import assets, docs, errors, explanations, i18n, kept, linked, live, menu, problem_pages

_SHELL = Doors(
    access=ACCESS,
    blueprints=(events.blp, tracking_stream.blp, health.blueprint()),
    pages=(assets, docs, kept, linked, menu, problem_pages, live, session, i18n, errors),
    explanations={**explanations.GENERAL, **EXPLANATIONS},
)


def doors() -> list[Doors]:
    """Return those that every application has."""
    install()
    rooms: list[Doors] = [import_module(room.doors).DOORS for room in CAPABILITIES if room.doors]
    return [*rooms, _SHELL]


def simulation(advance: Callable[[Runtime, datetime], object]) -> Doors:
    """Return the door that moves the clock by `advance`; it exists where time is simulated."""
    return Doors(access=SIMULATION, blueprints=(sim.blueprint(advance),))
