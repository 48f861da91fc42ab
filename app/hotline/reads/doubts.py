"""What is asked once more before a repair request is saved: whether it is what the caller means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.hotline.rules.doubting import fits
from app.kernel import UnitOfWork
from app.kernel.phrases import Phrase
from app.registers.tables import Asset, FaultType, Skill
from app.requests.commands.intake.report import Report
from app.requests.reads.goes_on import is_open
from app.requests.tables import ServiceRequest


@dataclass(frozen=True, slots=True)
class Doubt:
    """One question; whoever ticks `key` in the form has answered it.  `request`: the open one it is about."""

    key: str
    text: Phrase
    request: ServiceRequest | None = None


def at_its_place(uow: UnitOfWork, report: Report) -> Report:
    """Return the report of a machine, or of its place alone where the fault is none of such machines."""
    asset = uow.session.get(Asset, report.asset_id) if report.asset_id else None
    fault = uow.session.get(FaultType, report.fault_code)
    if asset is None or fault is None or fits(asset.kind, fault.skill_code, _skills(uow)):
        return report
    return replace(report, asset_id=None, site_id=asset.site_id)


def doubts(uow: UnitOfWork, report: Report, made_id: UUID) -> list[Doubt]:
    """Return what is to be asked of a report of something on record, of which `made_id` was made."""
    found = []
    asset = uow.session.get(Asset, report.asset_id) if report.asset_id else None
    if open_already := _open(uow, report, made_id):
        text = Phrase("Request %(code)s for this is open already.", code=open_already.code)
        found.append(Doubt("another_problem", text, open_already))
    fault = uow.session.get(FaultType, report.fault_code)
    if asset and fault and not fits(asset.kind, fault.skill_code, _skills(uow)):
        text = Phrase(
            "The machine chosen is another kind of machine than the fault: %(model)s.", model=asset.model
        )
        found.append(Doubt("machine_is_meant", text))
    return found


def _open(uow: UnitOfWork, report: Report, made_id: UUID) -> ServiceRequest | None:
    """Return the newest open request for the machine; without one, for the same fault at the place."""
    request = ServiceRequest
    about: list[Any]
    if report.asset_id is not None:
        about = [request.asset_id == report.asset_id]
    elif report.site_id is not None:
        about = [request.site_id == report.site_id, request.fault_code == report.fault_code]
    else:
        return None
    query = select(request).where(*about, is_open(), request.id != made_id)
    return uow.session.scalars(query.order_by(request.requested_at.desc()).limit(1)).first()


def _skills(uow: UnitOfWork) -> Sequence[str]:
    return uow.session.scalars(select(Skill.code)).all()
