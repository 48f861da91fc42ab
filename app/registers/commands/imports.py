"""Bulk import: rows of one register, checked before any is written, with a report of what is wrong."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from math import ceil
from typing import Self

from sqlalchemy import select

from app.kernel import Principal, Runtime, UnitOfWork, unit_of_work
from app.kernel.errors import Invalid
from app.kernel.phrases import Phrase
from app.registers.commands.import_file import InFile
from app.registers.commands.import_rows import ParsedRow, RowError, add_row, faults_of
from app.registers.errors import ImportRunning
from app.registers.tables import ImportRun

MAX_ROWS = 10_000
BATCH = 100
"""Rows of one transaction: a repair request that comes meanwhile waits for no more than these."""

REST_S = 0.12
"""SQLite's waiting writers look every tenth of a second whether it is their turn."""

BATCH_S = 0.4
"""About how long one batch takes, its rest included."""

SHORTEST_WAIT_S = 5
"""Nobody who waits for another import needs to ask sooner."""

MAX_ERRORS = 50
"""A report stops here: a file with a wrong column is wrong in every row."""

_CHECKING, _WRITING = Phrase("The rows are being checked."), Phrase("The rows are being written.")


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What came of a file; `imported` is how many of its rows stand now, or would after a dry run.

    `already_imported_at` is when the same file had come in whole: then nothing was written now.
    """

    kind: str
    rows: int
    imported: int
    dry_run: bool
    errors: tuple[RowError, ...] = ()
    already_imported_at: datetime | None = field(
        default=None,
        metadata={"description": "When this same file came in whole; nothing was written now"},
    )


@dataclass(frozen=True, slots=True)
class Import:
    """A file that was read: the register, its rows, and the SHA-256 by which it is known when it comes again.

    `rest` is called with seconds between two steps, so that whoever waits for the database comes in;
    `progress` before each with what it is and how many rows are behind it.  What it raises ends the import
    there.
    """

    kind: str
    rows: Sequence[ParsedRow]
    digest: str
    rest: Callable[[float], None] = time.sleep
    progress: Callable[[Phrase, int], None] = lambda _step, _done: None

    @classmethod
    def of(cls, kind: str, rows: Iterable[ParsedRow], data: bytes) -> Self:
        """Collect the rows of a file, before any transaction is open.

        Raises:
            Invalid: more rows than `MAX_ROWS`.
        """
        kept = list(islice(rows, MAX_ROWS + 1))
        if len(kept) > MAX_ROWS:
            raise Invalid({"file": Phrase("has more than %(most)s rows", most=MAX_ROWS)})
        return cls(kind, kept, hashlib.sha256(data).hexdigest())


def run_import(
    runtime: Runtime, principal: Principal, task: Import, *, dry_run: bool = False, again: bool = False
) -> ImportReport:
    """Check every row without holding the writer, then add all of them in short transactions.

    Where a row is wrong nothing is written.  Where the import ends in between (a crash, or somebody took
    a row's name meanwhile), what was written stands, and the same file sent again goes on behind it.  One
    that had come in whole is not written a second time, unless it is wanted `again`.

    Raises:
        ImportRunning: another import runs.
    """
    with runtime.exclusive("import") as alone:
        if not alone:
            raise ImportRunning(_rest_s(runtime, principal))
        written, whole_at = _before(runtime, principal, task)
        if whole_at is not None:
            if not again:
                return ImportReport(task.kind, written, written, dry_run, already_imported_at=whole_at)
            written = 0
        errors = _checked(runtime, principal, task, written)
        total = len(task.rows)
        if errors or dry_run:
            stand = written if errors else total
            return ImportReport(task.kind, total, stand, dry_run, tuple(errors[:MAX_ERRORS]))
        for start in range(written, total, BATCH):
            task.progress(_WRITING, start)
            wrong = _write(runtime, principal, task, start)
            if wrong:
                return ImportReport(task.kind, total, wrong[0].row - 1, dry_run, tuple(wrong))
            task.rest(REST_S)
    return ImportReport(task.kind, total, total, dry_run)


def finish_import(uow: UnitOfWork, task: Import) -> None:
    """Note that the whole file stands, in the transaction that stores its answer.

    The row stays, so that the same file is known when it comes again.
    """
    _note(uow, task, len(task.rows))


def whole_since(runtime: Runtime, task: Import, since: datetime) -> bool:
    """Tell whether the whole file stands, and came in at `since` or later."""
    with unit_of_work(runtime, write=False) as uow:
        run = uow.session.get(ImportRun, (task.kind, task.digest))
        return run is not None and run.written >= run.rows and run.started_at >= since


def _before(runtime: Runtime, principal: Principal, task: Import) -> tuple[int, datetime | None]:
    """Return how many rows of the file stand from before, and when it had come in whole, if it had."""
    with unit_of_work(runtime, principal, write=False) as uow:
        run = uow.session.get(ImportRun, (task.kind, task.digest))
        if run is None:
            return 0, None
        return run.written, run.started_at if run.written >= run.rows else None


def _rest_s(runtime: Runtime, principal: Principal) -> int:
    """Return about how many seconds the import that runs still takes."""
    with unit_of_work(runtime, principal, write=False) as uow:
        unfinished = ImportRun.rows - ImportRun.written
        rows = uow.session.scalar(
            select(unfinished).where(unfinished > 0).order_by(ImportRun.started_at.desc()).limit(1)
        )
    return SHORTEST_WAIT_S + ceil((rows or 0) / BATCH * BATCH_S)


def _checked(runtime: Runtime, principal: Principal, task: Import, written: int) -> list[RowError]:
    """Look at the rows behind the first `written`, a few in each reading transaction."""
    errors: list[RowError] = []
    file = InFile(task.kind)
    for start in range(written, len(task.rows), BATCH):
        task.progress(_CHECKING, start)
        with unit_of_work(runtime, principal, write=False) as uow:
            for row in task.rows[start : start + BATCH]:
                errors += row.errors or faults_of(uow, task.kind, row, file)
                if len(errors) >= MAX_ERRORS:
                    return errors
        task.rest(0)
    return errors


def _write(runtime: Runtime, principal: Principal, task: Import, start: int) -> list[RowError]:
    """Add one batch; what another writer made impossible since the check undoes its row and all behind it."""
    batch = task.rows[start : start + BATCH]
    errors: list[RowError] = []
    with unit_of_work(runtime, principal) as uow:
        for row in batch:
            errors = add_row(uow, task.kind, row)
            if errors:
                break
        done = errors[0].row - 1 if errors else start + len(batch)
        _note(uow, task, done)
    return errors


def _note(uow: UnitOfWork, task: Import, written: int) -> None:
    run = uow.session.get(ImportRun, (task.kind, task.digest))
    if run is None:
        run = ImportRun(kind=task.kind, digest=task.digest, rows=len(task.rows), started_at=uow.now)
        uow.session.add(run)
    elif written <= run.written:  # it has just come in whole, or begins again
        run.started_at = uow.now
    run.written = written
