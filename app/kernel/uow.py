"""One transaction, one instant, one principal.  Services use it; only the edge that opened it commits."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
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


class UnitOfWork:
    """The means of one transaction: `session`, `now`, `principal`, ids and randomness."""

    def __init__(self, runtime: Runtime, session: Session, principal: Principal) -> None:
        self.runtime, self.session, self.principal = runtime, session, principal
        self.now: datetime = runtime.clock.read(session.connection())
        self.random: random.Random = runtime.random
        self._before_commit: list[Callable[[], None]] = []
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

    def get(self, kind: type[T], key: object, *, lock: bool = False) -> T:
        """Load one row by primary key, with its row lock where asked.

        Raises:
            NotFound: there is none.
        """
        row = self.session.get(kind, key, with_for_update=True if lock else None)
        if row is None:
            raise NotFound(kind.__name__, key)
        return row

    def before_commit(self, action: Callable[[], None]) -> None:
        """Run `action` once as the last thing before the commit."""
        self._before_commit.append(action)

    def after_commit(self, action: Callable[[], None]) -> None:
        """Run `action` once when all is committed: a hint to others, which may be lost and must not fail."""
        self._after_commit.append(action)

    def commit(self) -> None:
        """Run what waits for the commit, then commit, then give the hints.  For the edge only."""
        self.session.flush()
        while self._before_commit:
            self._before_commit.pop(0)()
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
