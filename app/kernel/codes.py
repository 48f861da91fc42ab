"""Codes that people read to each other, on the telephone too."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute

from app.kernel.uow import UnitOfWork

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Douglas Crockford's base 32: no letter that is taken for another on the telephone."""

CODE_LENGTH = 8


def fresh_code(uow: UnitOfWork, column: InstrumentedAttribute[str]) -> str:
    """Draw a code that no row of the `column` has; its unique key decides between two of the same moment."""
    while True:
        code = "".join(uow.random.choices(CROCKFORD, k=CODE_LENGTH))
        if uow.session.scalars(select(column).where(column == code)).first() is None:
            return code
