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
    errors = [_kept(one) for one in report.errors[:KEPT]]
    warnings = [_kept(one) for one in report.warnings[:KEPT]]
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
        errors=tuple(_read(one) for one in kept.get("errors", ())),
        warnings=tuple(_read(one) for one in kept.get("warnings", ())),
        more_warnings=kept.get("more_warnings", 0),
        more_errors=kept.get("more_errors", 0),
        changes=[
            RowChange(one["row"], one["name"], [FieldChange(**column) for column in one["columns"]])
            for one in kept.get("changes", ())
        ],
    )


def _kept(one: RowError) -> dict[str, Any]:
    return {"row": one.row, "field": one.field, "column": one.column, "message": stored(one.message)}


def _read(kept: Mapping[str, Any]) -> RowError:
    return RowError(kept["row"], kept["field"], phrase_of(kept["message"]), kept.get("column", ""))
