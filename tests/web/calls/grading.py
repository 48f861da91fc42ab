"""Calls about the year of grades."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from app.grading.commands.appeals import appeal
from app.grading.commands.approving import approve, close_calibration
from app.grading.commands.freeze import freeze
from app.grading.commands.notice import publish, start_notice
from app.grading.commands.scoring import Scores, score
from app.grading.commands.vetoes import veto
from app.grading.reads.grades import versions
from app.grading.rules.decision import proposed
from app.grading.rules.states import GradeState
from app.kernel import Role, unit_of_work
from app.stars.reads.standings import whole_year
from app.stars.rules.figures import Subject
from app.stars.rules.measured import Measure
from app.stars.rules.rubric import VetoKind
from app.stars.tables import StarStanding
from tests.web.calls.call import API, Call, Prepared
from tests.web.world import World

YEAR = 2025
ONE, OF_YEAR = f"{API}/grades/<uuid:grade_id>", f"{API}/grade-years/<int:year>"


def _worked_out(world: World) -> None:
    months = whole_year(YEAR)
    with unit_of_work(world.runtime) as uow:
        uow.session.add(
            StarStanding(
                first_month=str(months.first),
                last_month=str(months.last),
                subject=Subject.ENGINEER,
                subject_id=world.own.job.engineer_id,
                measure=Measure.FIRST_TIME_FIX,
                cases=100,
                raw=0.8,
                value=0.8,
                low=0.75,
                high=0.85,
                reliability=0.8,
                apart=0,
            )
        )


def _grade(world: World, state: GradeState) -> tuple[UUID, int]:
    """A grade of the own engineer in a state, scored by the administrator; its id and row version."""
    boss, second = world.account(Role.ADMIN), world.account(Role.MANAGER)
    _worked_out(world)
    with unit_of_work(world.runtime, boss) as uow:
        freeze(uow, YEAR)
        row = versions(uow, YEAR, world.own.job.engineer_id)[-1]
        if state != GradeState.FROZEN:
            score(uow, row.id, Scores(proposed(row.facts)))
        if state not in (GradeState.FROZEN, GradeState.SCORED):
            close_calibration(uow, YEAR)
    if state in (GradeState.APPROVED, GradeState.NOTICED, GradeState.PUBLISHED):
        with unit_of_work(world.runtime, second) as uow:
            approve(uow, row.id)
            if state != GradeState.APPROVED:
                start_notice(uow, YEAR)
    if state == GradeState.PUBLISHED:
        world.clock.advance(days=8)
        with unit_of_work(world.runtime, boss) as uow:
            publish(uow, YEAR)
    with unit_of_work(world.runtime, write=False) as uow:
        row = versions(uow, YEAR, world.own.job.engineer_id)[-1]
        return row.id, row.version


def _act(state: GradeState, role: Role = Role.MANAGER, *, seen: bool = True, **body: Any) -> Prepared:
    def made(world: World) -> Call:
        key, version = _grade(world, state)
        return Call(role, {"grade_id": key}, json=body | ({"version": version} if seen else {}))

    return made


def _answer(world: World) -> Call:
    key, _ = _grade(world, GradeState.NOTICED)
    with unit_of_work(world.runtime, world.account(Role.ENGINEER)) as uow:
        appeal(uow, key, "No.")
    with unit_of_work(world.runtime, write=False) as uow:
        version = versions(uow, YEAR, world.own.job.engineer_id)[-1].version
    return Call(
        Role.MANAGER,
        {"grade_id": key},
        json={"version": version, "outcome": "rejected", "answer": "The figures are right."},
    )


def _withdraw(world: World) -> Call:
    key, _ = _grade(world, GradeState.FROZEN)
    with unit_of_work(world.runtime, world.account(Role.ADMIN)) as uow:
        made = veto(uow, key, VetoKind.SAFETY, "No helmet.").id
    return Call(Role.MANAGER, {"grade_id": key, "veto_id": made}, json={"reason": "It was another one."})


def _freeze(world: World) -> Call:
    _worked_out(world)
    return Call(Role.MANAGER, {"year": YEAR})


def _year(state: GradeState, **after: float) -> Prepared:
    def made(world: World) -> Call:
        _grade(world, state)
        world.clock.advance(**after)
        return Call(Role.MANAGER, {"year": YEAR})

    return made


def _read(world: World) -> Call:
    return Call(Role.ENGINEER, {"grade_id": _grade(world, GradeState.NOTICED)[0]})


CALLS: dict[str, Prepared] = {
    "GET /mobile/v1/grades": lambda _: Call(Role.ENGINEER),
    "GET /mobile/v1/grades/<uuid:grade_id>": _read,
    "POST /mobile/v1/grades/<uuid:grade_id>/appeal": _act(
        GradeState.NOTICED, Role.ENGINEER, seen=False, words="No."
    ),
    f"GET {API}/grades": lambda _: Call(Role.ENGINEER),
    f"GET {ONE}": _read,
    f"POST {ONE}/score": _act(GradeState.FROZEN, technical=80.0, technical_reason="Slow."),
    f"POST {ONE}/calibrate": _act(GradeState.SCORED, technical=70.0, reason="Beside the others."),
    f"POST {ONE}/doubt": _act(GradeState.FROZEN, doubt="probation", reason="Since May."),
    f"POST {ONE}/vetoes": _act(GradeState.FROZEN, kind="safety", evidence="No helmet."),
    f"POST {ONE}/vetoes/<uuid:veto_id>/withdraw": _withdraw,
    f"POST {ONE}/approve": _act(GradeState.CALIBRATED),
    f"POST {ONE}/return": _act(GradeState.CALIBRATED, reason="Say why."),
    f"POST {ONE}/appeal": _act(GradeState.NOTICED, Role.ENGINEER, seen=False, words="No."),
    f"POST {ONE}/appeal/answer": _answer,
    f"POST {ONE}/correct": _act(GradeState.PUBLISHED, seen=False, technical=70.0, changes="Counted twice."),
    f"GET {ONE}/document": _read,
    f"GET {OF_YEAR}/workbook": lambda _: Call(Role.MANAGER, {"year": YEAR}),
    f"POST {OF_YEAR}/documents": lambda _: Call(Role.MANAGER, {"year": YEAR}),
    f"GET {OF_YEAR}": lambda _: Call(Role.MANAGER, {"year": YEAR}),
    f"POST {OF_YEAR}/freeze": _freeze,
    f"POST {OF_YEAR}/close-calibration": _year(GradeState.SCORED),
    f"POST {OF_YEAR}/notice": _year(GradeState.APPROVED),
    f"POST {OF_YEAR}/publish": _year(GradeState.NOTICED, days=8),
}
