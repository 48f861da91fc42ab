"""One engineer's or service provider's figures month by month, and the visits behind each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import Blueprint, render_template

from app.kernel import Role
from app.stars.commands.standings import YEAR
from app.stars.pages.comparison import asked_span, newest_month, shared, span_of
from app.stars.reads import facts as reads
from app.stars.reads.comparison import of_subject
from app.stars.rules.figures import Subject
from app.stars.rules.leaving_out import MEASURED_AT_VISITS
from app.stars.rules.measured import Measure
from app.stars.rules.months import read_month
from app.web.context import principal, transaction
from app.web.pages import lists
from app.web.policy import MANAGEMENT

_PAGES: Mapping[Subject, Mapping[str, str]] = {
    Subject.ENGINEER: {
        "facts": "pages.stars_of_engineer",
        "visits": "pages.star_visits_of_engineer",
        "file": "pages.engineer",
        "key": "engineer_id",
    },
    Subject.PROVIDER: {
        "facts": "pages.stars_of_provider",
        "visits": "pages.star_visits_of_provider",
        "file": "",
        "key": "provider_id",
    },
}


def stars_of_engineer(engineer_id: UUID) -> str:
    """Show an engineer's figures."""
    return _facts(Subject.ENGINEER, engineer_id)


def stars_of_provider(provider_id: UUID) -> str:
    """Show a service provider's."""
    return _facts(Subject.PROVIDER, provider_id)


def star_visits_of_engineer(engineer_id: UUID) -> str:
    """Show the visits behind a figure of an engineer."""
    return _visits(Subject.ENGINEER, engineer_id)


def star_visits_of_provider(provider_id: UUID) -> str:
    """Show those behind a figure of a service provider."""
    return _visits(Subject.PROVIDER, provider_id)


def _facts(subject: Subject, key: UUID) -> str:
    span = asked_span()
    with transaction(write=False) as uow:
        reads.require_answerable(uow, principal(), subject, key)
        newest = newest_month(uow)
        months = span_of(span, newest) if newest else None
        return render_template(
            "stars_of_one.html",
            one=of_subject(uow, subject, key, months) if months else None,
            name=reads.name_of(uow, subject, key),
            by_month=reads.figures(uow, subject, key, months.last.later(1 - YEAR), months.last)
            if months
            else {},
            is_hidden=lambda one: not _of_the_office() and reads.gives_cards_away(one),
            least=reads.LEAST_CARDS,
            **_around(subject, key),
            **shared(uow, span, newest),
        )


def _visits(subject: Subject, key: UUID) -> str:
    measure = Measure(lists.one_of("measure", [*MEASURED_AT_VISITS]) or MEASURED_AT_VISITS[0])
    month, shown = read_month(lists.text("month")), lists.one_of("shown", [reads.COUNTED, reads.LEFT_OUT])
    with transaction(write=False) as uow:
        reads.require_answerable(uow, principal(), subject, key)
        page = reads.visits_behind(
            uow, subject, key, measure, month=month, shown=shown, number=lists.page_number()
        )
        return render_template(
            "star_visits.html",
            name=reads.name_of(uow, subject, key),
            page=page,
            measure=measure,
            month=str(month) if month else "",
            shown=shown,
            hides_value=measure is Measure.CUSTOMER_SCORE and not _of_the_office(),
            further=_further(subject, key, measure=measure, month=str(month) if month else "", shown=shown),
            **_around(subject, key),
            **shared(uow, asked_span(), newest_month(uow)),
        )


def _of_the_office() -> bool:
    """Whether the reader may see whom a customer scored how; the engineer and his company see the mean."""
    return principal().role in MANAGEMENT


def _further(subject: Subject, key: UUID, **said: str) -> Mapping[str, Any]:
    return {_PAGES[subject]["key"]: key} | {name: text for name, text in said.items() if text}


def _around(subject: Subject, key: UUID) -> Mapping[str, Any]:
    return {
        "pages": _PAGES[subject],
        "at": {_PAGES[subject]["key"]: key},
        "of_provider": subject is Subject.PROVIDER,
        "office": _of_the_office(),
        "may_declare": _of_the_office(),
        "may_see_grade": subject is Subject.ENGINEER and principal().role in MANAGEMENT | {Role.ENGINEER},
        "is_self": principal().role is Role.ENGINEER,
    }


def register(site: Blueprint) -> None:
    """Add the addresses."""
    for view, address in (
        (stars_of_engineer, "/stars/engineers/<uuid:engineer_id>"),
        (star_visits_of_engineer, "/stars/engineers/<uuid:engineer_id>/visits"),
        (stars_of_provider, "/stars/providers/<uuid:provider_id>"),
        (star_visits_of_provider, "/stars/providers/<uuid:provider_id>/visits"),
    ):
        site.add_url_rule(address, view_func=view)
