"""The grades of one engineer or service provider: the preview of each quarter, the years, and stars held."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, render_template

from app.grading.pages import words
from app.grading.reads.own import own_grades
from app.stars.pages import rubric_words
from app.stars.reads.facts import require_answerable
from app.stars.rules.figures import Subject
from app.web.context import principal, transaction
from app.web.policy import MANAGEMENT


def grades_of_engineer(engineer_id: UUID) -> str:
    """Show those of an engineer."""
    return _page(Subject.ENGINEER, engineer_id)


def grades_of_provider(provider_id: UUID) -> str:
    """Show those of a service provider, with its people's."""
    return _page(Subject.PROVIDER, provider_id)


def _page(subject: Subject, key: UUID) -> str:
    with transaction(write=False) as uow:
        require_answerable(uow, principal(), subject, key)
        found = own_grades(uow, subject, key)
        return render_template(
            "grades_of_one.html",
            o=found,
            subject=subject,
            is_self=key in (principal().engineer_id, principal().provider_id),
            office=principal().role in MANAGEMENT,
            words=words,
            rubric_words=rubric_words,
            now=uow.now,
        )


def register(site: Blueprint) -> None:
    """Add the addresses."""
    site.add_url_rule("/grades/engineers/<uuid:engineer_id>", view_func=grades_of_engineer)
    site.add_url_rule("/grades/providers/<uuid:provider_id>", view_func=grades_of_provider)
