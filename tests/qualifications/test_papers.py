"""Whose papers let them use a skill on which day: the rule, and planner, candidates and overrides by it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from app.dispatching.commands.overrides import assign
from app.dispatching.commands.placement import place_visit
from app.dispatching.commands.planner import plan_territory
from app.dispatching.errors import Ineligible
from app.dispatching.reads.candidates import candidates
from app.dispatching.reads.quotes import Ask, quote
from app.dispatching.reads.reasons import why
from app.kernel import Principal, Role, unit_of_work
from app.kernel.errors import Invalid, NotFound
from app.kernel.ledger_text import data_of
from app.kernel.tables import Event, Timer
from app.qualifications.commands.suspensions import Suspension, lift, suspend
from app.qualifications.commands.watch import watch
from app.qualifications.errors import SuspensionLifted
from app.qualifications.rules.papers import CarryingKind, HeldPaper, Span, why_not
from app.registers.commands import registry
from app.registers.tables import Certificate
from app.requests.tables import ServiceRequest, Visit
from tests.support import web
from tests.support.clock import FakeClock
from tests.support.town import CENTRE, DISPATCHER, Town, without_child

ADMIN = Principal(Role.ADMIN, "admin")
DAY = date(2026, 3, 2)
TWO_BEFORE = DAY - timedelta(2)
ELECTRIC, SAFETY = CarryingKind("electric", required=True), CarryingKind("safety", required=False)


def held(kind: str, begins: int, ends: int | None) -> HeldPaper:
    return HeldPaper(kind, Span(DAY + timedelta(begins), None if ends is None else DAY + timedelta(ends)))


@pytest.mark.parametrize(
    ("papers", "suspended", "expected"),
    [
        ([held("electric", -9, 0)], [], None),
        ([held("electric", -9, None)], [], None),
        ([held("electric", -9, -1)], [], ("certificate_expired", DAY - timedelta(1))),
        ([held("electric", -9, -1), held("electric", 0, 9)], [], None),
        (
            [held("electric", -9, -5), held("electric", -5, -2)],
            [],
            ("certificate_expired", DAY - timedelta(2)),
        ),
        ([], [], ("certificate_missing", None)),
        ([held("electric", 1, 9)], [], ("certificate_missing", None)),
        ([held("electric", 0, 9), held("safety", -9, -1)], [], ("certificate_expired", DAY - timedelta(1))),
        ([held("electric", 0, 9)], [Span(DAY, DAY)], ("skill_suspended", DAY)),
        ([held("electric", 0, 9)], [Span(DAY, DAY), Span(DAY, None)], ("skill_suspended", None)),
        ([held("electric", 0, 9)], [Span(DAY + timedelta(1), None)], None),
    ],
)
def test_papers_allow_a_skill_or_say_why_not(
    papers: list[HeldPaper], suspended: list[Span], expected: Any
) -> None:
    assert why_not(DAY, [ELECTRIC, SAFETY], papers, suspended) == expected


def _today(clock: FakeClock) -> date:
    return (clock.now + timedelta(hours=8)).date()


def _kind(town: Town, *, required: bool = False) -> UUID:
    with unit_of_work(town.runtime, ADMIN) as uow:
        said = {"code": "electric", "name_en": "Electric", "name_zh": "电工证", "skill_code": "desktop"}
        row: UUID = registry.create(uow, "certificate_kind", {**said, "required": required}).id
        return row


def _certify(town: Town, kind: UUID, engineer: int, begins: date, ends: date | None) -> UUID:
    with unit_of_work(town.runtime, ADMIN) as uow:
        said = {"engineer_id": town.engineers[engineer], "certificate_kind_id": kind}
        row: UUID = registry.create(
            uow, "certificate", {**said, "valid_from": begins, "valid_until": ends}
        ).id
        return row


def _codes(town: Town, visit_id: UUID) -> dict[UUID, list[str]]:
    request_id = town.visit(visit_id).request_id
    with unit_of_work(town.runtime, write=False) as uow:
        return {row.engineer.id: [one["code"] for one in row.refusals] for row in candidates(uow, request_id)}


def test_expired_certificate_is_refused_everywhere_until_it_is_renewed(town: Town, clock: FakeClock) -> None:
    today, runtime = _today(clock), without_child(town.runtime)
    kind = _kind(town)
    visit_id = town.report()
    place_visit(runtime, DISPATCHER, visit_id)
    first, second = town.engineers
    assert town.visit(visit_id).engineer_id == first
    _certify(town, kind, 0, today - timedelta(365), today - timedelta(1))
    with unit_of_work(town.runtime, write=False) as uow:
        timer = uow.session.get(Timer, ("plan", str(town.territory_id)))
        assert timer is not None
        assert timer.due_at <= uow.now + timedelta(seconds=5), "the planner is woken at once"
    clock.advance(seconds=10)
    plan_territory(runtime, town.territory_id)
    assert town.visit(visit_id).engineer_id == second, "the planner gives it to whom it may"
    assert _codes(town, visit_id) == {first: ["certificate_expired"], second: []}
    with pytest.raises(Ineligible) as refused, unit_of_work(town.runtime, DISPATCHER) as uow:
        assign(uow, visit_id, first)
    told = refused.value.extra["refusals"][0]
    expected = {"code": "certificate_expired", "has": str(today - timedelta(1)), "needs": "desktop"}
    assert expected.items() <= told.items()
    assert told["name_zh"] == "台式机"
    _certify(town, kind, 0, today, today + timedelta(365))
    assert _codes(town, visit_id) == {first: [], second: []}


def test_nobody_with_papers_is_said_of_the_visit_and_of_a_quote(town: Town, clock: FakeClock) -> None:
    _kind(town, required=True)
    visit_id = town.report()
    place_visit(without_child(town.runtime), DISPATCHER, visit_id)
    assert town.visit(visit_id).engineer_id is None
    with unit_of_work(town.runtime, write=False) as uow:
        assert any(
            "Desktops" in text and "certificate" in text for text in why(uow, visit_id, "en").sentences
        )
        ask = Ask(town.territory_id, CENTRE, "desktop", 1, 1800, 1, 3600, clock.now + timedelta(hours=1))
        assert quote(uow, ask).best is None


def test_the_day_of_the_visit_counts(town: Town, clock: FakeClock) -> None:
    """A certificate that ends today bars tomorrow's appointment, and not today's visit."""
    today = _today(clock)
    kind = _kind(town)
    _certify(town, kind, 0, today - timedelta(9), today)
    now, later = town.report(), town.report(1)
    with unit_of_work(town.runtime, ADMIN) as uow:
        visit = uow.get(Visit, later)
        visit.not_before_at = clock.now + timedelta(hours=24)
        uow.get(ServiceRequest, visit.request_id).due_at = clock.now + timedelta(hours=25)
    assert _codes(town, now)[town.engineers[0]] == []
    assert "certificate_expired" in _codes(town, later)[town.engineers[0]]
    assert "certificate_expired" not in _codes(town, later)[town.engineers[1]]


def test_suspension_holds_until_it_is_lifted_once(town: Town, clock: FakeClock) -> None:
    visit_id, first = town.report(), town.engineers[0]
    with unit_of_work(town.runtime, ADMIN) as uow:
        said = Suspension(first, "desktop", " Fire in a power supply ", _today(clock))
        key = suspend(uow, said).id
    assert _codes(town, visit_id)[first] == ["skill_suspended"]
    with unit_of_work(town.runtime, ADMIN) as uow:
        lift(uow, key, "Trained again")
    assert _codes(town, visit_id)[first] == []
    with pytest.raises(SuspensionLifted), unit_of_work(town.runtime, ADMIN) as uow:
        lift(uow, key, "Twice")
    with pytest.raises(Invalid) as wrong, unit_of_work(town.runtime, ADMIN) as uow:
        suspend(uow, Suspension(first, "nothing", "  ", _today(clock), _today(clock) - timedelta(1)))
    assert set(wrong.value.errors) == {"reason", "skill_code", "until_on"}


def test_the_end_of_a_certificate_is_told_once_sixty_days_before(town: Town, clock: FakeClock) -> None:
    today = _today(clock)
    kind = _kind(town)
    key = _certify(town, kind, 0, today, today + timedelta(61))
    _certify(town, kind, 1, today, None)

    def told() -> list[Any]:
        watch(town.runtime, "day")
        with unit_of_work(town.runtime, write=False) as uow:
            rows = uow.session.scalars(select(Event).where(Event.kind == "certificate.ends"))
            return [data_of(row)["certificate_id"] for row in rows]

    assert told() == []
    clock.advance(days=1)
    assert told() == [str(key)]
    assert told() == [str(key)]
    with unit_of_work(town.runtime, ADMIN) as uow:
        renewed = {"valid_until": today + timedelta(30)}
        registry.update(uow, "certificate", uow.get(Certificate, key), renewed)
    assert told() == [str(key)] * 2, "another end is told anew"


def _managing(town: Town, since: date, member: UUID) -> Principal:
    """Make a manager of a team with this one member."""
    manager = web.make_user(town.runtime, Role.MANAGER, "leader")
    with unit_of_work(town.runtime, ADMIN) as uow:
        team = registry.create(uow, "team", {"name": "North", "territory_id": town.territory_id}).id
        parts: list[dict[str, Any]] = [
            {"part": "manager", "user_id": manager.user_id},
            {"part": "member", "engineer_id": member},
        ]
        for part in parts:
            registry.create(uow, "team_place", {"team_id": team, "from_on": since, **part})
    return manager


def test_a_manager_keeps_papers_of_own_teams_alone(town: Town, clock: FakeClock) -> None:
    manager = _managing(town, clock.now.date(), town.engineers[0])
    with unit_of_work(town.runtime, manager) as uow:
        suspend(uow, Suspension(town.engineers[0], "desktop", "Own", _today(clock)))
    with pytest.raises(NotFound), unit_of_work(town.runtime, manager) as uow:
        suspend(uow, Suspension(town.engineers[1], "desktop", "Other's", _today(clock)))
    kind = _kind(town)
    said = {"certificate_kind_id": kind, "valid_from": _today(clock), "valid_until": None}
    with pytest.raises(Invalid), unit_of_work(town.runtime, manager) as uow:
        registry.create(uow, "certificate", {**said, "engineer_id": town.engineers[1]})
