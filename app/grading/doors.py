"""The doors of this room: the year, its sheets, what stands beside each other, and everybody's own grades."""

from __future__ import annotations

from app.grading.access import ACCESS
from app.grading.api import files as files_api
from app.grading.api import grades as grades_api
from app.grading.api import years as years_api
from app.grading.explanations import EXPLANATIONS
from app.grading.pages import beside, files, own, sheet, years
from app.grading.reads.waiting import standing, to_do
from app.kernel import Principal, Role
from app.kernel.phrases import Phrase
from app.web.doors import PEOPLE, Doors, MenuEntry, WorkList
from app.web.policy import MANAGEMENT


def _who_is_graded_or_grades(who: Principal) -> dict[str, object] | None:
    """An administrator gets there by the page of reports."""
    return None if who.role is Role.ADMIN else {}


DOORS = Doors(
    access=ACCESS,
    blueprints=(grades_api.blp, years_api.blp, files_api.blp),
    pages=(years, beside, own, sheet, files),
    menu=(MenuEntry("grades", Phrase("Grades"), 59, values=_who_is_graded_or_grades, group=PEOPLE),),
    work=(WorkList("grades", Phrase("Grades that wait for you"), 90, MANAGEMENT, standing, to_do),),
    explanations=EXPLANATIONS,
)
