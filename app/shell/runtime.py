"""The composition of one process's means from completed settings; the rooms bring what they bring."""

from __future__ import annotations

from functools import partial

from sqlalchemy import Engine

from app import capabilities
from app.kernel import Clock, Runtime, SimulatedClock, SystemClock
from app.kernel.database import make_engine
from app.kernel.drift import DatabaseClock
from app.kernel.geocoding import make_geocode
from app.kernel.outgoing import Courier
from app.kernel.patience import Patience
from app.settings import Settings
from dispatch.process.solver import SolverProcess

__all__ = ["build_runtime", "works_apart"]


def build_runtime(settings: Settings, clock: Clock | None = None) -> Runtime:
    """Make the means of a process from completed settings."""
    capabilities.install()
    given = clock is not None
    reference = DatabaseClock() if clock is None and not settings.simulated else None
    if clock is None:
        clock = SimulatedClock() if settings.simulated else SystemClock()
    return Runtime(
        settings=settings,
        engine=make_engine(settings.database_url, _patience(settings)),
        clock=clock,
        solver=SolverProcess(),
        geocode=make_geocode(settings),
        outgoing=Courier.from_settings(settings),
        reference=reference,
        means_elsewhere=None if given else partial(build_runtime, settings),
    )


def _patience(settings: Settings) -> Patience:
    return Patience(
        settings.db_connect_timeout_s, settings.db_statement_timeout_s, settings.db_pool_timeout_s
    )


def works_apart(settings: Settings, engine: Engine) -> bool:
    """Whether due work is done by other processes."""
    return engine.dialect.name == "postgresql" and not settings.embedded_worker and not settings.simulated
