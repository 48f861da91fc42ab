"""What another program calls a row: the key by which a file finds it again."""

from __future__ import annotations

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column


class HasExternalId:
    """The row's number or code in the company's other program; it stands once in each register."""

    external_id: Mapped[str | None] = mapped_column(String(80), index=True, unique=True)
