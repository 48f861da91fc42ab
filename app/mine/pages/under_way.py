"""Asking a customer first, as the hotline asks, before a second promise is made for the same machine."""

from __future__ import annotations

from uuid import UUID

from flask import request

from app.hotline.reads.doubts import at_its_place, doubts
from app.kernel import UnitOfWork
from app.requests.commands.intake.report import Report
from app.requests.tables import ServiceRequest

ANOTHER = "another_problem"
"""The button by which a customer says that he means another problem than the one that is under way."""


class UnderWay(Exception):
    """Somebody comes for this already, and the customer has not said that it is another problem."""

    def __init__(self, request_id: UUID) -> None:
        self.request_id = request_id
        super().__init__(str(request_id))


def refuse_unawares(uow: UnitOfWork, report: Report, asked: ServiceRequest) -> None:
    """Refuse a report of what somebody comes for already, unless the customer means another problem.

    Raises:
        UnderWay: it is to be asked; the caller rolls back.
    """
    if ANOTHER in request.form:
        return
    for one in doubts(uow, at_its_place(uow, report), asked.id):
        if one.key == ANOTHER and one.request is not None and one.request.customer_id == asked.customer_id:
            raise UnderWay(one.request.id)
