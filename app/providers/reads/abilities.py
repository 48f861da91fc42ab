"""What providers are able to do: the records that were declared, and the figures that grades are made of."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from sqlalchemy import Select, select

from app.kernel import UnitOfWork, visibility
from app.kernel.local_dates import local_date
from app.providers.rules.abilities import CONFIRMED, Ability, abilities_on
from app.providers.tables import ProviderRecord
from app.qualifications.reads.papers import barring
from app.registers.tables import Certificate, CertificateKind, Engineer
from app.stars.reads.facts import zone_of_all
from app.stars.rules.measured import Measured
from app.stars.rules.rubric import ProviderMeasure


def records(
    uow: UnitOfWork, provider_id: UUID | None = None, outcome: str | None = None
) -> Select[ProviderRecord]:
    """Return the query of those that the caller may see, the newest first."""
    query = select(ProviderRecord).where(visibility.rows(ProviderRecord, uow.principal))
    if provider_id is not None:
        query = query.where(ProviderRecord.provider_id == provider_id)
    if outcome is not None:
        query = query.where(ProviderRecord.outcome == outcome)
    return query.order_by(ProviderRecord.declared_at.desc(), ProviderRecord.id.desc())


def measured_abilities(uow: UnitOfWork, provider_id: UUID, last_day: date) -> Mapping[str, Measured]:
    """Return the capability lines of a provider as they stood on a day, today at the latest.

    They are counted, not estimated, and so without an interval.  What nobody knows is left out.
    """
    day = min(last_day, local_date(uow.now, zone_of_all(uow)))
    told = uow.session.execute(
        select(ProviderRecord.measure, ProviderRecord.percent, ProviderRecord.declared_on).where(
            ProviderRecord.provider_id == provider_id, ProviderRecord.outcome == CONFIRMED
        )
    )
    found = {
        measure: Measured(share, share, share, 1)
        for measure, share in abilities_on((Ability(*row) for row in told), day).items()
    }
    certified = _certified(uow, provider_id, day)
    return found | ({ProviderMeasure.CERTIFIED_STAFF: certified} if certified else {})


def _certified(uow: UnitOfWork, provider_id: UUID, day: date) -> Measured | None:
    """Return which share of its people hold a certificate that day and whose papers allow all their skills.

    None where the company keeps no kinds of certificate, or the provider has nobody.
    """
    people = uow.session.scalars(
        select(Engineer).where(Engineer.provider_id == provider_id, Engineer.active).order_by(Engineer.id)
    ).all()
    kept = uow.session.scalars(select(CertificateKind.id).where(CertificateKind.active).limit(1)).first()
    if not people or kept is None:
        return None
    keys = [one.id for one in people]
    held = uow.session.execute(
        select(Certificate.engineer_id, Certificate.valid_from, Certificate.valid_until).where(
            Certificate.active, Certificate.engineer_id.in_(keys)
        )
    )
    valid = {key for key, begins, ends in held if begins <= day and (ends is None or ends >= day)}
    allowed = barring(uow, keys)
    good = [
        one.id in valid and not any(one.id in allowed(skill.code, day) for skill in one.skills)
        for one in people
    ]
    share = sum(good) / len(good)
    return Measured(share, share, share, len(good))
