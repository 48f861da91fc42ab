"""A company whose year 2025 is worked out: two engineers, a provider, and who grades them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from app.grading.commands.freeze import freeze
from app.grading.commands.scoring import Scores, score
from app.grading.reads.grades import versions
from app.grading.rules.decision import proposed
from app.grading.tables import GradeOfYear
from app.kernel import Principal, Role, Runtime, UnitOfWork, unit_of_work
from app.registers.commands import registry
from app.registers.tables import Engineer, Provider
from app.stars.reads.standings import Months, quarters_of, whole_year
from app.stars.rules.figures import Subject
from app.stars.rules.measured import Measure
from app.stars.tables import StarMonth, StarStanding
from tests.support import build
from tests.support.clock import FakeClock
from tests.support.web import make_user

YEAR = 2025
BEGINNING = datetime(2026, 1, 10, 1, 0, tzinfo=UTC)
"""Nine o'clock of a Saturday in Shanghai."""

FIGURES: dict[Measure, tuple[float, float, float]] = {
    Measure.FIRST_TIME_FIX: (0.85, 0.8, 0.9),
    Measure.NO_REPEAT: (0.96, 0.93, 0.98),
    Measure.TIME_AGAINST_EXPECTED: (1.1, 1.0, 1.2),
    Measure.PROMISE_OWN_STAGES: (0.97, 0.95, 0.99),
    Measure.CUSTOMER_SCORE: (4.4, 4.2, 4.6),
    Measure.EVIDENCE_IN_TIME: (0.95, 0.92, 0.97),
    Measure.COMPLAINTS_UPHELD: (0.5, 0.2, 1.4),
}


@dataclass(frozen=True)
class Company:
    """Its people: `li` and `wang` are graded, and so is `provider`, whose engineer `wang` is."""

    runtime: Runtime
    clock: FakeClock
    li: UUID
    wang: UUID
    provider_id: UUID
    manager: Principal
    second: Principal
    engineer: Principal
    provider: Principal

    def grade(self, subject_id: UUID) -> GradeOfYear:
        """The newest version of somebody's grade."""
        with unit_of_work(self.runtime, write=False) as uow:
            return versions(uow, YEAR, subject_id)[-1]

    def stars(self, key: UUID) -> int:
        """What an engineer holds now."""
        with unit_of_work(self.runtime, write=False) as uow:
            return uow.get(Engineer, key).stars


def company(runtime: Runtime, clock: FakeClock, password: str | None = None) -> Company:
    """Make it, at the beginning of the year after the one to grade."""
    clock.now = datetime(2024, 6, 1, tzinfo=UTC)
    with unit_of_work(runtime) as uow:
        area = build.territory(uow, time_zone="Asia/Shanghai")
        partner = registry.create(uow, "provider", {"name": "Partner", "stars": 3})
        li, wang = (
            _engineer(uow, area.id, number, name, provider_id)
            for number, name, provider_id in (("1001", "Li Wei", None), ("1002", "Wang Fang", partner.id))
        )
    clock.now = BEGINNING
    with unit_of_work(runtime) as uow:
        _worked_out(uow, li, wang, partner)
    who = {
        "manager": make_user(runtime, Role.MANAGER, "manager-a", password),
        "second": make_user(runtime, Role.MANAGER, "manager-b", password),
        "engineer": make_user(runtime, Role.ENGINEER, "li", password, engineer_id=li.id),
        "provider": make_user(runtime, Role.PROVIDER, "partner", password, provider_id=partner.id),
    }
    return Company(runtime, clock, li.id, wang.id, partner.id, **who)


def _engineer(uow: UnitOfWork, area: UUID, number: str, name: str, provider_id: UUID | None) -> Engineer:
    values = {"number": number, "name": name, "stars": 3, "territory_id": area, "provider_id": provider_id}
    made: Engineer = registry.create(
        uow, "engineer", {**values, "base_lat": build.SHANGHAI[0], "base_lon": build.SHANGHAI[1]}
    )
    return made


def _worked_out(uow: UnitOfWork, li: Engineer, wang: Engineer, partner: Provider) -> None:
    subjects = [(Subject.ENGINEER, li.id), (Subject.ENGINEER, wang.id), (Subject.PROVIDER, partner.id)]
    spans = [whole_year(YEAR), *quarters_of(YEAR)]
    for key in whole_year(YEAR).keys:
        uow.session.add(StarMonth(month=key, worked_out_at=uow.now, visits=20))
    uow.session.add_all(
        _standing(months, subject, key, measure)
        for months in spans
        for subject, key in subjects
        for measure in FIGURES
    )


def _standing(months: Months, subject: Subject, key: UUID, measure: Measure) -> StarStanding:
    value, low, high = FIGURES[measure]
    return StarStanding(
        first_month=str(months.first),
        last_month=str(months.last),
        subject=subject,
        subject_id=key,
        measure=measure,
        cases=120,
        raw=value,
        value=value,
        low=low,
        high=high,
        reliability=0.8,
        apart=0,
    )


def scored(made: Company, who: Principal) -> None:
    """Freeze the year and score everybody as proposed."""
    with unit_of_work(made.runtime, who) as uow:
        freeze(uow, YEAR)
    for key in (made.li, made.wang, made.provider_id):
        row = made.grade(key)
        with unit_of_work(made.runtime, who) as uow:
            score(uow, row.id, Scores(proposed(row.facts)), row.version)
