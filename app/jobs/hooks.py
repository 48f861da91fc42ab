"""Where rooms above say which kinds of long work there are, and whom an account stands for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any, Protocol
from uuid import UUID

from app.jobs.tables import LongJob
from app.kernel import Principal, Role, Runtime, UnitOfWork
from app.kernel.phrases import Phrase
from app.kernel.slots import Slot, TableSlot


@dataclass(frozen=True, slots=True)
class JobFile:
    """A file that comes with a job or out of it."""

    name: str
    mime: str
    data: bytes


@dataclass(frozen=True, slots=True)
class JobOutcome:
    """What came of a job that ran to its end; not `well`: what it was to do is refused, and for good.

    `done` is how far it came where it is not well.
    """

    message: Phrase
    well: bool = True
    report: Mapping[str, Any] | None = None
    file: JobFile | None = None
    done: int | None = None


class RunningJob(Protocol):
    """What the function of a kind gets: the job, who acts, and the way to say how far it is."""

    runtime: Runtime
    principal: Principal
    job: LongJob

    def file(self) -> bytes:
        """Return the bytes of the file that came with the job."""

    def progress(self, done: int, total: int, message: Phrase | None = None) -> None:
        """Say that `done` of `total` is done; called more often than a lease lasts (`in_hand.LEASE`).

        It raises where the job is to stop; what was committed stands, and the job can be repeated.
        """


@dataclass(frozen=True, slots=True)
class JobKind:
    """One kind of long work.

    `titled` calls a job by what was asked of it, where that is not always the same; `page` is the endpoint of
    the page that shows what came of one.
    `run` opens its own transactions and bears to be run again after any of them.  `queue` is where it waits:
    of each queue one job runs at a time in the whole installation.
    """

    title: Phrase
    run: Callable[[RunningJob], JobOutcome]
    queue: str
    roles: frozenset[Role] = field(default_factory=lambda: frozenset({Role.ADMIN}))
    titled: Callable[[Mapping[str, Any]], Phrase] | None = None
    page: str = ""

    def title_of(self, job: LongJob) -> Phrase:
        """Return what people call this job."""
        return self.titled(job.params) if self.titled is not None else self.title


def loaded(module: str) -> Callable[[RunningJob], JobOutcome]:
    """Return a kind's `run` that loads the module of that name when a job runs, and calls its `run`.

    For work that needs what web processes have: workers start without it.
    """

    def run(job: RunningJob) -> JobOutcome:
        outcome: JobOutcome = import_module(module).run(job)
        return outcome

    return run


KINDS: TableSlot[str, JobKind] = TableSlot("kinds of long work")

ACTORS: Slot[Callable[[UnitOfWork, UUID], Principal | None]] = Slot("whom an account stands for")
"""Gives the principal of an account as it is now; None where it is closed."""
