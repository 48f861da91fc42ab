"""The checklists of visits: those in force, or the versions that a visit began with."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import ColumnElement, select

from app.checklist_templates.tables import ChecklistVersion
from app.kernel import UnitOfWork
from app.kernel.drafts import VersionState
from checklists import Catalogue, Template, parse_template

PUBLISHED = ChecklistVersion.state == VersionState.PUBLISHED
_MOST_KEPT = 500

_kept: dict[str, Template] = {}
"""What was read before, by its digest: a published version never changes."""


def for_visit(uow: UnitOfWork, *codes: str) -> tuple[Template, ...]:
    """Return what a new visit for these fault or skill codes works through, in order."""
    newest = {key: digest for key, _, digest in _index(uow)}
    return Catalogue(_templates(uow, newest.values())).for_visit(*codes)


def pinned(uow: UnitOfWork, versions: Mapping[str, int]) -> tuple[Template, ...]:
    """Return the checklists of a visit that began with these versions (key → number), in order.

    Raises:
        TemplateUnknown: one of them is no published version.
    """
    found = _index(uow, ChecklistVersion.key.in_(versions))
    chosen = [digest for key, number, digest in found if versions[key] == number]
    return Catalogue(_templates(uow, chosen)).pinned(versions)


def _index(uow: UnitOfWork, *clauses: ColumnElement[bool]) -> list[tuple[str, int, str]]:
    """Key, number and digest of what is published, the newest of each last."""
    version = ChecklistVersion
    chosen = select(version.key, version.number, version.digest).where(PUBLISHED, *clauses)
    rows = uow.session.execute(chosen.order_by(version.key, version.number))
    return [(key, number, digest or "") for key, number, digest in rows]


def _templates(uow: UnitOfWork, digests: Collection[str]) -> tuple[Template, ...]:
    unknown = [digest for digest in digests if digest not in _kept]
    if unknown:
        if len(_kept) > _MOST_KEPT:
            _kept.clear()
            unknown = list(digests)
        rows = select(ChecklistVersion.digest, ChecklistVersion.content)
        for digest, content in uow.session.execute(rows.where(ChecklistVersion.digest.in_(unknown))):
            _kept[digest or ""] = parse_template(content)
    return tuple(_kept[digest] for digest in digests)
