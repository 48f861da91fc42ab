"""Rows of registers that may not be deleted, because open work depends on them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement

from app.kernel import UnitOfWork
from app.kernel.phrases import Phrase
from app.registers.commands.registry.in_use import Hold, count
from app.registers.reads.customers import one_customer
from app.registers.tables import Asset, Contract, Customer, Engineer, Site, Skill, Territory
from app.requests.rules.lifecycle import LIVE_VISIT_STATES, RequestState, VisitState
from app.requests.tables import ServiceRequest, Visit

OVER = (RequestState.CLOSED, RequestState.CANCELLED)


def _open_requests(uow: UnitOfWork, column: Any, key: UUID) -> tuple[str, int]:
    is_open: ColumnElement[bool] = ServiceRequest.state.not_in(OVER)
    return Phrase("open requests"), count(uow, ServiceRequest, column == key, is_open)


def open_requests_of_customer(uow: UnitOfWork, row: Customer) -> tuple[str, int]:
    """Requests of the customer that are not over, those of doubles merged into it too."""
    is_open: ColumnElement[bool] = ServiceRequest.state.not_in(OVER)
    mine = ServiceRequest.customer_id.in_(one_customer(row.id))
    return Phrase("open requests"), count(uow, ServiceRequest, mine, is_open)


def open_requests_of_site(uow: UnitOfWork, row: Site) -> tuple[str, int]:
    """Requests at the site that are not over."""
    return _open_requests(uow, ServiceRequest.site_id, row.id)


def open_requests_of_asset(uow: UnitOfWork, row: Asset) -> tuple[str, int]:
    """Requests about the machine that are not over."""
    return _open_requests(uow, ServiceRequest.asset_id, row.id)


def requests_under_contract(uow: UnitOfWork, row: Contract) -> tuple[str, int]:
    """Requests whose promise came from the contract; end it by `ends_on` instead."""
    return Phrase("requests"), count(uow, ServiceRequest, ServiceRequest.contract_id == row.id)


def open_visits_of_territory(uow: UnitOfWork, row: Territory) -> tuple[str, int]:
    """Visits that still stand."""
    return Phrase("open visits"), count(
        uow, Visit, Visit.territory_id == row.id, Visit.state.in_(LIVE_VISIT_STATES)
    )


def visits_under_way(uow: UnitOfWork, row: Engineer) -> tuple[str, int]:
    """Visits that the engineer drives to or works at; all others the planner moves by itself."""
    under_way = Visit.state.in_((VisitState.EN_ROUTE, VisitState.ON_SITE))
    return Phrase("visits under way"), count(uow, Visit, Visit.engineer_id == row.id, under_way)


def requests_for_skill(uow: UnitOfWork, row: Skill) -> tuple[str, int]:
    """Requests that name the skill by its code."""
    return Phrase("requests"), count(uow, ServiceRequest, ServiceRequest.skill_code == row.code)


HOLDS = (
    Hold("customer", open_requests_of_customer),
    Hold("site", open_requests_of_site),
    Hold("asset", open_requests_of_asset),
    Hold("contract", requests_under_contract, closed=False, gone=True),
    Hold("territory", open_visits_of_territory),
    Hold("engineer", visits_under_way),
    Hold("skill", requests_for_skill, gone=True),
)
