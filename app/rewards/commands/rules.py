"""Writing the rules of rewards: a draft is begun, written, and published by a second person."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from app.kernel import UnitOfWork, ledger
from app.kernel.drafts import Drafts
from app.kernel.errors import Conflict, Invalid
from app.kernel.phrases import Phrase
from app.rewards.errors import OwnRewardRules
from app.rewards.events import RewardRulesPublished
from app.rewards.reads.rules import in_force
from app.rewards.rules.handbook import KEY, digest_of, faults, tidied
from app.rewards.rules.usual import usual
from app.rewards.tables import RewardRulesVersion

DRAFTS = Drafts(RewardRulesVersion)


def begin(uow: UnitOfWork) -> RewardRulesVersion:
    """Begin the next version with what is in force, the first one with the usual rules.

    Raises:
        Conflict: there is a draft already.
    """
    current = in_force(uow)
    content = current.content if current else usual()
    return DRAFTS.begin(
        uow, KEY, lambda _: {"content": content, "digest": digest_of(content), "writers": [_who(uow)]}
    )


def write(uow: UnitOfWork, version_id: UUID, seen: int, content: Mapping[str, Any]) -> RewardRulesVersion:
    """Write a draft; `seen` is the row version that was read.

    Raises:
        NotFound: there is no such draft.
        Invalid: it is not well formed; names every field.
        VersionConflict: somebody wrote it meanwhile.
        Conflict: it is published.
    """
    row = DRAFTS.draft(uow, version_id, seen)
    if wrong := faults(content):
        raise Invalid(wrong)
    row.content, row.digest = tidied(content), digest_of(content)
    row.writers = sorted({*row.writers, _who(uow)})
    DRAFTS.touch(uow, row)
    return row


def publish(uow: UnitOfWork, version_id: UUID, seen: int) -> RewardRulesVersion:
    """Put a draft into force: the next run proposes by it.

    Raises:
        NotFound: there is no such draft.
        OwnRewardRules: whoever publishes it wrote some of it.
        VersionConflict: somebody wrote it meanwhile.
        Conflict: it is published already, or changes nothing.
    """
    row = DRAFTS.draft(uow, version_id, seen)
    if _who(uow) in row.writers:
        raise OwnRewardRules
    current = in_force(uow)
    digest = digest_of(row.content)
    if current is not None and current.digest == digest:
        raise Conflict(Phrase("The draft changes nothing of the version in force."))
    DRAFTS.publish(uow, row, digest)
    ledger.record(uow, "reward_rules", RewardRulesPublished(number=row.number, digest=digest))
    return row


def _who(uow: UnitOfWork) -> str:
    """Name the person, whatever his role is called today."""
    return str(uow.principal.user_id or uow.principal.key)
