"""Who let a single offer of a visit lapse: before a promise breaks, he is asked once more."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from uuid import UUID

from sqlalchemy import func, select

from app.kernel import UnitOfWork
from app.requests.rules.lifecycle import OfferState
from app.requests.tables import Offer


def once_more(uow: UnitOfWork, lapsed: Mapping[UUID, Collection[UUID]]) -> dict[UUID, frozenset[UUID]]:
    """Return, of visits and who is passed over for each since an offer lapsed, those with one such offer."""
    visits = [visit_id for visit_id, people in lapsed.items() if people]
    if not visits:
        return {}
    single = (
        select(Offer.visit_id, Offer.engineer_id)
        .where(Offer.visit_id.in_(visits), Offer.state == OfferState.EXPIRED)
        .group_by(Offer.visit_id, Offer.engineer_id)
        .having(func.count() == 1)
    )
    found: dict[UUID, set[UUID]] = defaultdict(set)
    for visit_id, engineer_id in uow.session.execute(single):
        if engineer_id in lapsed[visit_id]:
            found[visit_id].add(engineer_id)
    return {visit_id: frozenset(people) for visit_id, people in found.items()}
