"""What every door needs: settings, database engine, clock, identity source, unit of work.

The names are looked up when they are asked for: the command line imports an error class without paying for
a database.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from app.kernel.clock import Clock, SimulatedClock, SystemClock
    from app.kernel.principal import Principal, Role
    from app.kernel.runtime import Runtime
    from app.kernel.uow import Phase, UnitOfWork, unit_of_work

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

_HOMES = {
    "Clock": "clock",
    "Phase": "uow",
    "Principal": "principal",
    "Role": "principal",
    "Runtime": "runtime",
    "SimulatedClock": "clock",
    "SystemClock": "clock",
    "UnitOfWork": "uow",
    "unit_of_work": "uow",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
