"""A manager decides about a proposal, whom it is about may object once, and another manager answers."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from app.kernel import UnitOfWork, ledger, locks
from app.kernel.errors import Forbidden, Invalid, VersionConflict
from app.kernel.phrases import Phrase
from app.rewards.errors import OwnReward, RewardNotOpen
from app.rewards.events import RewardAnswered, RewardDecided, RewardObjected
from app.rewards.reads.rewards import reward_of
from app.rewards.rules.states import AFTER, DECIDED, RewardDecision, RewardState
from app.rewards.tables import RewardProposal


def decide(
    uow: UnitOfWork,
    key: UUID,
    decision: RewardDecision,
    reason: str,
    amount: int | None = None,
    seen: int | None = None,
) -> RewardProposal:
    """Accept, change or dismiss a proposal; all but accepting asks for a reason.

    Raises:
        NotFound: there is none that the caller answers for.
        OwnReward: it is about himself.
        Forbidden: no person does it.
        RewardNotOpen: somebody decided before, or it lapsed.
        VersionConflict: it changed since it was read.
        Invalid: names the fields.
    """
    row = _locked(uow, key, seen)
    if row.state != RewardState.PROPOSED:
        raise RewardNotOpen
    wrong: dict[str, str | list[str]] = {}
    if decision is not RewardDecision.ACCEPT and not reason.strip():
        wrong["reason"] = Phrase("must be filled in")
    if decision is RewardDecision.CHANGE:
        wrong |= _amount_wrong(row, amount)
    if wrong:
        raise Invalid(wrong)
    given = {RewardDecision.ACCEPT: row.proposed, RewardDecision.DISMISS: 0}.get(decision, amount or 0)
    row.state, row.amount, row.reason = AFTER[decision], given, reason.strip()
    row.decided_by, row.decided_by_name = uow.principal.user_id, _name(uow)
    row.decided_at = row.updated_at = uow.now
    said = RewardDecided(**_about(row), state=row.state, amount=row.amount, reason=row.reason)
    ledger.record(uow, f"engineer:{row.engineer_id}", said)
    return row


def object_to(uow: UnitOfWork, key: UUID, words: str) -> RewardProposal:
    """Object to what was decided about oneself, once.

    Raises:
        NotFound: there is none that the caller may see.
        Forbidden: it is about somebody else.
        RewardNotOpen: nobody has decided yet, or he objected before.
        Invalid: the words are missing.
    """
    reward_of(uow, key)
    row = locks.fresh(uow, RewardProposal, key)
    if uow.principal.engineer_id != row.engineer_id:
        raise Forbidden
    if row.state not in DECIDED or row.objected_at is not None:
        raise RewardNotOpen
    row.objection, row.objected_at, row.updated_at = _filled("words", words), uow.now, uow.now
    said = RewardObjected(**_about(row), words=row.objection)
    ledger.record(uow, f"engineer:{row.engineer_id}", said)
    return row


def answer(
    uow: UnitOfWork, key: UUID, words: str, amount: int | None = None, seen: int | None = None
) -> RewardProposal:
    """Answer an objection; an amount puts another one in force.

    Raises:
        NotFound: there is none that the caller answers for.
        OwnReward: it is about himself, or he decided it.
        Forbidden: no person does it.
        RewardNotOpen: there is no objection, or it was answered.
        VersionConflict: it changed since it was read.
        Invalid: names the fields.
    """
    row = _locked(uow, key, seen)
    if row.objected_at is None or row.answered_at is not None:
        raise RewardNotOpen
    if row.decided_by == uow.principal.user_id:
        raise OwnReward
    told = _filled("words", words)
    if amount is not None and amount != row.amount:
        if wrong := _amount_wrong(row, amount):
            raise Invalid(wrong)
        row.state = RewardState.CHANGED if amount else RewardState.DISMISSED
        row.amount = amount
    row.answer, row.answered_by_name = told, _name(uow)
    row.answered_at = row.updated_at = uow.now
    said = RewardAnswered(**_about(row), state=row.state, amount=row.amount, words=told)
    ledger.record(uow, f"engineer:{row.engineer_id}", said)
    return row


def _locked(uow: UnitOfWork, key: UUID, seen: int | None) -> RewardProposal:
    reward_of(uow, key)
    row = locks.fresh(uow, RewardProposal, key)
    if uow.principal.user_id is None:
        raise Forbidden
    if uow.principal.engineer_id == row.engineer_id:
        raise OwnReward
    if seen is not None and row.version != seen:
        raise VersionConflict("reward", key)
    return row


def _amount_wrong(row: RewardProposal, amount: int | None) -> dict[str, str | list[str]]:
    if amount is not None and 0 <= amount <= row.rule["ceiling"]:
        return {}
    told = Phrase("must be from %(least)g to %(most)g", least=0, most=row.rule["ceiling"])
    return {"amount": told}


def _filled(name: str, words: str) -> str:
    if not words.strip():
        raise Invalid({name: Phrase("must be filled in")})
    return words.strip()


def _about(row: RewardProposal) -> dict[str, Any]:
    return {"proposal_id": row.id, "engineer_id": row.engineer_id, "month": row.month}


def _name(uow: UnitOfWork) -> str:
    return uow.principal.name or uow.principal.key
