"""The composition of one process's means; doors and jobs receive it, nobody imports it as a global."""

from __future__ import annotations

import random
import secrets
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy import Engine
from sqlalchemy.orm import Session, sessionmaker
from uuid_utils.compat import uuid7

from app.kernel.addresses import AllowList
from app.kernel.apart import Work, in_own_process
from app.kernel.clock import Clock, epoch_us
from app.kernel.database import BEGIN_OPTION
from app.kernel.drift import Drift
from app.kernel.geocoding import Geocode
from app.kernel.listener import DUE, EVENTS, Listener
from app.kernel.metrics import ProcessMetrics
from app.kernel.outage import Outage
from app.kernel.outgoing import Courier, Outgoing
from app.kernel.process_locks import exclusive
from app.kernel.wake_up import WakeUp
from app.settings import Settings
from dispatch.process.solver import SolverProcess

_SALT_BYTES = 16


def _salt() -> str:
    return secrets.token_hex(_SALT_BYTES)


def _time_ordered_id(at: datetime) -> UUID:
    """A UUIDv7 of `at`, so that rows made together lie together, in simulated time too."""
    return uuid7(nanoseconds=epoch_us(at) * 1000)


@dataclass(frozen=True)
class Runtime:
    """Settings, engine, clock, ids, randomness and the solving child of one process.

    `salt` is what the ledger hashes personal data with: nobody may guess it, and no seed repeats it.
    `reference` is the clock that `clock` is compared with; where it is None, `clock` is right by definition.
    `event_wake_up` wakes who waits for events, `work_wake_up` who does due timers and jobs; once `listener`
    has started, also for what other processes commit.
    `means_elsewhere` makes such means in another process; where it is None, all is done in this one.
    """

    settings: Settings
    engine: Engine
    clock: Clock
    solver: SolverProcess
    new_id: Callable[[datetime], UUID] = _time_ordered_id
    random: random.Random = field(default_factory=secrets.SystemRandom)
    salt: Callable[[], str] = _salt
    geocode: Geocode | None = None
    outgoing: Outgoing = field(default_factory=lambda: Courier(AllowList()))
    event_wake_up: WakeUp = field(default_factory=WakeUp)
    work_wake_up: WakeUp = field(default_factory=WakeUp)
    metrics: ProcessMetrics = field(default_factory=ProcessMetrics, repr=False)
    reference: Clock | None = None
    outage: Outage = field(default_factory=Outage, repr=False)
    means_elsewhere: Callable[[], Runtime] | None = field(default=None, repr=False)
    _ends: list[Callable[[], None]] = field(default_factory=list, repr=False)

    def __post_init__(self) -> None:
        """Prepare the two session makers: readers begin deferred, writers take their turn at once."""
        writer = self.engine.execution_options(**{BEGIN_OPTION: "IMMEDIATE"})
        object.__setattr__(self, "_read", sessionmaker(self.engine, expire_on_commit=False))
        object.__setattr__(self, "_write", sessionmaker(writer, expire_on_commit=False))
        drift = Drift(self.clock, self.reference or self.clock, self.settings.clock_limit_s)
        object.__setattr__(self, "drift", drift)
        listener = Listener(self.engine, {EVENTS: self.event_wake_up, DUE: self.work_wake_up})
        object.__setattr__(self, "listener", listener)

    _read: sessionmaker[Session] = field(init=False, repr=False)
    _write: sessionmaker[Session] = field(init=False, repr=False)
    drift: Drift = field(init=False, repr=False)
    listener: Listener = field(init=False, repr=False)

    def session(self, *, write: bool) -> Session:
        """Open a session; the unit of work owns its end."""
        return (self._write if write else self._read)()

    def apart(self, work: Work) -> None:
        """Do what computes for long where no page waits for it (see `app.kernel.apart`)."""
        if self.means_elsewhere is None:
            work(self)
        else:
            in_own_process(self.means_elsewhere, work)

    def exclusive(self, name: str) -> AbstractContextManager[bool]:
        """Try to be the only holder of `name` in all processes (see `app.kernel.process_locks`)."""
        return exclusive(self.engine, self.lock_dir, name)

    @property
    def lock_dir(self) -> Path:
        """Where file locks lie: beside the database that they guard, so that all its processes agree."""
        database = self.engine.url.database
        if database and database != ":memory:" and self.engine.dialect.name == "sqlite":
            return Path(database).with_suffix(".locks")
        return self.settings.data_dir / "locks"

    def at_close(self, action: Callable[[], None]) -> None:
        """Have `action` called when the means are given back: to end threads that use them."""
        self._ends.append(action)

    def close(self) -> None:
        """End the threads that use the means, stop the solving child and give the connections back."""
        while self._ends:
            self._ends.pop()()
        self.listener.close()
        self.solver.close()
        self.engine.dispose()
