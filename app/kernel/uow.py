"""One transaction, one instant, one principal.  Services use it; only the edge that opened it commits."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from enum import IntEnum
from typing import TypeVar
from uuid import UUID

from sqlalchemy.exc import OperationalError, SQLAlchemyError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from app.kernel.away import is_away
from app.kernel.errors import ClockWrong, NotFound, TryAgain, VersionConflict
from app.kernel.principal import SYSTEM, Principal
from app.kernel.runtime import Runtime
from app.settings import Settings

T = TypeVar("T")


class Phase(IntEnum):
    """What happens at a commit, in this order; the locks that it takes are the last of the transaction.

    What is left to an earlier phase by a later one is done before that goes on.  Only timers may not leave
    anything to an earlier phase: their rows are shared by whole territories, are taken after all other locks
    so that no circle of waiting can close, and are held for the commit alone.
    """

    EVENTS = 1
    """The ledger chains what was recorded."""

    CONSEQUENCES = 2
    """What is worked out from events once they stand in the ledger, and may record more."""

    PLAN_TIMERS = 3
    """Territories that are to be planned again."""

    WATCH_TIMERS = 4
    """Territories whose promises are to be looked at."""

    WAKE_UPS = 5
    """Workers hear of what is due by then."""


class UnitOfWork:
    """The means of one transaction: `session`, `now`, `principal`, ids and randomness."""

    def __init__(self, runtime: Runtime, session: Session, principal: Principal) -> None:
        self.runtime, self.session, self.principal = runtime, session, principal
        self.now: datetime = runtime.clock.read(session.connection())
        self.random: random.Random = runtime.random
        self._at_commit: dict[Phase, list[Callable[[], None]]] = {phase: [] for phase in Phase}
        self._phase = min(Phase)
        self._after_commit: list[Callable[[], None]] = []

    @property
    def settings(self) -> Settings:
        """The installation's settings."""
        return self.runtime.settings

    def require_right_clock(self) -> None:
        """Refuse what begins a promise where this process's clock is beyond the limit.

        Raises:
            ClockWrong: it is.
        """
        if not self.runtime.drift.trusts(self.now, self.session.connection()):
            raise ClockWrong

    def new_id(self) -> UUID:
        """Return a fresh time-ordered id."""
        return self.runtime.new_id(self.now)

    def get(self, kind: type[T], key: object) -> T:
        """Load one row by primary key; `app.kernel.locks` locks one.

        Raises:
            NotFound: there is none.
        """
        row = self.session.get(kind, key)
        if row is None:
            raise NotFound(kind.__name__, key)
        return row

    def at_commit(self, phase: Phase, action: Callable[[], None]) -> None:
        """Run `action` once in a phase of the commit; actions of one phase run in the order of their coming.

        Raises:
            RuntimeError: timers are being armed, and the phase is before them.
        """
        if phase < self._phase and self._phase >= Phase.PLAN_TIMERS:
            raise RuntimeError(f"{phase.name} is over: {self._phase.name} may lock no more than timers")
        self._at_commit[phase].append(action)

    def after_commit(self, action: Callable[[], None]) -> None:
        """Run `action` once when all is committed: a wake-up, which may be lost and must not fail."""
        self._after_commit.append(action)

    def commit(self) -> None:
        """Run what waits for the commit, then commit, then send the wake-ups.  For the edge only."""
        self.session.flush()
        while (phase := min((one for one in Phase if self._at_commit[one]), default=None)) is not None:
            self._phase = phase
            self._at_commit[phase].pop(0)()
        self._phase = min(Phase)
        self.session.commit()
        while self._after_commit:
            self._after_commit.pop(0)()


@contextmanager
def unit_of_work(
    runtime: Runtime, principal: Principal = SYSTEM, *, write: bool = True
) -> Iterator[UnitOfWork]:
    """Open a transaction; leaving it normally commits, any exception rolls back.

    Raises:
        VersionConflict: a versioned row was changed by somebody else meanwhile.
        TryAgain: the database chose this transaction as the victim of a deadlock, or stayed busy.
    """
    with runtime.session(write=write) as session:
        try:
            uow = UnitOfWork(runtime, session, principal)
            runtime.outage.over()
            yield uow
            if write:
                uow.commit()
        except StaleDataError as stale:
            raise VersionConflict("record", "") from stale
        except OperationalError as clash:
            if _is_passing(clash):
                raise TryAgain from clash
            _tell(runtime, clash)
            raise
        except SQLAlchemyError as lost:
            _tell(runtime, lost)
            raise


def _tell(runtime: Runtime, lost: SQLAlchemyError) -> None:
    if is_away(lost):
        runtime.outage.met(lost)


def _is_passing(clash: OperationalError) -> bool:
    state = getattr(clash.orig, "sqlstate", None)
    return state in {"40001", "40P01", "55P03"} or "database is locked" in str(clash.orig)
