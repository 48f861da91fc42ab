"""Writing rubrics: a draft is begun, written, and published by a second person."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast
from uuid import UUID

from app.kernel import UnitOfWork, drafts, ledger
from app.kernel.drafts import Drafts
from app.kernel.errors import Conflict, Invalid
from app.kernel.phrases import Phrase
from app.stars.errors import OwnEdit
from app.stars.events import RubricPublished
from app.stars.rules.rubric_data import as_data, digest_of, from_toml, parsed
from app.stars.rules.rubric_faults import RubricFault, faults
from app.stars.tables import RubricVersion

DRAFTS = Drafts(RubricVersion)

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
    current, *_ = DRAFTS.published(uow, whole["key"])
    if current.digest == digest_of(whole):
        raise drafts.says_the_same(current)
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
    row = DRAFTS.draft(uow, version_id, seen)
    whole = {**content, "key": row.key, "version": row.number}
    check(whole)
    row.content, row.digest = as_data(parsed(whole)), digest_of(whole)
    row.writers = sorted({*row.writers, _who(uow)})
    DRAFTS.touch(uow, row)
    return row


def publish(uow: UnitOfWork, version_id: UUID, seen: int) -> RubricVersion:
    """Put a draft into force: what is proposed from now on is proposed by it.

    Raises:
        NotFound: there is no such draft.
        OwnEdit: whoever publishes it wrote some of it.
        VersionConflict: somebody wrote it meanwhile.
        Conflict: it is published already, or changes nothing.
    """
    row = DRAFTS.draft(uow, version_id, seen)
    if _who(uow) in row.writers:
        raise OwnEdit
    if row.digest == DRAFTS.published(uow, row.key)[0].digest:
        raise Conflict(Phrase("The draft changes nothing of the version in force."))
    DRAFTS.publish(uow, row, row.digest)
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
    def filled(number: int) -> Mapping[str, Any]:
        whole = as_data(parsed({**content, "version": number}))
        return {"content": whole, "digest": digest_of(whole), "writers": [_who(uow)]}

    return DRAFTS.begin(uow, str(content["key"]), filled)


def _who(uow: UnitOfWork) -> str:
    """Name the person, whatever his role is called today."""
    return str(uow.principal.user_id or uow.principal.key)
