"""Column types and mixins shared by all tables."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import JSON, DateTime, Dialect, MetaData, Text, Uuid
from sqlalchemy.orm import DeclarativeBase, InstrumentedAttribute, Mapped, declared_attr, mapped_column
from sqlalchemy.types import TypeDecorator

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """An aware instant, kept in UTC; SQLite gives back what PostgreSQL gives."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse naive values: a time without a zone is a bug."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"naive datetime {value.isoformat()}")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - by the base
        """Give every value its zone back."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], datetime | None] | None:
        """Do the same at one stroke where a file has texts: most of what is read of it are instants."""
        if dialect.name != "sqlite":
            return super().result_processor(dialect, coltype)
        return _read_text


def _read_text(text: str | None) -> datetime | None:
    """Read an instant as SQLite keeps it."""
    return None if text is None else datetime.fromisoformat(text + "+00:00")


class Base(DeclarativeBase):
    """Registry of all tables."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: UtcDateTime,
        UUID: Uuid,
        dict[str, Any]: JSON,
        list[Any]: JSON,
    }


class WithId:
    """A UUIDv7 primary key, given by the unit of work."""

    id: Mapped[UUID] = mapped_column(primary_key=True, sort_order=-1)


class Versioned:
    """Optimistic lock: an update that read an older version raises StaleDataError."""

    version: Mapped[int]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805 - SQLAlchemy passes the class
        """Let SQLAlchemy count the versions."""
        return {"version_id_col": cls.__table__.c.version}  # type: ignore[attr-defined]  # by the mapping


def prose(longest: int, **how: Any) -> Any:
    """Return a column for a text that no database bounds; what people write into it is at most `longest`."""
    return mapped_column(Text, info={"longest": longest}, **how)


def within(low: float, high: float, **how: Any) -> Any:
    """Return a column for a number from `low` to `high`."""
    return mapped_column(info={"range": (low, high)}, **how)


def longest(column: InstrumentedAttribute[Any]) -> int:
    """Return how many characters a column takes: what its type says, else its `prose`."""
    of_type = getattr(column.type, "length", None)
    return int(of_type or column.property.columns[0].info["longest"])


def bounds(column: InstrumentedAttribute[Any]) -> tuple[Any, Any]:
    """Return the least and the greatest number that a column takes, as `within` says."""
    low, high = column.property.columns[0].info["range"]
    return low, high
