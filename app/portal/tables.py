"""The codes by which the office hands a customer's page over on the telephone."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.base import Base, WithId


class HandedCode(WithId, Base):
    """The one code that may open a request's page; a new one takes its place.

    `digest` is keyed with the installation's secret: who reads the table cannot find the code by trying.
    `made_by` is the actor as the ledger names it.
    """

    __tablename__ = "handed_codes"

    request_id: Mapped[UUID] = mapped_column(ForeignKey("service_requests.id"), unique=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    made_by: Mapped[str] = mapped_column(String(80))
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
