"""Who sees and keeps papers: a person his own, a manager his teams', a provider its people's."""

from __future__ import annotations

from app.kernel import Role
from app.qualifications.pages.declared import DECLARED
from app.registers.access import page_rows
from app.web.policy import API, ENGINEER, MANAGEMENT, OFFICE, Access, Rows, register_rows

_SEEING = OFFICE | ENGINEER | {Role.PROVIDER}
_ENGINEER, _CERTIFICATE = ("engineer", "engineer_id"), ("certificate", "certificate_id")
_SUSPENSION = ("skill_suspension", "skill_suspension_id")
_OF_ENGINEER = "/qualifications/engineers/<uuid:engineer_id>"
_PICTURE = f"{API}/certificates/<uuid:certificate_id>/picture"
_SUSPENSIONS = f"{API}/skill-suspensions"
_PROBATIONS, _PROBATION = f"{API}/probations", ("probation", "probation_id")
_PRAISE, _COMMENDATION = f"{API}/commendations", ("commendation", "commendation_id")
_ONE_PROBATION = f"{_PROBATIONS}/<uuid:probation_id>"
_ONE = f"{_SUSPENSIONS}/<uuid:skill_suspension_id>"

_REGISTERS: Rows = {
    key: row
    for one in DECLARED
    for key, row in register_rows(one.plural, one.name, MANAGEMENT, MANAGEMENT).items()
}
_PLACE = f"{API}/course-dates/<uuid:course_date_id>/engineers/<uuid:engineer_id>"
_DATE, _EXAM = "/course-dates/<uuid:course_date_id>", "/qualifications/exams/<uuid:exam_id>"
_SITTING = "/qualifications/sittings/<uuid:sitting_id>"

ACCESS: Rows = {
    **_REGISTERS,
    **{key: row for one in DECLARED for key, row in page_rows(one, _REGISTERS).items()},
    f"GET {_DATE}": Access(MANAGEMENT, ("course_date", "course_date_id")),
    f"POST {_DATE}/places": Access(MANAGEMENT, ("course_date", "course_date_id")),
    f"PUT {_PLACE}": Access(MANAGEMENT, _ENGINEER),
    f"DELETE {_PLACE}": Access(MANAGEMENT, _ENGINEER),
    f"GET {API}/exam-results": Access(_SEEING),
    f"POST {API}/exam-results": Access(MANAGEMENT),
    f"GET {_OF_ENGINEER}/practice": Access(MANAGEMENT, _ENGINEER),
    f"POST {_OF_ENGINEER}/practice": Access(MANAGEMENT, _ENGINEER),
    f"POST {_EXAM}/start": Access(ENGINEER),
    f"GET {_SITTING}": Access(ENGINEER),
    f"POST {_SITTING}": Access(ENGINEER),
    "GET /qualifications": Access(MANAGEMENT),
    f"GET {_OF_ENGINEER}": Access(_SEEING, _ENGINEER),
    f"GET {_OF_ENGINEER}/suspensions/new": Access(MANAGEMENT, _ENGINEER),
    f"POST {_OF_ENGINEER}/suspensions": Access(MANAGEMENT, _ENGINEER),
    "GET /qualifications/suspensions/<uuid:skill_suspension_id>": Access(MANAGEMENT, _SUSPENSION),
    "POST /qualifications/suspensions/<uuid:skill_suspension_id>/lift": Access(MANAGEMENT, _SUSPENSION),
    "GET /certificates/<uuid:certificate_id>": Access(_SEEING, _CERTIFICATE),
    "GET /certificates/<uuid:certificate_id>/picture": Access(_SEEING, _CERTIFICATE),
    "POST /certificates/<uuid:certificate_id>/picture": Access(MANAGEMENT, _CERTIFICATE),
    f"GET {_PICTURE}": Access(_SEEING, _CERTIFICATE),
    f"PUT {_PICTURE}": Access(MANAGEMENT, _CERTIFICATE),
    f"DELETE {_PICTURE}": Access(MANAGEMENT, _CERTIFICATE),
    f"GET {_SUSPENSIONS}": Access(_SEEING),
    f"POST {_SUSPENSIONS}": Access(MANAGEMENT),
    f"GET {_ONE}": Access(_SEEING, _SUSPENSION),
    f"POST {_ONE}/lift": Access(MANAGEMENT, _SUSPENSION),
    f"GET {_PROBATIONS}": Access(_SEEING),
    f"GET {_PRAISE}": Access(_SEEING),
    f"POST {_PRAISE}": Access(MANAGEMENT),
    f"GET {_PRAISE}/<uuid:commendation_id>": Access(_SEEING, _COMMENDATION),
    f"POST {_PRAISE}/<uuid:commendation_id>/withdraw": Access(MANAGEMENT, _COMMENDATION),
    "GET /qualifications/commendations": Access(MANAGEMENT),
    f"GET {_OF_ENGINEER}/commendations/new": Access(MANAGEMENT, _ENGINEER),
    f"POST {_OF_ENGINEER}/commendations": Access(MANAGEMENT, _ENGINEER),
    "GET /qualifications/commendations/<uuid:commendation_id>": Access(_SEEING, _COMMENDATION),
    "POST /qualifications/commendations/<uuid:commendation_id>/withdraw": Access(MANAGEMENT, _COMMENDATION),
    f"POST {_PROBATIONS}": Access(MANAGEMENT),
    f"GET {_ONE_PROBATION}": Access(_SEEING, _PROBATION),
    f"POST {_ONE_PROBATION}/extend": Access(MANAGEMENT, _PROBATION),
    f"POST {_ONE_PROBATION}/end": Access(MANAGEMENT, _PROBATION),
    f"GET {_OF_ENGINEER}/probations/new": Access(MANAGEMENT, _ENGINEER),
    f"POST {_OF_ENGINEER}/probations": Access(MANAGEMENT, _ENGINEER),
    "GET /qualifications/probations/<uuid:probation_id>": Access(_SEEING, _PROBATION),
    "POST /qualifications/probations/<uuid:probation_id>/extend": Access(MANAGEMENT, _PROBATION),
    "POST /qualifications/probations/<uuid:probation_id>/end": Access(MANAGEMENT, _PROBATION),
}
