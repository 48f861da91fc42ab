"""Names of people, as far as the principal may see them."""

from __future__ import annotations

from sqlalchemy import select

from app.kernel import UnitOfWork, visibility
from app.registers.tables import Engineer


def engineer_names(uow: UnitOfWork) -> dict[str, str]:
    """Return the names of the engineers whom the principal may see, by id as the ledger writes it."""
    rows = uow.session.execute(
        select(Engineer.id, Engineer.name).where(visibility.rows(Engineer, uow.principal))
    )
    return {str(key): name for key, name in rows}
