"""Imports that are left to a worker: of large files, and wherever somebody wants it so."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from app.jobs.commands import asking
from app.jobs.hooks import JobFile, JobKind, loaded
from app.jobs.tables import LongJob
from app.kernel import Role, UnitOfWork
from app.kernel.phrases import Phrase
from app.registers.commands.imports import Import

IMPORT = "import"
TITLE, CHECK = Phrase("Import from a file"), Phrase("Check of a file")

KIND = JobKind(
    TITLE,
    loaded("app.registers.api.import_jobs"),
    queue="imports",
    roles=frozenset({Role.ADMIN}),
    titled=lambda params: CHECK if params.get("dry_run") else TITLE,
    page="import_job",
)

LARGE = 2_000
"""Rows from which a file is left to a worker by itself: writing them takes some ten seconds."""


def is_left_to_workers(uow: UnitOfWork, task: Import, *, wanted: bool | None) -> bool:
    """Tell whether a file is to become a job: as `wanted`, or by its size where nothing is said.

    A file whose header cannot be read never does, for its answer is known at once; nor does any in a
    simulation, where nothing works beside the call that moves the clock.
    """
    if task.header.wrong or uow.settings.simulated:
        return False
    return len(task.rows) >= LARGE if wanted is None else wanted


def start_import(
    uow: UnitOfWork,
    kind: str,
    data: bytes,
    name: str,
    reading: Mapping[str, Any] | None = None,
    locale: str = "",
    same: Collection[int] = (),
    **how: bool,
) -> LongJob:
    """Queue the import of a file into the register that its plural `kind` names.

    `reading` says how the file is read, `locale` in which language the file of wrong rows is written, `how`
    what `run_import` shall do, and whether `all_same`.
    """
    asked = {"dry_run": False, "again": False, "good_rows": False, "all_same": False, **how}
    params = {"kind": kind, **asked, "same": sorted(same), "reading": dict(reading or {}), "locale": locale}
    return asking.start(uow, IMPORT, params, JobFile(name[:200], "application/octet-stream", data))
