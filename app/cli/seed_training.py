"""Papers, a course and an examination of the demonstration city."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from app.kernel import UnitOfWork
from app.kernel.local_dates import local_date
from app.registers.commands import registry
from app.registers.reads.territories import zone_of_engineer
from app.registers.tables import Engineer

KIND = {
    "code": "low_voltage",
    "name_en": "Low-voltage electrician",
    "name_zh": "低压电工作业证",
    "skill_code": "server",
}
COURSE = {
    "code": "battery_safety",
    "name_en": "Safe work with batteries",
    "name_zh": "电池作业安全",
    "about": "",
}
EXAM = {
    "code": "safety_theory",
    "name_en": "Safety at work, theory",
    "name_zh": "作业安全理论",
    "part": "theory",
    "bank": "safety",
    "questions": 3,
    "minutes": 10,
}
_TRUE_FALSE = ({"zh": "对", "en": "True"}, {"zh": "错", "en": "False"})
QUESTIONS = (
    (
        "true_false",
        "A swollen battery may be charged once more.",
        "鼓包的电池还可以再充一次电。",
        _TRUE_FALSE,
        {1},
    ),
    (
        "single",
        "What comes before a power supply is opened?",
        "打开电源前先做什么？",
        (
            {"zh": "断电并等待放电", "en": "Cut the power and wait for the discharge"},
            {"zh": "拆下风扇", "en": "Take off the fan"},
            {"zh": "更新固件", "en": "Update the firmware"},
        ),
        {0},
    ),
    (
        "multiple",
        "What protects a board against static electricity?",
        "哪些措施可以防止静电损坏主板？",
        (
            {"zh": "防静电手环", "en": "A wrist strap"},
            {"zh": "防静电袋", "en": "An antistatic bag"},
            {"zh": "毛衣", "en": "A woollen jumper"},
        ),
        {0, 1},
    ),
)


def training(uow: UnitOfWork, engineers: Sequence[Engineer]) -> None:
    """Add them; every certificate holds, so that nobody is kept from work."""
    today = local_date(uow.now, zone_of_engineer(uow, engineers[0].id))
    kind = registry.create(uow, "certificate_kind", KIND)
    holders = [one for one in engineers if any(skill.code == "server" for skill in one.skills)]
    for number, one in enumerate(holders, 1):
        said = {"engineer_id": one.id, "certificate_kind_id": kind.id, "number": f"T1101{number:04}"}
        ends = today + timedelta(days=45 if number == 1 else 900)
        span = {"valid_from": today - timedelta(days=365), "valid_until": ends}
        registry.create(uow, "certificate", {**said, **span, "issuer": "北京市应急管理局"})
    course = registry.create(uow, "course", COURSE)
    held = {"starts_on": today + timedelta(days=14), "ends_on": today + timedelta(days=14)}
    registry.create(uow, "course_date", {"course_id": course.id, **held, "place": "东城备件库"})
    registry.create(uow, "training_need", {"engineer_id": engineers[0].id, "topic": "电池作业安全"})
    registry.create(uow, "exam", EXAM)
    for asked, en, zh, options, right in QUESTIONS:
        marked = [{**one, "right": n in right} for n, one in enumerate(options)]
        said = {"bank": "safety", "kind": asked, "text_en": en, "text_zh": zh, "options": marked}
        registry.create(uow, "exam_question", said)
