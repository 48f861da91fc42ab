"""What every door needs: settings, database engine, clock, identity source, unit of work."""

from app.kernel.clock import Clock, SimulatedClock, SystemClock
from app.kernel.principal import Principal, Role
from app.kernel.runtime import Runtime
from app.kernel.unit_of_work import Phase, UnitOfWork, unit_of_work

__all__ = [
    "Clock",
    "Phase",
    "Principal",
    "Role",
    "Runtime",
    "SimulatedClock",
    "SystemClock",
    "UnitOfWork",
    "unit_of_work",
]
