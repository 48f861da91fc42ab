"""Has whoever does due work look for it as soon as a transaction has committed.

Nothing depends on it: workers also look by the clock, so a wake-up that is lost costs half a second.
"""

from __future__ import annotations

from sqlalchemy import func, select

from app.kernel.listener import DUE
from app.kernel.uow import Phase, UnitOfWork

_ASKED = "workers are woken"


def wake_workers(uow: UnitOfWork) -> None:
    """Wake the workers, of this process and of others, when this commits; once, however often it is asked."""
    if not uow.session.info.get(_ASKED):
        uow.session.info[_ASKED] = True  # a session lives as long as its unit of work
        uow.at_commit(Phase.WAKE_UPS, lambda: _notify(uow))
        uow.after_commit(uow.runtime.work_wake_up.wake)


def _notify(uow: UnitOfWork) -> None:
    if uow.session.get_bind().dialect.name == "postgresql":
        uow.session.execute(select(func.pg_notify(DUE, "")))
