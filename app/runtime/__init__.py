"""What every door needs: settings, database engine, clock, identity source, unit of work."""

from app.runtime.clock import Clock, SimulatedClock, SystemClock
from app.runtime.principal import Principal, Role
from app.runtime.runtime import Runtime, build_runtime
from app.runtime.unit_of_work import UnitOfWork, unit_of_work

__all__ = [
    "Clock",
    "Principal",
    "Role",
    "Runtime",
    "SimulatedClock",
    "SystemClock",
    "UnitOfWork",
    "build_runtime",
    "unit_of_work",
]
