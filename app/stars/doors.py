"""The doors of this room: engineers compared, what stands behind each figure, rubrics and grades."""

from __future__ import annotations

from types import MappingProxyType

from app.kernel.phrases import Phrase
from app.stars.access import ACCESS
from app.stars.api import declarations as declarations_api
from app.stars.api import facts as facts_api
from app.stars.api import grades as grades_api
from app.stars.api import rubrics as rubrics_api
from app.stars.explanations import EXPLANATIONS
from app.stars.pages import comparison, declarations, facts, grades, rubrics
from app.stars.reads import newcomers
from app.web.doors import Doors, SetUpPage, WorkList
from app.web.policy import MANAGEMENT

DOORS = Doors(
    access=ACCESS,
    blueprints=(facts_api.blp, declarations_api.blp, rubrics_api.blp, grades_api.blp),
    pages=(comparison, facts, declarations, grades, rubrics),
    explanations=EXPLANATIONS,
    work=(
        WorkList(
            "engineers",
            Phrase("Provisional stars whose time has run out"),
            77,
            MANAGEMENT,
            newcomers.standing,
            newcomers.to_grade,
            MappingProxyType({"provisional": "true"}),
        ),
    ),
    set_up=(
        SetUpPage(
            "rubrics",
            Phrase("Rubrics of the grades"),
            Phrase("What makes a grade, in versions; two people put one into force"),
            75,
        ),
    ),
)
