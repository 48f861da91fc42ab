"""Each act on a grade as a form of its page: its schema and labels, what it does, what is said then."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from app.grading.api import shapes
from app.grading.pages import acts_typed, words
from app.grading.reads.sheet import Sheet
from app.grading.rules.decision import GradeDoubt, most, proposed, rubric_of
from app.grading.rules.states import GradeAct
from app.kernel import UnitOfWork
from app.kernel.phrases import Phrase
from app.stars.pages import rubric_words
from app.stars.rules.rubric import BonusKind, VetoKind
from app.web.api import Schema
from app.web.pages.form_kit import Form, Labels
from app.web.shapes import word
from app.web.wording import say

Run = Callable[[UnitOfWork, UUID, dict[str, Any], int], Any]
Typed = Mapping[str, str]
_REASON: Labels = {"reason": Phrase("Why")}


@dataclass(frozen=True, slots=True)
class ActForm:
    """One act: under which address it is sent, its body without the version, and what it does."""

    act: GradeAct
    address: str
    schema: type[Schema]
    labels: Callable[[Sheet], Labels]
    run: Run
    said: Phrase

    def form(self, one: Sheet, typed: Typed | None, wrong: Mapping[str, Sequence[str]] | None = None) -> Form:
        """Return the form with what was typed, or what it begins with."""
        without = ("version",) if "version" in self.schema().fields else ()
        choices = {
            "doubt": [(str(key), say(text)) for key, text in words.DOUBTS.items()],
            "kind": [(str(kind), say(rubric_words.VETOES[kind])) for kind in VetoKind],
            "outcome": [(key, say(text)) for key, text in words.OUTCOMES.items()],
        }
        values = self._usual(one) if typed is None else typed
        return Form(self.schema(exclude=without), self.labels(one), values, wrong or {}, choices=choices)

    def _usual(self, one: Sheet) -> dict[str, str]:
        row = one.row
        if self.act is GradeAct.SCORE:
            own = {**proposed(row.facts), **row.scores}
            counts = {kind: str(count) for kind, count in row.bonuses.items()}
            return {side: f"{points:.1f}" for side, points in own.items()} | counts | _said_before(one)
        if self.act is GradeAct.CALIBRATE:
            return {side: f"{points:.1f}" for side, points in row.scores.items()}
        return {"doubt": row.doubt or ""} if self.act is GradeAct.DOUBT else {}


def _sides(one: Sheet) -> dict[str, Phrase]:
    return {
        side: Phrase("%(side)s, of %(most)s", side=rubric_words.SIDES[side], most=f"{of:.1f}")
        for side, of in most(one.row.facts).items()
        if of
    }


def _said_before(one: Sheet) -> dict[str, str]:
    """Return the reasons of the last scoring, so that who scores again need not write them anew."""
    scored = [deed.detail for deed in one.deeds if deed.kind == GradeAct.SCORE]
    if not scored:
        return {}
    reasons: Mapping[str, str] = scored[-1].get("reasons", {})
    said = {f"{side}_reason": text for side, text in reasons.items()}
    return said | {"bonus_reason": scored[-1].get("bonus_reason", "")}


def _score_labels(one: Sheet) -> Labels:
    labels: dict[str, Phrase] = {}
    for side, title in _sides(one).items():
        labels[side] = title
        labels[f"{side}_reason"] = Phrase("Reason, where it departs from the proposal")
    if rubric_of(one.row.facts).bonuses:
        labels |= {str(kind): rubric_words.BONUSES[kind] for kind in BonusKind}
        labels["bonus_reason"] = Phrase("What the bonus was earned by")
    return labels


class DoubtForm(shapes.GradeDoubtSaid):
    """As the API has it, but blank takes it back: a form has no null."""

    doubt = word(GradeDoubt, load_default=None, allow_none=True)


FORMS: Sequence[ActForm] = (
    ActForm(
        GradeAct.SCORE,
        "score",
        shapes.GradeScores,
        _score_labels,
        acts_typed.score,
        Phrase("The scores are kept."),
    ),
    ActForm(
        GradeAct.APPROVE,
        "approve",
        shapes.GradeApproval,
        lambda _: {"words": Phrase("Remark")},
        acts_typed.approve,
        Phrase("It is approved."),
    ),
    ActForm(
        GradeAct.REJECT,
        "appeal/answer",
        shapes.AppealAnswer,
        lambda one: {"outcome": Phrase("Outcome"), "answer": Phrase("Answer in writing"), **_sides(one)},
        acts_typed.answer,
        Phrase("The appeal is answered."),
    ),
    ActForm(
        GradeAct.APPEAL,
        "appeal",
        shapes.NewAppeal,
        lambda _: {"words": Phrase("What is not right, and why")},
        acts_typed.appeal,
        Phrase("Your appeal was taken. It is answered in writing within ten days."),
    ),
    ActForm(
        GradeAct.CALIBRATE,
        "calibrate",
        shapes.ChangedScores,
        lambda one: {**_sides(one), **_REASON},
        acts_typed.calibrate,
        Phrase("The scores are changed."),
    ),
    ActForm(
        GradeAct.RETURN,
        "return",
        shapes.GradeReasonGiven,
        lambda _: _REASON,
        acts_typed.give_back,
        Phrase("It was given back."),
    ),
    ActForm(
        GradeAct.DOUBT,
        "doubt",
        DoubtForm,
        lambda _: {"doubt": Phrase("Not graded because"), **_REASON},
        acts_typed.doubt,
        Phrase("It is kept."),
    ),
    ActForm(
        GradeAct.VETO,
        "vetoes",
        shapes.NewVeto,
        lambda _: {"kind": Phrase("What happened"), "evidence": Phrase("Evidence")},
        acts_typed.veto,
        Phrase("The veto holds."),
    ),
    ActForm(
        GradeAct.CORRECT,
        "correct",
        shapes.GradeCorrection,
        lambda one: {"changes": Phrase("What it changes, and why"), **_sides(one)},
        acts_typed.correct,
        Phrase("The correction waits for a second manager."),
    ),
)
