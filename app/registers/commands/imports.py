"""Bulk import: a file's rows checked before any is written, then added or changed, with a report of each."""

from __future__ import annotations

import hashlib
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import chain, islice
from math import ceil
from typing import Self

from sqlalchemy import select

from app.kernel import Principal, Runtime, UnitOfWork, unit_of_work
from app.kernel.errors import Invalid
from app.kernel.phrases import Phrase
from app.registers.commands.import_file import InFile
from app.registers.commands.import_report import ImportReport, RowChange, label_of
from app.registers.commands.import_rows import looked_at, put
from app.registers.commands.import_shapes import CHANGED, JOINED, NEW, WRONG, Looked, ParsedRow, RowError
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

MAX_ERRORS = 500
"""So many errors a report lists; all wrong rows are counted, and stand in their file."""

MAX_CHANGES = 200
"""So many rows a preview shows."""

_CHECKING, _WRITING = Phrase("The rows are being checked."), Phrase("The rows are being written.")
_NO_COLUMN = Phrase("is needed of new rows, and no column of the file gives it")


@dataclass(frozen=True, slots=True)
class Header:
    """A file's header: its row, column → what the file calls it, and what is wrong with it."""

    number: int = 1
    names: Mapping[str, str] = field(default_factory=dict)
    wrong: Sequence[RowError] = ()

    def told(self, error: RowError) -> RowError:
        """Return the error with the file's own name for its column."""
        name = self.names.get(error.field.partition(".")[0])
        return error if error.column or not name else replace(error, column=name)


@dataclass(frozen=True, slots=True)
class Import:
    """A file that was read: the register, its rows, and the SHA-256 by which it is known when it comes again.

    `same` are the rows of customers who have a row already, as somebody said who was asked; with `all_same`
    all are that are likely one.
    `rest` is called with seconds between two steps, so that whoever waits for the database comes in;
    `progress` before each with what it is and how many rows are behind it.  What it raises ends the import
    there.
    """

    kind: str
    rows: Sequence[ParsedRow]
    digest: str
    header: Header = field(default_factory=Header)
    same: frozenset[int] = frozenset()
    all_same: bool = False
    rest: Callable[[float], None] = time.sleep
    progress: Callable[[Phrase, int], None] = lambda _step, _done: None

    @classmethod
    def of(cls, kind: str, rows: Iterable[ParsedRow], data: bytes, header: Header | None = None) -> Self:
        """Collect the rows of a file, before any transaction is open.

        Raises:
            Invalid: more rows than `MAX_ROWS`.
        """
        kept = list(islice(rows, MAX_ROWS + 1))
        if len(kept) > MAX_ROWS:
            raise Invalid({"file": Phrase("has more than %(most)s rows", most=MAX_ROWS)})
        return cls(kind, kept, hashlib.sha256(data).hexdigest(), header or Header())


@dataclass
class _Seen:
    """What came of the rows so far."""

    header: Header
    same: frozenset[int] = frozenset()
    all_same: bool = False
    errors: list[RowError] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    changes: list[RowChange] = field(default_factory=list)
    wrong: dict[int, list[RowError]] = field(default_factory=dict)
    odd: dict[int, list[RowError]] = field(default_factory=dict)
    doubles: list[int] = field(default_factory=list)
    _lacking: set[str] = field(default_factory=set)

    def note(self, row: ParsedRow, looked: Looked) -> None:
        """Count a row; a column that the whole file lacks is told once."""
        self.counts[self._counted_as(row, looked)] += 1
        self.counts.update(looked.notes)
        self.doubles += [row.number] if looked.double else []
        if looked.errors:
            self.wrong[row.number] = [self.header.told(error) for error in looked.errors]
            self.errors += [error for error in self.wrong[row.number] if not self._is_lacking(row, error)]
            return
        if looked.warnings:
            self.odd[row.number] = [self.header.told(one) for one in looked.warnings]
        if looked.changes and len(self.changes) < MAX_CHANGES:
            self.changes.append(RowChange(row.number, label_of(row, looked.target), tuple(looked.changes)))

    def _counted_as(self, row: ParsedRow, looked: Looked) -> str:
        """A row that becomes part of another is no new one, and did not stand there before."""
        is_same = self.all_same or row.number in self.same
        return JOINED if looked.double and is_same and looked.state != WRONG else looked.state

    def unmake(self, row: ParsedRow, looked: Looked) -> None:
        """Take back that a row stands, since it was found wrong when it was written."""
        is_same = self.all_same or row.number in self.same
        joined = is_same and row.number in self.doubles
        self.counts[JOINED if joined else NEW if looked.target is None else CHANGED] -= 1

    def _is_lacking(self, row: ParsedRow, error: RowError) -> bool:
        if error.field not in row.missing or not self.header.names or error.field in self.header.names:
            return False
        if error.field not in self._lacking:
            self._lacking.add(error.field)
            self.errors.append(RowError(self.header.number, error.field, _NO_COLUMN))
        return True


