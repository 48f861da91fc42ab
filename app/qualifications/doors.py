"""The doors of this room: papers, suspensions, training and examinations."""

from __future__ import annotations

from app.kernel import Principal, Role
from app.kernel.phrases import Phrase
from app.qualifications.access import ACCESS
from app.qualifications.api import commendations, pictures, probations, suspensions, training
from app.qualifications.explanations import EXPLANATIONS
from app.qualifications.pages import commendations as commendations_pages
from app.qualifications.pages import courses, papers, sittings
from app.qualifications.pages import probations as probations_pages
from app.qualifications.pages import suspensions as suspensions_pages
from app.qualifications.pages.declared import DECLARED
from app.qualifications.reads import probations as probations_reads
from app.qualifications.reads.ending import standing, to_renew
from app.registers.pages.registers import Brought
from app.web.doors import PEOPLE, Doors, MenuEntry, SetUpPage, WorkList
from app.web.policy import MANAGEMENT


def _for_managers(who: Principal) -> dict[str, object] | None:
    """An administrator gets there by the administration."""
    return {} if who.role is Role.MANAGER else None


DOORS = Doors(
    access=ACCESS,
    blueprints=(suspensions.blp, probations.blp, commendations.blp, pictures.blp, *training.blueprints()),
    pages=(
        papers,
        suspensions_pages,
        probations_pages,
        commendations_pages,
        Brought(*DECLARED),
        courses,
        sittings,
    ),
    fragments=tuple(f"{one.name}_choices" for one in DECLARED),
    menu=(
        MenuEntry(
            "qualifications",
            Phrase("Qualifications"),
            58,
            values=_for_managers,
            group=PEOPLE,
            holds=frozenset({"certificates", "certificate-kinds", *(one.plural for one in DECLARED)}),
        ),
    ),
    work=(
        WorkList("qualifications", Phrase("Certificates that end"), 75, MANAGEMENT, standing, to_renew),
        WorkList(
            "qualifications",
            Phrase("Probations that end"),
            76,
            MANAGEMENT,
            probations_reads.standing,
            probations_reads.to_decide,
        ),
    ),
    set_up=(
        SetUpPage(
            "qualifications",
            Phrase("Qualifications"),
            Phrase("Certificates that end, suspensions from skills, courses and examinations"),
            72,
        ),
    ),
    explanations=EXPLANATIONS,
)
