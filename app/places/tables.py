"""Places that a map names, and the keys by which they are found while somebody types."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.base import Base


class Place(Base):
    """An address, a street or a named thing; `source` is the file that it came from.

    `number` is the house number of an address, and blank of all else.
    """

    __tablename__ = "places"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    source: Mapped[str] = mapped_column(String(120), index=True)
    name: Mapped[str] = mapped_column(String(200))
    street: Mapped[str] = mapped_column(String(120), default="")
    number: Mapped[str] = mapped_column(String(20), default="")
    city: Mapped[str] = mapped_column(String(80), default="")
    lat: Mapped[float]
    lon: Mapped[float]


class PlaceKey(Base):
    """One way to begin to say a place; ordered by code points on both databases: a prefix is a range."""

    __tablename__ = "place_keys"
    __table_args__ = (Index("ix_place_keys_place_id", "place_id"),)

    key: Mapped[str] = mapped_column(
        String(80).with_variant(String(80, collation="C"), "postgresql"), primary_key=True
    )
    place_id: Mapped[int] = mapped_column(ForeignKey("places.id", ondelete="CASCADE"), primary_key=True)
    whole: Mapped[bool]