def run_import(
    runtime: Runtime,
    principal: Principal,
    task: Import,
    *,
    dry_run: bool = False,
    again: bool = False,
    good_rows: bool = False,
) -> ImportReport:
    """Check every row without holding the writer, then write all of them in short transactions.

    Where a row is wrong nothing is written, unless the `good_rows` alone are wanted.  Where the import ends
    in between (a crash, or somebody took a row's name meanwhile), what was written stands, and the same file
    sent again finds it so.  One that had come in whole is not gone through a second time, unless `again`.

    Raises:
        ImportRunning: another import runs.
    """
    if not again and (whole_at := _whole_at(runtime, principal, task)) is not None:
        total = len(task.rows)
        counts = {"unchanged": total}
        return ImportReport.of(task.kind, total, total, dry_run, counts, already_imported_at=whole_at)
    if dry_run:  # it writes nothing, and waits for nobody
        seen = _checked(runtime, principal, task)
        return _report(task, seen, 0 if seen.errors else len(task.rows), dry_run=True)
    with runtime.exclusive("import") as alone:
        if not alone:
            raise ImportRunning(_rest_s(runtime, principal))
        seen = _checked(runtime, principal, task)
        if task.header.wrong or (seen.errors and not good_rows):
            return _report(task, seen, 0 if seen.errors else len(task.rows), dry_run=False)
        return _written(runtime, principal, task, seen, good_rows=good_rows)


def _report(task: Import, seen: _Seen, stand: int, *, dry_run: bool) -> ImportReport:
    warnings = [*chain.from_iterable(seen.odd.values())]
    return ImportReport.of(
        task.kind,
        len(task.rows),
        stand,
        dry_run,
        seen.counts,
        errors=tuple(seen.errors[:MAX_ERRORS]),
        more_errors=max(len(seen.errors) - MAX_ERRORS, 0),
        changes=tuple(seen.changes),
        wrong_rows=seen.wrong,
        warnings=tuple(warnings[:MAX_ERRORS]),
        more_warnings=max(len(warnings) - MAX_ERRORS, 0),
        warned=len(seen.odd),
        doubles=tuple(seen.doubles[:MAX_ERRORS]),
        doubtful=len(seen.doubles),
    )


def _written(
    runtime: Runtime, principal: Principal, task: Import, seen: _Seen, *, good_rows: bool
) -> ImportReport:
    """Write what was found right; in a row that fails now the import ends, unless good rows are enough."""
    file, done = InFile(task.kind, task.same, task.all_same), 0
    bad = set(seen.wrong)
    for start in range(0, len(task.rows), BATCH):
        task.progress(_WRITING, start)
        batch = [row for row in task.rows[start : start + BATCH] if row.number not in bad]
        stand, failed = _write(runtime, principal, task, batch, file, start=start, whole=not good_rows)
        done += stand
        for row, looked in failed:
            seen.note(row, looked)
            seen.unmake(row, looked)
        if failed and not good_rows:
            return _report(task, seen, done, dry_run=False)
        task.rest(REST_S)
    return _report(task, seen, done, dry_run=False)


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


def _whole_at(runtime: Runtime, principal: Principal, task: Import) -> datetime | None:
    """Return when the file had come in whole, if it had."""
    with unit_of_work(runtime, principal, write=False) as uow:
        run = uow.session.get(ImportRun, (task.kind, task.digest))
        return run.started_at if run is not None and run.written >= run.rows else None


def _rest_s(runtime: Runtime, principal: Principal) -> int:
    """Return about how many seconds the import that runs still takes."""
    with unit_of_work(runtime, principal, write=False) as uow:
        unfinished = ImportRun.rows - ImportRun.written
        rows = uow.session.scalar(
            select(unfinished).where(unfinished > 0).order_by(ImportRun.started_at.desc()).limit(1)
        )
    return SHORTEST_WAIT_S + ceil((rows or 0) / BATCH * BATCH_S)


def _checked(runtime: Runtime, principal: Principal, task: Import) -> _Seen:
    """Look at all rows, a few in each reading transaction."""
    seen = _Seen(task.header, task.same, task.all_same, list(task.header.wrong))
    file = InFile(task.kind, task.same, task.all_same)
    for start in range(0, len(task.rows), BATCH):
        task.progress(_CHECKING, start)
        with unit_of_work(runtime, principal, write=False) as uow:
            for row in task.rows[start : start + BATCH]:
                seen.note(row, looked_at(uow, task.kind, row, file))
        task.rest(0)
    return seen


def _write(
    runtime: Runtime,
    principal: Principal,
    task: Import,
    batch: Sequence[ParsedRow],
    file: InFile,
    *,
    start: int,
    whole: bool,
) -> tuple[int, list[tuple[ParsedRow, Looked]]]:
    """Write one batch; returns how many stand, and what another writer made impossible since the check."""
    failed: list[tuple[ParsedRow, Looked]] = []
    stand = 0
    with unit_of_work(runtime, principal) as uow:
        for row in batch:
            looked = put(uow, task.kind, row, file)
            if looked.state == WRONG:
                failed.append((row, looked))
                if whole:
                    break
            else:
                stand += 1
        if whole:
            _note(uow, task, start + stand)
    return stand, failed


def _note(uow: UnitOfWork, task: Import, written: int) -> None:
    run = uow.session.get(ImportRun, (task.kind, task.digest))
    if run is None:
        run = ImportRun(kind=task.kind, digest=task.digest, rows=len(task.rows), started_at=uow.now)
        uow.session.add(run)
    elif written <= run.written:  # it has just come in whole, or begins again
        run.started_at = uow.now
    run.written = written
