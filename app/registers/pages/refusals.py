"""What a register refused, said by the labels of its form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from app.kernel import errors
from app.kernel.phrases import Phrase
from app.registers.errors import AlreadyTaken, StillInUse
from app.registers.pages.declaration import Declared
from app.web.pages import kept
from app.web.wording import say

REFUSED = (errors.Invalid, errors.Conflict)


def key_of(declared: Declared, text: str) -> Any:
    """Read the key of a row.

    Raises:
        NotFound: it is none.
    """
    if declared.by_code:
        return text
    try:
        return UUID(text)
    except ValueError as bad:
        raise errors.NotFound(declared.name.replace("_", " "), text) from bad


def by_field(refused: errors.OneHourError) -> Mapping[str, Sequence[str]]:
    """Return what is wrong by field; under "" what belongs to none."""
    if isinstance(refused, errors.Invalid):
        return refused.errors
    if isinstance(refused, AlreadyTaken):
        return dict(refused.extra["errors"])
    if isinstance(refused, StillInUse):
        return {"": [_in_use(refused)]}
    return {"": [kept.why_not(refused)]}


def sentence(declared: Declared, refused: errors.OneHourError) -> str:
    """Say why in one sentence, each field by its label."""
    colon = say(Phrase(": "))
    told = []
    for path, texts in by_field(refused).items():
        entry = declared.entries.get(path) or declared.entries.get(path.partition(".")[0])
        said = say(Phrase("; ")).join(say(text) for text in texts)
        told.append(f"{say(entry.label)}{colon}{said}" if entry else said)
    return say(Phrase("; ")).join(told)


def _in_use(refused: StillInUse) -> Phrase:
    return Phrase("It is still needed: %(users)s. Move or close these first.", users=refused.users)
