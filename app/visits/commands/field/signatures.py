"""Signatures as stored: whether each still stands for the record as it is now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from uuid import UUID

from app.kernel import UnitOfWork, ledger
from app.requests.commands.moves import request_stream
from app.requests.tables import ServiceRequest, Visit
from app.visits.events.visits import SignatureVoided
from app.visits.reads.evidence import as_signature, signatures_of
from app.visits.reads.visit_record import visit_record
from app.visits.tables import SignatureRow
from checklists import Change, SignerRole, Void

REPLACED = "replaced"


def revalidate_signatures(
    uow: UnitOfWork, visit: Visit, request: ServiceRequest, *, from_bytes: bool = False
) -> Sequence[SignatureRow]:
    """Void the signatures of `visit` that were given for another record, and return them.

    Each says in `void_reason` why, as `<code>: <paths of the record that changed>`, and so does the
    ledger.  With `from_bytes` the photos are hashed again too.
    """
    rows = signatures_of(uow, visit.id, standing=True)
    if not rows:
        return ()
    current = visit_record(uow, visit, request, from_bytes=from_bytes)
    voided = []
    for row in rows:
        verdict = as_signature(row).verify(current)
        if isinstance(verdict, Void):
            void(uow, request.id, row, verdict.reason, verdict.changed)
            voided.append(row)
    return voided


def verify_visit_evidence(uow: UnitOfWork, visit: Visit, request: ServiceRequest) -> Sequence[SignatureRow]:
    """Hash every stored photo byte and every signature again; void and return what does not fit any more."""
    return revalidate_signatures(uow, visit, request, from_bytes=True)


def void(
    uow: UnitOfWork, request_id: UUID, row: SignatureRow, reason: str, changed: Sequence[Change] = ()
) -> None:
    """End a signature: it stays on file, with the reason and what changed, and no longer counts."""
    paths = [change.path for change in changed]
    row.voided_at = uow.now
    row.void_changes = [asdict(change) for change in changed]
    row.void_reason = f"{reason}: {', '.join(paths)}" if paths else reason
    ledger.record(
        uow,
        request_stream(request_id),
        SignatureVoided(
            visit_id=row.visit_id,
            signature_id=row.id,
            role=row.role,
            reason=reason,
            changed=paths,
        ),
    )


def standing_by_role(uow: UnitOfWork, visit: Visit) -> Mapping[SignerRole, str]:
    """Role → id of the signature that stands."""
    return {SignerRole(row.role): str(row.id) for row in signatures_of(uow, visit.id, standing=True)}
