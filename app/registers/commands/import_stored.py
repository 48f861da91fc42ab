"""The report of an import as a job keeps it, so that whoever reads it later sees it in his own language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from app.jobs.rules.phrases import phrase_of, stored
from app.registers.commands.import_report import ImportReport, RowChange
from app.registers.commands.import_shapes import RowError
from app.registers.commands.import_shown import FieldChange

KEPT = 100
"""Errors and changes that stand in a job's report; its file has all wrong rows."""

_COUNTS = (
    *("rows", "imported", "dry_run", "new", "changed", "unchanged", "wrong"),
    *("no_point", "no_number"),
)


def kept_report(report: ImportReport) -> dict[str, Any]:
    """Return the report as a JSON column keeps it, its first errors and changes whole."""
    errors = [
        {"row": one.row, "field": one.field, "column": one.column, "message": stored(one.message)}
        for one in report.errors[:KEPT]
    ]
    return {
        **{name: getattr(report, name) for name in _COUNTS},
        "errors": errors,
        "more_errors": report.more_errors + len(report.errors) - len(errors),
        "changes": [asdict(one) for one in report.changes[:KEPT]],
    }


def report_of(kind: str, kept: Mapping[str, Any]) -> ImportReport:
    """Return the report that `kept_report` made a row of; of jobs from before, its counts."""
    return ImportReport(
        kind,
        **{name: kept.get(name, 0) for name in _COUNTS},
        errors=tuple(
            RowError(one["row"], one["field"], phrase_of(one["message"]), one.get("column", ""))
            for one in kept.get("errors", ())
        ),
        more_errors=kept.get("more_errors", 0),
        changes=[
            RowChange(one["row"], one["name"], [FieldChange(**column) for column in one["columns"]])
            for one in kept.get("changes", ())
        ],
    )
