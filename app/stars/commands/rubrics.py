"""Writing rubrics: a draft is begun, written, thrown away, or published by a second person."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast
from uuid import UUID

from sqlalchemy import select

from app.kernel import UnitOfWork, ledger, locks
from app.kernel.errors import Conflict, Invalid, VersionConflict
from app.kernel.phrases import Phrase
from app.stars.errors import OwnEdit
from app.stars.events import RubricPublished
from app.stars.rules.rubric_data import as_data, digest_of, from_toml, parsed
from app.stars.rules.rubric_faults import RubricFault, faults
from app.stars.tables import RubricState, RubricVersion

MAX_TOML = 100_000
"""Characters of a file."""


def begin_from(uow: UnitOfWork, version_id: UUID) -> RubricVersion:
    """Begin the next version with the content of one that there is.

    Raises:
        NotFound: there is no such version.
        Conflict: the rubric has a draft already.
    """
    return _begin(uow, uow.get(RubricVersion, version_id).content)


def bring_in(uow: UnitOfWork, content: object) -> RubricVersion:
    """Begin a draft with a whole rubric that somebody brings; its number is the next one.

    Raises:
        Invalid: it is not well formed; names every field.
        Conflict: there is a draft already, or the version in force says the same.
    """
    check(content)
    whole = cast("Mapping[str, Any]", content)
    current = max(_published(uow, whole["key"]), key=lambda row: row.number)
    if current.digest == digest_of(whole):
        text = Phrase(
            "Version %(number)s says the same already; nothing was brought in.", number=current.number
        )
        raise Conflict(text, version_id=str(current.id))
    return _begin(uow, whole)


def bring_in_toml(uow: UnitOfWork, text: str) -> RubricVersion:
    """Do the same with the text of a TOML file.

    Raises:
        Invalid: it is not well formed; names every field.
        Conflict: there is a draft already, or the version in force says the same.
    """
    if len(text) > MAX_TOML:
        raise Invalid({"toml": Phrase("is too long")})
    try:
        return bring_in(uow, from_toml(text))
    except ValueError as bad:
        raise Invalid({"toml": Phrase("is no TOML: %(why)s", why=bad)}) from bad


def write(uow: UnitOfWork, version_id: UUID, seen: int, content: Mapping[str, Any]) -> RubricVersion:
    """Write the content of a draft; `seen` is the row version that was read.

    Raises:
        NotFound: there is no such draft.
        Invalid: it is not well formed; names every field.
        VersionConflict: somebody wrote it meanwhile.
        Conflict: it is published.
    """
    row = _draft(uow, version_id, seen)
    whole = {**content, "key": row.key, "version": row.number}
    check(whole)
    row.content, row.digest = as_data(parsed(whole)), digest_of(whole)
    row.updated_by, row.updated_at = _name(uow), uow.now
    row.writers = sorted({*row.writers, _who(uow)})
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


def publish(uow: UnitOfWork, version_id: UUID, seen: int) -> RubricVersion:
    """Put a draft into force: what is proposed from now on is proposed by it.

    Raises:
        NotFound: there is no such draft.
        OwnEdit: whoever publishes it wrote some of it.
        VersionConflict: somebody wrote it meanwhile.
        Conflict: it is published already, or changes nothing.
    """
    row = _draft(uow, version_id, seen)
    if _who(uow) in row.writers:
        raise OwnEdit
    if row.digest == max(_published(uow, row.key), key=lambda one: one.number).digest:
        raise Conflict(Phrase("The draft changes nothing of the version in force."))
    row.state = RubricState.PUBLISHED
    row.published_at = row.updated_at = uow.now
    row.published_by = _name(uow)
    uow.session.flush()
    said = RubricPublished(key=row.key, number=row.number, digest=row.digest)
    ledger.record(uow, f"rubric:{row.key}", said)
    return row


def check(content: object) -> None:
    """Refuse what is no rubric.

    Raises:
        Invalid: names every field at fault.
    """
    if found := faults(content):
        raise refused(found)


def refused(found: list[RubricFault]) -> Invalid:
    """Return the refusal of a rubric for these faults."""
    wrong: dict[str, list[str]] = {}
    for one in found:
        wrong.setdefault(one.path or "rubric", []).append(one.text)
    return Invalid(wrong)


def _begin(uow: UnitOfWork, content: Mapping[str, Any]) -> RubricVersion:
    key = str(content["key"])
    rows = list(uow.session.scalars(select(RubricVersion).where(RubricVersion.key == key)))
    if draft := next((row for row in rows if row.state == RubricState.DRAFT), None):
        text = Phrase("This rubric has a draft already; go on with that one.")
        raise Conflict(text, draft_id=str(draft.id))
    number = max(row.number for row in rows) + 1
    whole = as_data(parsed({**content, "version": number}))
    row = RubricVersion(
        id=uow.new_id(),
        key=key,
        number=number,
        state=RubricState.DRAFT,
        content=whole,
        digest=digest_of(whole),
        writers=[_who(uow)],
        updated_by=_name(uow),
        created_at=uow.now,
        updated_at=uow.now,
    )
    uow.session.add(row)
    uow.session.flush()
    return row


def _draft(uow: UnitOfWork, version_id: UUID, seen: int) -> RubricVersion:
    row = locks.fresh(uow, RubricVersion, version_id)
    if row.state != RubricState.DRAFT:
        raise Conflict(Phrase("This version is published, and never changes. Begin the next one instead."))
    if row.version != seen:
        raise VersionConflict("rubric", row.key)
    return row


def _published(uow: UnitOfWork, key: str) -> list[RubricVersion]:
    rows = select(RubricVersion).where(RubricVersion.key == key, RubricVersion.state == RubricState.PUBLISHED)
    return list(uow.session.scalars(rows))


def _who(uow: UnitOfWork) -> str:
    """Name the person, whatever his role is called today."""
    return str(uow.principal.user_id or uow.principal.key)


def _name(uow: UnitOfWork) -> str:
    return uow.principal.name or uow.principal.key
