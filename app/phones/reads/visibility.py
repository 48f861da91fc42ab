"""Who sees the messages of phones."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select

from app.kernel import Principal, visibility
from app.kernel.base import Base
from app.kernel.visibility import Clause, Rule, through
from app.phones.tables import PhoneEvent
from app.registers.tables import Engineer


def phone_events(principal: Principal) -> Clause:
    """Messages of the engineers that the principal may see."""
    return through(
        principal, PhoneEvent.engineer_id, select(Engineer.id).where(visibility.rows(Engineer, principal))
    )


RULES: Mapping[type[Base], Rule] = {PhoneEvent: phone_events}
