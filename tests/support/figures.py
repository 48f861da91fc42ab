"""What every place that shows kept, broken or unsettled says of one promise, gathered side by side."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from flask.testing import FlaskClient
from sqlalchemy import select

from app.desk.reads import archive, board
from app.desk.reads.customer_file import customer_file
from app.desk.reads.engineer_file import engineer_file
from app.desk.reads.request_file import request_file
from app.documents.commands.report_codes import report_code
from app.documents.reads.report import REPORTED, report_facts
from app.documents.reads.verification import verification
from app.documents.report import Letterhead, service_report
from app.kernel import Principal, Role, Runtime, UnitOfWork, unit_of_work
from app.laboratory.reads.past_days import past_day
from app.portal.reads.tracking import tracking
from app.promise.pages import words
from app.promise.reads import reports, requests
from app.promise.reads.attribution import attribution
from app.promise.reads.danger import Level
from app.registers.tables import Territory
from app.requests.reads.outcomes import first_arrived, outcome_of
from app.requests.rules.promise import KEPT, Outcome
from app.requests.tables import ServiceRequest, Visit

OFFICE = Principal(Role.ADMIN, "figures")
_HEAD = Letterhead("OneHour", "", "CNY")
_BADGE = re.compile(r'<span class="kept is-\w+">.*?</svg>(.*?)</span>', re.DOTALL)
_HTML = {"Accept": "text/html", "Accept-Language": "en"}
_ONE = timedelta(microseconds=1)
Told = Iterator[tuple[str, str]]


def all_figures(
    runtime: Runtime, request_id: UUID, client: FlaskClient | None = None, token: str = ""
) -> dict[str, str]:
    """Return place → outcome as that place tells it, derived from what it shows.

    With `client`, signed in to the office, and `token` of a tracking link, the doors are asked too.  Places
    that do not show the request now (a board of another day, a report of a visit under way) are left out.
    """
    with unit_of_work(runtime, OFFICE, write=False) as uow:
        request = uow.get(ServiceRequest, request_id)
        found = dict(_of_queries(uow, request)) | dict(_of_papers(uow, request))
        found |= dict(_of_counts(uow, request))
        code, customer_id, asked_at = request.code, request.customer_id, request.requested_at
        ended = [row.id for row in _visits(uow, request) if row.state in REPORTED]
    if client is not None:
        found |= dict(_of_api(client, request_id, code, customer_id, asked_at))
        found |= dict(_of_pages(client, request_id, code, ended, runtime))
    if client is not None and token:
        found["portal"] = client.get(f"/portal/v1/tracking/{token}").get_json()["outcome"]
    return found


def agreed(figures: dict[str, str]) -> str:
    """Return the one outcome that all places tell; fail and show them where they differ."""
    assert len(set(figures.values())) == 1, figures
    return next(iter(figures.values()))


def _visits(uow: UnitOfWork, request: ServiceRequest) -> list[Visit]:
    found = select(Visit).where(Visit.request_id == request.id).order_by(Visit.ordinal)
    return list(uow.session.scalars(found))


def _of_queries(uow: UnitOfWork, request: ServiceRequest) -> Told:
    yield "rule", outcome_of(request, uow.now)
    yield "archive", archive.lines(uow, [request])[0].outcome
    for level in (None, Level.OVER):
        for row in board.today(uow, OFFICE, board.Filters(level, text=request.code)).rows:
            if row.id == request.id:
                yield "board", row.outcome
    story = attribution(uow, request)
    yield "promise", story.outcome(uow.now)
    if story.blamed(uow.now):
        yield "blame", Outcome.BROKEN
    yield "request_file", request_file(uow, request.id).outcome
    yield "one", requests.request_in_detail(uow, request.id).outcome
    file = customer_file(uow, request.customer_id)
    yield from (("customer file", one.outcome) for one in _both(file) if one.request.id == request.id)
    yield "tracking", tracking(uow, request.id).outcome
    for wanted in requests.OUTCOMES:
        listed = uow.session.scalars(requests.requests(uow, {"outcome": wanted})).all()
        if request in listed:
            yield f"filter {wanted}", outcome_of(request, uow.now) if wanted == "kept" else wanted


def _both(file: Any) -> list[Any]:
    return [*file.open_requests, *file.history]


def _of_papers(uow: UnitOfWork, request: ServiceRequest) -> Told:
    for visit in _visits(uow, request):
        if visit.state not in REPORTED:
            continue
        facts = report_facts(uow, visit.id)
        yield "verification", verification(uow, visit.id, "").outcome
        if facts.promised:
            yield "paper", _of_paper(service_report(facts, _HEAD, "en", "").data["promise"])


def _of_paper(promise: dict[str, str]) -> str:
    told = {
        "code or word": Outcome.KEPT_PROVEN,
        "confirmed by our office": Outcome.KEPT_BY_OFFICE,
        "rests on the position": Outcome.KEPT_PLAUSIBLE,
        "still being checked": Outcome.UNSETTLED,
        "late: we": Outcome.BROKEN,
        "Nobody was on site": Outcome.BROKEN,
        "Solved without": Outcome.SOLVED_REMOTELY,
        "was cancelled": Outcome.CANCELLED,
        "was not reached": Outcome.OPEN,
    }
    said = f"{promise['text']} {promise['note']}"
    (found,) = [outcome for part, outcome in told.items() if part in said]
    return found


def _of_counts(uow: UnitOfWork, request: ServiceRequest) -> Told:
    report = reports.promises(uow, request.requested_at, request.requested_at + _ONE)
    if report.requests == 1:
        yield from _of_report("report", asdict(report.appointments if request.first_due_at else report.hour))
    came_to, visit = outcome_of(request, uow.now), first_arrived(uow, request.id)
    if visit is not None and visit.engineer_id is not None:
        file = engineer_file(uow, visit.engineer_id)
        counts = (file.appointments if request.first_due_at else file.promises).counts
        yield "engineer file", came_to if counts[came_to] else f"not among {dict(counts)}"
    territory = uow.get(Territory, request.territory_id)
    zone = ZoneInfo(territory.time_zone)
    day = request.requested_at.astimezone(zone).date()
    kept = _kept_of_day(uow, territory, datetime.combine(day, time(), zone))
    yield "past day", came_to if past_day(uow, territory, day).kept == kept else f"kept other than {kept}"


def _kept_of_day(uow: UnitOfWork, territory: Territory, midnight: datetime) -> int:
    rows = uow.session.scalars(
        select(ServiceRequest).where(
            ServiceRequest.territory_id == territory.id,
            ServiceRequest.requested_at >= midnight,
            ServiceRequest.requested_at < midnight + timedelta(days=1),
        )
    )
    return sum(outcome_of(row, uow.now) in KEPT for row in rows)


def _of_report(place: str, figures: dict[str, Any]) -> Told:
    told = [one for one in Outcome if figures[one]]
    broken, kept = sum(figures["breaches_by_stage"].values()), figures["kept"]
    assert (broken, kept) == (figures["broken"], sum(figures[one] for one in KEPT)), figures
    yield place, ", ".join(told)


def _of_api(client: FlaskClient, request_id: UUID, code: str, customer_id: UUID, asked_at: datetime) -> Told:
    one = f"/api/v1/service-requests/{request_id}"
    (listed,) = client.get("/api/v1/service-requests", query_string={"q": code}).get_json()
    shown = {"API list": listed, "API one": client.get(one).get_json()}
    shown["API promise"] = client.get(f"{one}/promise").get_json()
    file = client.get(f"/api/v1/customers/{customer_id}/file").get_json()
    (shown["API file"],) = [
        row for row in file["open_requests"] + file["history"] if row["id"] == str(request_id)
    ]
    for place, row in shown.items():
        kept = True if row["outcome"] in KEPT else False if row["outcome"] == Outcome.BROKEN else None
        assert row["kept"] is kept, (place, row["outcome"], row["kept"])
        yield place, row["outcome"]
    span = {"from": asked_at.isoformat(), "to": (asked_at + _ONE).isoformat()}
    report = client.get("/api/v1/reports/promises", query_string=span).get_json()
    if report["requests"] == 1:
        yield from _of_report("API report", report["appointments"] if _apart(report) else report)


def _apart(report: dict[str, Any]) -> bool:
    return bool(report["appointments"]["requests"])


def _of_pages(client: FlaskClient, request_id: UUID, code: str, ended: list[UUID], runtime: Runtime) -> Told:
    addresses = {"list page": f"/requests?q={code}", "request page": f"/requests/{request_id}"}
    for visit_id in ended:
        addresses["verify page"] = f"/verify/{report_code(runtime.settings, visit_id, '0' * 64)}"
    for place, address in addresses.items():
        yield place, _badge(client.get(address, headers=_HTML).text)
    for level in ("", *Level):
        page = client.get(f"/?part=list&level={level}&q={code}", headers=_HTML).text
        rows = page.partition('<ol class="rows">')[2]  # an alert card above them may name it too
        if str(request_id) in rows:
            yield "board page", _badge(rows)


def _badge(page: str) -> str:
    found = _BADGE.search(page)
    names = {str(word): outcome for outcome, word in words.OUTCOMES.items()}
    return names[found[1].strip()] if found else Outcome.OPEN
