"""Every process keeps a row that says that it runs, and what it has measured."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete, update

from app.kernel import UnitOfWork
from app.kernel.metrics import here
from app.kernel.tables import Process

FORGET_AFTER = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Identity:
    """One process of the installation: `web`, `stream`, `worker` or, where one does all, `embedded`."""

    id: UUID
    kind: str
    host: str
    pid: int


def arrive(uow: UnitOfWork, kind: str) -> Identity:
    """Enter this process."""
    host, pid = here()
    made = Identity(uow.new_id(), kind, host, pid)
    _enter(uow, made)
    return made


def beat(uow: UnitOfWork, me: Identity) -> None:
    """Say that this process is still there; one that was thought dead and forgotten comes back."""
    drift = uow.runtime.drift
    known = uow.session.execute(
        update(Process)
        .where(Process.id == me.id)
        .values(seen_at=drift.agreed(uow.now), skew_s=drift.skew_s, figures=uow.runtime.metrics.kept())
        .returning(Process.id)
        .execution_options(synchronize_session=False)
    ).first()
    if known is None:
        _enter(uow, me)


def leave(uow: UnitOfWork, me: Identity) -> None:
    """Strike this process out."""
    uow.session.execute(delete(Process).where(Process.id == me.id))


def forget(uow: UnitOfWork) -> None:
    """Strike out whoever has not been seen for an hour."""
    uow.session.execute(
        delete(Process).where(Process.seen_at <= uow.runtime.drift.agreed(uow.now) - FORGET_AFTER)
    )


def _enter(uow: UnitOfWork, me: Identity) -> None:
    drift = uow.runtime.drift
    now = drift.agreed(uow.now)
    row = Process(id=me.id, kind=me.kind, host=me.host, pid=me.pid, started_at=now, seen_at=now)
    row.skew_s, row.figures = drift.skew_s, uow.runtime.metrics.kept()
    uow.session.add(row)
