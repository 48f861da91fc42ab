"""Why the plan in force is as it is: one visit's reasons in numbers, and the plan's score term by term."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.dispatching.reads.snapshot import TerritoryView, territory_view
from app.dispatching.rules.named import NOBODY_NAMED, NamedEntry, say_named
from app.dispatching.tables import PlanRunRow
from app.kernel import UnitOfWork
from app.registers.reads.register_names import skill_names
from app.registers.tables import Engineer, NamedAs, Provider
from app.requests.rules.lifecycle import OPEN_VISIT_STATES
from app.requests.tables import ServiceRequest, Visit
from dispatch.assemble import assemble
from dispatch.explain.reasons import PlanExplanation, explain, explain_score
from dispatch.fields import Fields
from dispatch.model.phrases import Language
from dispatch.model.plan import Expecting, Plan
from dispatch.model.problem import Problem
from dispatch.travel import travel_times

_NOWHERE: Mapping[Language, str] = {
    "en": "Nobody can be sent: it is not known where the site is.",
    "zh-CN": "现场没有坐标，无法派人。",
}


@dataclass(frozen=True, slots=True)
class Why:
    """Why a visit is with its engineer, or with nobody; `facts` as `dispatch.explain.reasons` gives them.

    No sentences where the visit is not for the planner to decide: under way on site, or over.
    """

    visit_id: UUID
    engineer: Engineer | None
    sentences: tuple[str, ...] = ()
    facts: dict[str, Any] | None = None


def why(uow: UnitOfWork, visit_id: UUID, language: Language, view: TerritoryView | None = None) -> Why:
    """Explain a visit's place in the plan in force; `view` is the territory where the caller has read it.

    Raises:
        NotFound: there is no such visit.
    """
    visit = uow.get(Visit, visit_id)
    engineer = uow.session.get(Engineer, visit.engineer_id) if visit.engineer_id else None
    if not uow.get(ServiceRequest, visit.request_id).is_placed and visit.state in OPEN_VISIT_STATES:
        return Why(visit.id, None, (_NOWHERE[language],), {"code": "no_point"})
    view = view or territory_view(uow, visit.territory_id)
    if visit.id not in view.visits:
        return Why(visit.id, engineer)
    plan = replace(plan_of(view.problem), expected=_expected(uow, visit.territory_id))
    told = explain(view.problem, plan, str(visit.id), language, names(uow, view, language))
    by_register = [say_named(entry, language) for entry in _deciding(view, visit_id)]
    facts = dict(told.facts) | ({"named": [str(one.id) for one in _deciding(view, visit_id)]})
    return Why(visit.id, engineer, (*told.sentences, *by_register), facts)


def _deciding(view: TerritoryView, visit_id: UUID) -> list[NamedEntry]:
    """The entries of the register of named engineers that say who may come."""
    named = view.named.get(visit_id, NOBODY_NAMED)
    found = [*named.required.values(), *named.preferred.values(), *named.excluded.values()]
    return sorted(found, key=lambda one: (one.kind != NamedAs.REQUIRED, one.name))


def score_in_force(uow: UnitOfWork, territory_id: UUID, language: Language) -> PlanExplanation:
    """Score a territory's plan in force term by term.

    Raises:
        NotFound: there is no such territory.
    """
    problem = territory_view(uow, territory_id).problem
    return explain_score(problem, plan_of(problem), language)


def plan_of(problem: Problem) -> Plan:
    """The plan in force, timed anew from where everybody is now."""
    return assemble(problem, problem.in_force, travel_times(problem.travel))


def _expected(uow: UnitOfWork, territory_id: UUID) -> Expecting | None:
    """The vote of the futures that the territory's newest plan looked at."""
    run = uow.session.get(PlanRunRow, territory_id)
    told = Expecting.of(Fields.of(run.expected, "expected")) if run and run.expected else None
    return told if told and told.futures else None


def names(uow: UnitOfWork, view: TerritoryView, language: Language) -> dict[str, str]:
    """What people call the engineers and the visits of a view, the providers and the skills."""
    crew = [UUID(engineer.id) for engineer in view.problem.engineers]
    people = uow.session.execute(select(Engineer.id, Engineer.name).where(Engineer.id.in_(crew)))
    codes = uow.session.execute(
        select(Visit.id, ServiceRequest.code)
        .join(ServiceRequest, ServiceRequest.id == Visit.request_id)
        .where(Visit.id.in_(view.visits))
    )
    providers = uow.session.execute(select(Provider.id, Provider.name))
    skills = {
        code: called.zh_cn if language == "zh-CN" else called.en for code, called in skill_names(uow).items()
    }
    return skills | {str(key): name for key, name in (*people, *codes, *providers)}
