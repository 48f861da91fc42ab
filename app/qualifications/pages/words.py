"""The words of papers, training and examinations for people."""

from __future__ import annotations

from collections.abc import Mapping

from app.kernel.phrases import Phrase
from app.promise.pages.words import refusal
from app.qualifications.reads import certificates
from app.qualifications.rules.praise import PraiseSource
from app.qualifications.rules.probation import ProbationOutcome
from app.qualifications.rules.training import Attendance
from app.web.wording import say
from checklists import Text
from dispatch.model.problem import Bar

STANDINGS: Mapping[str, Phrase] = {
    certificates.VALID: Phrase("valid"),
    certificates.ENDS_SOON: Phrase("ends soon"),
    certificates.EXPIRED: Phrase("expired"),
    certificates.TO_COME: Phrase("not valid yet"),
    certificates.WITHDRAWN: Phrase("withdrawn"),
}


def standing(name: str) -> str:
    """Say how a certificate stands."""
    return say(STANDINGS[name])


def bar(one: Bar, skill_code: str, skills: Mapping[str, Text]) -> str:
    """Say why a skill may not be used, as the planner refuses it."""
    called = skills.get(skill_code)
    names = {"name_en": called.en, "name_zh": called.zh_cn} if called else {}
    return refusal({"code": one.code, "has": one.day, "needs": skill_code, **names})


def days(number: int) -> str:
    """Say how long a certificate still holds, or for how long it has not."""
    if number < 0:
        return say(Phrase.counted("expired %(num)s day ago", "expired %(num)s days ago", -number))
    if number == 0:
        return say(Phrase("today is its last day"))
    return say(Phrase.counted("%(num)s day left", "%(num)s days left", number))


ATTENDANCE: Mapping[str, Phrase] = {
    Attendance.PLANNED: Phrase("put down"),
    Attendance.ATTENDED: Phrase("attended"),
    Attendance.ABSENT: Phrase("did not come"),
}


def attendance(name: str) -> str:
    """Say what became of a place in a course."""
    return say(ATTENDANCE[name])


def per_cent(share: float) -> str:
    """Say a share."""
    return f"{share * 100:.0f}%"


PRAISE_SOURCES: Mapping[str, Phrase] = {
    PraiseSource.CUSTOMER_LETTER: Phrase("customer's letter"),
    PraiseSource.CUSTOMER_CALL: Phrase("customer's call"),
    PraiseSource.COLLEAGUE: Phrase("colleague"),
    PraiseSource.MANAGER: Phrase("manager"),
}
OUTCOMES: Mapping[str, Phrase] = {
    ProbationOutcome.PASSED: Phrase("passed"),
    ProbationOutcome.NOT_PASSED: Phrase("not passed"),
}


def days_to_decide(number: int) -> str:
    """Say how long the planned end of a probation is off, or past."""
    if number < 0:
        return say(Phrase.counted("%(num)s day beyond its end", "%(num)s days beyond its end", -number))
    return days(number)
