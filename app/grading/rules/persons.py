"""Who may do what: nobody decides about himself, and what one person scored a second one approves.  Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import Enum
from uuid import UUID

from app.grading.rules.states import GradeAct

SCORING = frozenset(
    {
        *(GradeAct.SCORE, GradeAct.CALIBRATE, GradeAct.DOUBT, GradeAct.VETO, GradeAct.UNVETO),
        *(GradeAct.UPHOLD, GradeAct.CORRECT),
    }
)
"""Acts that make a grade what it is; whoever did one neither approves it nor answers an appeal about it."""
OF_A_SECOND = frozenset({GradeAct.APPROVE, GradeAct.REJECT, GradeAct.UPHOLD})
OF_ONESELF = frozenset({GradeAct.APPEAL})


class PersonBarred(Enum):
    """Why somebody may not do it."""

    OWN = "own"
    SAME_PERSON = "same_person"
    NO_PERSON = "no_person"
    NOT_OWN = "not_own"


@dataclass(frozen=True, slots=True)
class GradePerson:
    """Who acts: the account, and the engineer and service provider that it is of."""

    user_id: UUID | None
    engineer_id: UUID | None = None
    provider_id: UUID | None = None

    def is_graded(self, subject_id: UUID) -> bool:
        """Whether the grade is about whoever acts."""
        return subject_id in (self.engineer_id, self.provider_id)


@dataclass(frozen=True, slots=True)
class Deed:
    """Who did what to a grade."""

    act: str
    user_id: UUID | None


def scorers(deeds: Iterable[Deed]) -> Collection[UUID]:
    """Return who had a part in what the grade is."""
    return {one.user_id for one in deeds if one.act in SCORING and one.user_id is not None}


def refusal(act: GradeAct, who: GradePerson, subject_id: UUID, deeds: Iterable[Deed]) -> PersonBarred | None:
    """Return why somebody may not do this to the grade of `subject_id`; None where he may."""
    if who.user_id is None:
        return PersonBarred.NO_PERSON
    if act in OF_ONESELF:
        return None if who.is_graded(subject_id) else PersonBarred.NOT_OWN
    if who.is_graded(subject_id):
        return PersonBarred.OWN
    if act in OF_A_SECOND and who.user_id in scorers(deeds):
        return PersonBarred.SAME_PERSON
    return None


def two_stand_behind(deeds: Iterable[Deed]) -> bool:
    """Whether one person made the grade and another approved it; without that nothing is published."""
    known = list(deeds)
    made = scorers(known)
    approved = {one.user_id for one in known if one.act == GradeAct.APPROVE and one.user_id is not None}
    return bool(made) and bool(approved - set(made))
