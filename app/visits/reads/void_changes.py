"""What changed since a signature that was voided."""

from __future__ import annotations

from app.visits.tables import SignatureRow
from checklists import Change, VisitRecord
from checklists.changes import changes


def all_changes(row: SignatureRow, record: VisitRecord | None) -> list[Change]:
    """Everything between what was signed and what stands now, not only what voided it first.

    Of a section that was changed back meanwhile, what was noted when the signature was voided.
    """
    noted = _kept(row)
    now = changes(row.record, record.to_dict()) if record is not None else []
    known = {_section(change) for change in now}
    return [*now, *(change for change in noted if _section(change) not in known)]


def _section(change: Change) -> str:
    return change.path.partition(".")[0].partition("[")[0]


def _kept(row: SignatureRow) -> list[Change]:
    """What changed, as it was noted; of signatures voided before it was noted, by the paths alone."""
    if row.void_changes is not None:
        return [Change(**change) for change in row.void_changes]
    paths = (row.void_reason or "").partition(": ")[2]
    return [Change(path, "changed", None, None) for path in paths.split(", ") if path and "[" not in path]
