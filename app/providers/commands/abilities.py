"""What a provider is able to do: declared with its proof, and confirmed or refused by a manager."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.kernel import UnitOfWork, ledger, locks
from app.kernel.errors import Forbidden, Invalid
from app.kernel.local_dates import local_date
from app.kernel.phrases import Phrase
from app.kernel.said import left_blank
from app.providers.errors import RecordDecided, SecondPersonConfirms
from app.providers.events import ProviderRecordDecided, ProviderRecordDeclared
from app.providers.reads.rights import require_provider
from app.providers.rules.abilities import CONFIRMED, REFUSED, WAITING
from app.providers.tables import ProviderRecord
from app.stars.reads.facts import zone_of_all


@dataclass(frozen=True, slots=True)
class AbilitySaid:
    """What is declared: a share in per cent, as it was on a day."""

    provider_id: UUID
    measure: str
    percent: int
    proof: str
    declared_on: date


def declare(uow: UnitOfWork, said: AbilitySaid) -> ProviderRecord:
    """Keep it until a manager decides.

    Raises:
        Invalid: no proof, or a day to come.
        NotFound: there is no such provider that the caller is of or answers for.
    """
    require_provider(uow, said.provider_id)
    wrong = left_blank(proof=said.proof)
    if said.declared_on > local_date(uow.now, zone_of_all(uow)):
        wrong["declared_on"] = Phrase("lies in the future")
    if wrong:
        raise Invalid(wrong)
    row = ProviderRecord(
        id=uow.new_id(),
        provider_id=said.provider_id,
        measure=said.measure,
        percent=said.percent,
        proof=said.proof.strip(),
        declared_on=said.declared_on,
        declared_by=uow.principal.name or uow.principal.key,
        declared_by_user_id=uow.principal.user_id,
        declared_at=uow.now,
        outcome=WAITING,
        created_at=uow.now,
        updated_at=uow.now,
    )
    uow.session.add(row)
    uow.session.flush()
    told = ProviderRecordDeclared(
        record_id=row.id,
        provider_id=row.provider_id,
        measure=row.measure,
        percent=row.percent,
        proof=row.proof,
    )
    ledger.record(uow, f"provider:{row.provider_id}", told)
    return row


def decide_record(uow: UnitOfWork, key: UUID, *, confirmed: bool, note: str) -> ProviderRecord:
    """Confirm it, so that it counts, or refuse it with the reason; the same word again changes nothing.

    Raises:
        NotFound: there is none, or the caller does not answer for the provider.
        RecordDecided: it was decided otherwise.
        SecondPersonConfirms: the caller declared it himself.
        Invalid: refused without a reason.
        Forbidden: no person decides.
    """
    row = locks.row(uow, ProviderRecord, key)
    require_provider(uow, row.provider_id)
    outcome = CONFIRMED if confirmed else REFUSED
    if uow.principal.user_id is None:
        raise Forbidden
    if row.outcome == outcome:
        return row
    if row.outcome != WAITING:
        raise RecordDecided
    if confirmed and row.declared_by_user_id == uow.principal.user_id:
        raise SecondPersonConfirms
    if not confirmed and not note.strip():
        raise Invalid({"note": Phrase("must be filled in")})
    row.outcome, row.decided_note, row.decided_at = outcome, note.strip(), uow.now
    row.decided_by, row.updated_at = uow.principal.name or uow.principal.key, uow.now
    told = ProviderRecordDecided(
        record_id=row.id,
        provider_id=row.provider_id,
        measure=row.measure,
        outcome=outcome,
        note=row.decided_note,
    )
    ledger.record(uow, f"provider:{row.provider_id}", told)
    return row
