"""What each form of a grade's page does once it was read: one act by its command."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from app.grading.api import shapes
from app.grading.commands import appeals, approving, correcting, scoring, vetoes
from app.grading.rules.decision import GradeDoubt
from app.kernel import UnitOfWork
from app.stars.rules.rubric import VetoKind


def score(uow: UnitOfWork, key: UUID, said: dict[str, Any], seen: int) -> None:
    """Score it."""
    scoring.score(uow, key, shapes.scores_in(said), seen)


def calibrate(uow: UnitOfWork, key: UUID, said: dict[str, Any], seen: int) -> None:
    """Change its scores beside other teams."""
    scoring.calibrate(uow, key, shapes.points_in(said), said["reason"], seen)


def doubt(uow: UnitOfWork, key: UUID, said: dict[str, Any], seen: int) -> None:
    """Say that somebody is not graded; blank takes it back."""
    why = said.get("doubt")
    scoring.doubt(uow, key, GradeDoubt(why) if why else None, said["reason"], seen)


def veto(uow: UnitOfWork, key: UUID, said: dict[str, Any], seen: int) -> None:
    """Declare a veto."""
    vetoes.veto(uow, key, VetoKind(said["kind"]), said["evidence"], said.get("visit_id"), seen)


def approve(uow: UnitOfWork, key: UUID, said: dict[str, Any], seen: int) -> None:
    """Approve it."""
    approving.approve(uow, key, said.get("words", ""), seen)


def give_back(uow: UnitOfWork, key: UUID, said: dict[str, Any], seen: int) -> None:
    """Give it back to be scored again."""
    approving.give_back(uow, key, said["reason"], seen)


def appeal(uow: UnitOfWork, key: UUID, said: dict[str, Any], _seen: int) -> None:
    """Appeal."""
    appeals.appeal(uow, key, said["words"])


def answer(uow: UnitOfWork, key: UUID, said: dict[str, Any], seen: int) -> None:
    """Answer the open appeal."""
    appeals.answer(uow, key, said["outcome"], said["answer"], shapes.points_in(said), seen)


def correct(uow: UnitOfWork, key: UUID, said: dict[str, Any], _seen: int) -> Any:
    """Begin the next version; returns its id."""
    return correcting.correct(uow, key, shapes.scores_in(said), said["changes"]).id
