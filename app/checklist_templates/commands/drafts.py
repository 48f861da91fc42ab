"""Writing checklists: a draft is begun, written, or published and never changed again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast
from uuid import UUID

from app.checklist_templates.events import ChecklistPublished
from app.checklist_templates.rules.contents import digest_of, numbered, says_the_same
from app.checklist_templates.tables import ChecklistVersion
from app.kernel import UnitOfWork, drafts, ledger
from app.kernel.drafts import Drafts
from app.kernel.errors import Invalid
from app.kernel.phrases import Phrase
from checklists import TemplateError, faults, from_toml

DRAFTS = Drafts(ChecklistVersion)


def begin(uow: UnitOfWork, content: Mapping[str, Any]) -> ChecklistVersion:
    """Begin a draft with `content`: the next version of its checklist, or the first of a new one.

    A checklist that nobody has keeps the number it brings, so that what was exported comes back equal.

    Raises:
        Conflict: the checklist has a draft already, or a version that says the same.
    """
    key = str(content["key"])

    def filled(number: int) -> Mapping[str, Any]:
        return {"content": numbered(content, key, number)}

    return DRAFTS.begin(uow, key, filled, first=_own_number(content))


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
    for row in DRAFTS.published(uow, whole["key"]):
        if says_the_same(row.content, whole):
            raise drafts.says_the_same(row)
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
    row = DRAFTS.draft(uow, version_id, seen)
    row.content = numbered(content, row.key, row.number)
    DRAFTS.touch(uow, row)
    return row


def publish(uow: UnitOfWork, version_id: UUID, seen: int) -> ChecklistVersion:
    """Put a draft into force: visits made from now on work through it, those there are keep theirs.

    Raises:
        NotFound: there is no such draft.
        Invalid: it is not well formed; names every field.
        VersionConflict: somebody wrote it meanwhile.
        Conflict: it is published already.
    """
    row = DRAFTS.draft(uow, version_id, seen)
    check(row.content)
    digest = digest_of(row.content)
    DRAFTS.publish(uow, row, digest)
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


def _own_number(content: Mapping[str, Any]) -> int:
    number = content.get("version")
    return number if isinstance(number, int) else 1
