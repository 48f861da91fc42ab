"""Calls about papers, training and examinations."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from app.kernel import Role
from tests.web.calls.call import API, DATA, Call, Prepared, read
from tests.web.calls.registers import registered
from tests.web.world import World

PHONE = "/mobile/v1"
SUSPENSIONS = f"{API}/skill-suspensions"
SUSPENSION = f"{SUSPENSIONS}/<uuid:skill_suspension_id>"
PROBATIONS = f"{API}/probations"
PRAISE = f"{API}/commendations"
PROBATION = f"{PROBATIONS}/<uuid:probation_id>"
PICTURE = f"{API}/certificates/<uuid:certificate_id>/picture"
PLACE = f"{API}/course-dates/<uuid:course_date_id>/engineers/<uuid:engineer_id>"
SITTING = f"{PHONE}/sittings/<uuid:sitting_id>"
OPTIONS = [{"en": "True", "zh": "对", "right": True}, {"en": "False", "zh": "错"}]


def _named() -> dict[str, Any]:
    return {"code": f"c{uuid4().hex[:12]}", "name_en": "Safety", "name_zh": "安全"}


def _made(world: World, plural: str, body: dict[str, Any]) -> str:
    made = world.client(Role.ADMIN).post(f"{API}/{plural}", json=body)
    assert made.status_code == 201, made.text
    return str(made.json["id"])


def _certificate(world: World) -> dict[str, Any]:
    kind = _made(world, "certificate-kinds", _named())
    engineer_id = str(world.own.job.engineer_id)
    return {"engineer_id": engineer_id, "certificate_kind_id": kind, "valid_from": "2026-01-01"}


def _date(world: World) -> dict[str, Any]:
    course = _made(world, "courses", _named())
    return {"course_id": course, "starts_on": "2026-01-05", "ends_on": "2026-01-06"}


def _question(_world: World) -> dict[str, Any]:
    texts = {"text_en": "Is it so?", "text_zh": "对吗？"}
    return {"bank": "safety", "kind": "true_false", "options": OPTIONS, **texts}


def _exam(_world: World, part: str = "theory") -> dict[str, Any]:
    return {**_named(), "part": part, "bank": "safety", "questions": 1}


def _need(world: World) -> dict[str, Any]:
    return {"engineer_id": str(world.own.job.engineer_id), "topic": "Fuses"}


def _suspension(world: World) -> dict[str, Any]:
    skill = world.client(Role.ADMIN).get(f"{API}/skills").json[0]["code"]
    engineer_id = str(world.own.job.engineer_id)
    return {"engineer_id": engineer_id, "skill_code": skill, "reason": "Fire", "from_on": "2026-01-01"}


def _suspended(world: World, **more: Any) -> Call:
    return Call(
        Role.MANAGER, {"skill_suspension_id": _made(world, "skill-suspensions", _suspension(world))}, **more
    )


def _probation(world: World) -> dict[str, Any]:
    # Whoever is on probation already is put on no other one: an engineer of its own.
    who = {"number": uuid4().hex[:12], "name": "New", "base": {"lat": 31.2, "lon": 121.5}}
    key = _made(world, "engineers", {**who, "territory_id": str(world.own.job.territory_id)})
    return {"engineer_id": key, "from_on": "2026-01-01", "planned_until": "2026-06-30", "reason": "Hired"}


def _on_probation(world: World, **more: Any) -> Call:
    return Call(Role.ADMIN, {"probation_id": _made(world, "probations", _probation(world))}, **more)


def _commendation(world: World) -> dict[str, Any]:
    told = {"source": "colleague", "praised_by": "Zhao", "received_on": "2026-01-01", "reason": "Helped"}
    return {"engineer_id": str(world.own.job.engineer_id), **told}


def _commended(world: World, **more: Any) -> Call:
    return Call(
        Role.MANAGER, {"commendation_id": _made(world, "commendations", _commendation(world))}, **more
    )


def _pictured(world: World, **more: Any) -> Call:
    key = _made(world, "certificates", _certificate(world))
    sent = world.client(Role.ADMIN).put(
        f"{API}/certificates/{key}/picture", data=DATA, content_type="image/jpeg"
    )
    assert sent.status_code == 204, sent.text
    return Call(Role.MANAGER, {"certificate_id": key}, **more)


def _placed(world: World, **more: Any) -> Call:
    key, engineer_id = _made(world, "course-dates", _date(world)), world.own.job.engineer_id
    address = f"{API}/course-dates/{key}/engineers/{engineer_id}"
    assert world.client(Role.ADMIN).put(address, json={}).status_code == 200
    return Call(Role.MANAGER, {"course_date_id": key, "engineer_id": engineer_id}, **more)


def _result(world: World) -> dict[str, Any]:
    exam = _made(world, "exams", _exam(world, "practice"))
    return {"exam_id": exam, "engineer_id": str(world.own.job.engineer_id), "points": 80}


def _ready(world: World) -> str:
    _made(world, "exam-questions", _question(world))
    return _made(world, "exams", _exam(world))


def _begun(world: World, **more: Any) -> Call:
    key = str(uuid4())
    begun = world.client(Role.ENGINEER).post(f"{PHONE}/exams/{_ready(world)}/start", json={"sitting_id": key})
    assert begun.status_code == 200, begun.text
    return Call(Role.ENGINEER, {"sitting_id": key}, **more)


ANSWERS = {"answers": [{"question": 0, "chosen": [0], "revision": 1}]}

CALLS: dict[str, Prepared] = {
    **registered("certificate-kinds", "certificate_kind", "", lambda _: _named()),
    **registered("certificates", "certificate", "", _certificate),
    f"GET {PRAISE}": read(Role.MANAGER),
    f"POST {PRAISE}": lambda world: Call(Role.MANAGER, json=_commendation(world)),
    f"GET {PRAISE}/<uuid:commendation_id>": _commended,
    f"POST {PRAISE}/<uuid:commendation_id>/withdraw": lambda world: _commended(
        world, json={"reason": "Wrong"}
    ),
    **registered("courses", "course", "", lambda _: _named()),
    **registered("course-dates", "course_date", "", _date),
    **registered("training-needs", "training_need", "", _need),
    **registered("exams", "exam", "", _exam),
    **registered("exam-questions", "exam_question", "", _question),
    f"GET {PICTURE}": _pictured,
    f"PUT {PICTURE}": lambda world: _pictured(world, data=DATA, headers={"Content-Type": "image/jpeg"}),
    f"DELETE {PICTURE}": _pictured,
    f"GET {SUSPENSIONS}": read(Role.MANAGER),
    f"POST {SUSPENSIONS}": lambda world: Call(Role.MANAGER, json=_suspension(world)),
    f"GET {SUSPENSION}": _suspended,
    f"POST {SUSPENSION}/lift": lambda world: _suspended(world, json={"note": "Trained"}),
    f"GET {PROBATIONS}": read(Role.MANAGER),
    f"POST {PROBATIONS}": lambda world: Call(Role.ADMIN, json=_probation(world)),
    f"GET {PROBATION}": _on_probation,
    f"POST {PROBATION}/extend": lambda world: _on_probation(
        world, json={"planned_until": "2026-09-30", "note": "Was ill"}
    ),
    f"POST {PROBATION}/end": lambda world: _on_probation(
        world, json={"outcome": "passed", "reason": "Works well"}
    ),
    f"PUT {PLACE}": lambda world: _placed(world, json={"attendance": "attended"}),
    f"DELETE {PLACE}": _placed,
    f"GET {API}/exam-results": read(Role.MANAGER),
    f"POST {API}/exam-results": lambda world: Call(Role.MANAGER, json=_result(world)),
    f"GET {PHONE}/exams": read(Role.ENGINEER),
    f"POST {PHONE}/exams/<uuid:exam_id>/start": lambda world: Call(
        Role.ENGINEER, {"exam_id": _ready(world)}, json={"sitting_id": str(uuid4())}
    ),
    f"GET {SITTING}": _begun,
    f"POST {SITTING}/answers": lambda world: _begun(world, json=ANSWERS),
    f"POST {SITTING}/hand-in": lambda world: _begun(world, json=ANSWERS),
}
