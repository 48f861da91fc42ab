"""The report of an import as a job keeps it, so that whoever reads it later sees it in his own language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from app.jobs.rules.phrases import phrase_of, stored
from app.registers.commands.import_report import ImportReport, RowChange
from app.registers.commands.import_shapes import RowError
from app.registers.commands.import_shown import FieldChange

KEPT = 100
"""Errors and changes that stand in a job's report; its file has all wrong rows."""

_COUNTS = (
    *("rows", "imported", "dry_run", "new", "changed", "unchanged", "joined", "wrong"),
    *("no_point", "no_number", "warned", "doubtful"),
)


def kept_report(report: ImportReport) -> dict[str, Any]:
    """Return the report as a JSON column keeps it, its first errors and changes whole."""
    errors, warnings = _kept(report.errors), _kept(report.warnings)
    return {
        **{name: getattr(report, name) for name in _COUNTS},
        "errors": errors,
        "more_errors": report.more_errors + len(report.errors) - len(errors),
        "warnings": warnings,
        "more_warnings": report.more_warnings + len(report.warnings) - len(warnings),
        "changes": [asdict(one) for one in report.changes[:KEPT]],
    }


def report_of(kind: str, kept: Mapping[str, Any]) -> ImportReport:
    """Return the report that `kept_report` made a row of; of jobs from before, its counts."""
    return ImportReport(
        kind,
        **{name: kept.get(name, 0) for name in _COUNTS},
        errors=_read(kept.get("errors", ())),
        warnings=_read(kept.get("warnings", ())),
        more_warnings=kept.get("more_warnings", 0),
        more_errors=kept.get("more_errors", 0),
        changes=[
            RowChange(one["row"], one["name"], [FieldChange(**column) for column in one["columns"]])
            for one in kept.get("changes", ())
        ],
    )


def _kept(told: Sequence[RowError]) -> list[dict[str, Any]]:
    return [
        {"row": one.row, "field": one.field, "column": one.column, "message": stored(one.message)}
        for one in told[:KEPT]
    ]


def _read(kept: Iterable[Mapping[str, Any]]) -> tuple[RowError, ...]:
    return tuple(
        RowError(one["row"], one["field"], phrase_of(one["message"]), one.get("column", "")) for one in kept
    )
