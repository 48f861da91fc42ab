"""What is written in versions: a draft is begun and written, then thrown away or published for good.

Of each key at most one version is a draft, and what was published never changes again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Generic, TypeVar
from uuid import UUID

from sqlalchemy import Engine, Index, String, func, insert, select, text
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel import locks
from app.kernel.base import Versioned, WithId
from app.kernel.database import BEGIN_OPTION
from app.kernel.errors import Conflict, VersionConflict
from app.kernel.phrases import Phrase
from app.kernel.process_locks import advisory_key
from app.kernel.uow import UnitOfWork

_DRAFT = text("state = 'draft'")
_LOCK = text("SELECT pg_advisory_xact_lock(:key)")


class VersionState(StrEnum):
    """A draft is written; what was published never changes again."""

    DRAFT = "draft"
    PUBLISHED = "published"


class InVersions(WithId, Versioned):
    """The columns of a table of versions; `published_at` is None for what came with the product."""

    key: Mapped[str] = mapped_column(String(40))
    number: Mapped[int]
    state: Mapped[str] = mapped_column(String(12))
    content: Mapped[dict[str, Any]]
    digest: Mapped[str | None] = mapped_column(String(64))
    published_at: Mapped[datetime | None]
    published_by: Mapped[str | None] = mapped_column(String(120))
    updated_by: Mapped[str] = mapped_column(String(120), default="")


def one_draft(table: str) -> Index:
    """Return the index by which no key has two drafts."""
    return Index(f"uq_{table}_draft", "key", unique=True, sqlite_where=_DRAFT, postgresql_where=_DRAFT)


V = TypeVar("V", bound=InVersions)


@dataclass(frozen=True, slots=True)
class Drafts(Generic[V]):
    """The life of the versions in one table."""

    table: type[V]

    def versions(self, uow: UnitOfWork, key: str) -> list[V]:
        """Return all of a key, the newest first."""
        found = select(self.table).where(self.table.key == key)
        return list(uow.session.scalars(found.order_by(self.table.number.desc())))

    def published(self, uow: UnitOfWork, key: str) -> list[V]:
        """Return those of a key that were published, the newest first."""
        return [row for row in self.versions(uow, key) if row.state == VersionState.PUBLISHED]

    def begin(
        self, uow: UnitOfWork, key: str, filled: Callable[[int], Mapping[str, Any]], *, first: int = 1
    ) -> V:
        """Begin a draft: the next version of its key, or number `first`; `filled` gives its own columns.

        Raises:
            Conflict: the key has a draft already; names it.
        """
        rows = self.versions(uow, key)
        if draft := next((row for row in rows if row.state == VersionState.DRAFT), None):
            raise Conflict(Phrase("There is a draft already; go on with that one."), draft_id=str(draft.id))
        number = rows[0].number + 1 if rows else first
        row = self.table()
        row.id, row.key, row.number = uow.new_id(), key, number
        row.state, row.created_at = VersionState.DRAFT, uow.now
        for name, value in filled(number).items():
            setattr(row, name, value)
        uow.session.add(row)
        self.touch(uow, row)
        return row

    def draft(self, uow: UnitOfWork, version_id: UUID, seen: int) -> V:
        """Return a draft, locked; `seen` is the row version that was read.

        Raises:
            NotFound: there is no such version.
            VersionConflict: somebody wrote it meanwhile.
            Conflict: it is published.
        """
        row = locks.fresh(uow, self.table, version_id)
        if row.state != VersionState.DRAFT:
            text = Phrase("This version is published, and never changes. Begin the next one instead.")
            raise Conflict(text)
        if row.version != seen:
            raise VersionConflict(self.table.__name__, row.key)
        return row

    def throw_away(self, uow: UnitOfWork, version_id: UUID, seen: int) -> None:
        """Delete a draft; refused as `draft` refuses."""
        uow.session.delete(self.draft(uow, version_id, seen))
        uow.session.flush()

    def publish(self, uow: UnitOfWork, row: V, digest: str) -> None:
        """Put a draft into force; `digest` names its content from now on."""
        row.state, row.digest = VersionState.PUBLISHED, digest
        row.published_at, row.published_by = uow.now, _name(uow)
        self.touch(uow, row)

    def touch(self, uow: UnitOfWork, row: V) -> None:
        """Say who wrote it last, and when."""
        row.updated_by, row.updated_at = _name(uow), uow.now
        uow.session.flush()


def says_the_same(row: InVersions) -> Conflict:
    """Return the refusal of a content that a version has already."""
    told = Phrase("Version %(number)s says the same already; nothing was brought in.", number=row.number)
    return Conflict(told, version_id=str(row.id))


def load_shipped(engine: Engine, table: type[InVersions], shipped: Iterable[Mapping[str, Any]]) -> None:
    """Add what comes with the product, of keys of which there is no version yet; twice at once adds it once.

    What the office made of a key stays in force, whatever a later release ships.
    """
    with engine.connect().execution_options(**{BEGIN_OPTION: "IMMEDIATE"}) as connection, connection.begin():
        if engine.dialect.name == "postgresql":
            connection.execute(_LOCK, {"key": advisory_key(f"shipped {table.__name__}")})
        known = set(connection.scalars(select(table.key).distinct()))
        own = {"state": VersionState.PUBLISHED, "updated_by": "", "version": 1}
        for values in shipped:
            if values["key"] not in known:
                times = {"created_at": func.now(), "updated_at": func.now()}
                connection.execute(insert(table).values({**values, **own, **times}))


def _name(uow: UnitOfWork) -> str:
    return uow.principal.name or uow.principal.key
