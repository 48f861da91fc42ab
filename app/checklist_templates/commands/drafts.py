"""Writing checklists: a draft is begun, written, thrown away, or published and never changed again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast
from uuid import UUID

from sqlalchemy import select

from app.checklist_templates.events import ChecklistPublished
from app.checklist_templates.rules.contents import digest_of, numbered, says_the_same
from app.checklist_templates.tables import ChecklistVersion, VersionState
from app.kernel import UnitOfWork, ledger, locks
from app.kernel.errors import Conflict, Invalid, VersionConflict
from app.kernel.phrases import Phrase
from checklists import TemplateError, faults, from_toml


def begin(uow: UnitOfWork, content: Mapping[str, Any]) -> ChecklistVersion:
    """Begin a draft with `content`: the next version of its checklist, or the first of a new one.

    A checklist that nobody has keeps the number it brings, so that what was exported comes back equal.

    Raises:
        Conflict: the checklist has a draft already, or a version that says the same.
    """
    key = str(content["key"])
    rows = list(uow.session.scalars(select(ChecklistVersion).where(ChecklistVersion.key == key)))
    for row in rows:
        if row.state == VersionState.DRAFT:
            raise Conflict(
                Phrase("The checklist %(key)s has a draft already; go on with that one.", key=key),
                draft_id=str(row.id),
            )
    number = max((row.number for row in rows), default=0) + 1 if rows else _own_number(content)
    row = ChecklistVersion(
        id=uow.new_id(),
        key=key,
        number=number,
        state=VersionState.DRAFT,
        content=numbered(content, key, number),
        updated_by=uow.principal.name or uow.principal.key,
        created_at=uow.now,
        updated_at=uow.now,
    )
    uow.session.add(row)
    uow.session.flush()
    return row


def begin_from(uow: UnitOfWork, version_id: UUID) -> ChecklistVersion:
    """Begin the next version with the content of one that there is.

    Raises:
        NotFound: there is no such version.
        Conflict: the checklist has a draft already.
    """
    return begin(uow, uow.get(ChecklistVersion, version_id).content)


def bring_in(uow: UnitOfWork, content: object) -> ChecklistVersion:
    """Begin a draft with a whole template that somebody brings.

    Raises:
        Invalid: it is not well formed; names every field.
        Conflict: the checklist has a draft already, or a version that says the same.
    """
    check(content)
    whole = cast("Mapping[str, Any]", content)
    said = select(ChecklistVersion).where(
        ChecklistVersion.key == whole["key"], ChecklistVersion.state == VersionState.PUBLISHED
    )
    for row in uow.session.scalars(said.order_by(ChecklistVersion.number.desc())):
        if says_the_same(row.content, whole):
            text = Phrase(
                "Version %(number)s says the same already; nothing was brought in.", number=row.number
            )
            raise Conflict(text, version_id=str(row.id))
    return begin(uow, whole)


def bring_in_toml(uow: UnitOfWork, text: str) -> ChecklistVersion:
    """Do the same with the text of a TOML file.

    Raises:
        Invalid: it is not well formed; names every field.
        Conflict: the checklist has a draft already, or a version that says the same.
    """
    try:
        return bring_in(uow, from_toml(text, "toml"))
    except TemplateError as bad:
        raise refused([bad]) from bad


def write(uow: UnitOfWork, version_id: UUID, seen: int, content: Mapping[str, Any]) -> ChecklistVersion:
    """Write the content of a draft, which may still be at fault; `seen` is the row version that was read.

    Raises:
        NotFound: there is no such draft.
        VersionConflict: somebody wrote it meanwhile.
        Conflict: it is published.
    """
    row = _draft(uow, version_id, seen)
    row.content = numbered(content, row.key, row.number)
    row.updated_by, row.updated_at = uow.principal.name or uow.principal.key, uow.now
    uow.session.flush()
    return row


def throw_away(uow: UnitOfWork, version_id: UUID, seen: int) -> None:
    """Delete a draft.

    Raises:
        NotFound: there is no such draft.
        VersionConflict: somebody wrote it meanwhile.
        Conflict: it is published.
    """
    uow.session.delete(_draft(uow, version_id, seen))
    uow.session.flush()


def publish(uow: UnitOfWork, version_id: UUID, seen: int) -> ChecklistVersion:
    """Put a draft into force: visits made from now on work through it, those there are keep theirs.

    Raises:
        NotFound: there is no such draft.
        Invalid: it is not well formed; names every field.
        VersionConflict: somebody wrote it meanwhile.
        Conflict: it is published already.
    """
    row = _draft(uow, version_id, seen)
    check(row.content)
    digest = digest_of(row.content)
    row.state, row.digest = VersionState.PUBLISHED, digest
    row.published_at = row.updated_at = uow.now
    row.published_by = row.updated_by = uow.principal.name or uow.principal.key
    uow.session.flush()
    stream = f"checklist:{row.key}"
    ledger.record(uow, stream, ChecklistPublished(key=row.key, number=row.number, digest=digest))
    return row


def check(content: object) -> None:
    """Refuse what is no template.

    Raises:
        Invalid: names every field at fault.
    """
    if found := faults(content):
        raise refused(found)


def refused(found: list[TemplateError]) -> Invalid:
    """Return the refusal of a template for these faults."""
    wrong: dict[str, list[str]] = {}
    for one in found:
        wrong.setdefault(one.path or "template", []).append(Phrase.of(one.text))
    return Invalid(wrong)


def _draft(uow: UnitOfWork, version_id: UUID, seen: int) -> ChecklistVersion:
    row = locks.fresh(uow, ChecklistVersion, version_id)
    if row.state != VersionState.DRAFT:
        raise Conflict(Phrase("This version is published, and never changes. Begin the next one instead."))
    if row.version != seen:
        raise VersionConflict("ChecklistVersion", row.key)
    return row


def _own_number(content: Mapping[str, Any]) -> int:
    number = content.get("version")
    return number if isinstance(number, int) else 1
