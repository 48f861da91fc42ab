"""The documents of all grades of a year, left to a worker: a hundred of them take half a minute."""

from __future__ import annotations

from app.jobs.commands import asking
from app.jobs.hooks import JobKind, loaded
from app.jobs.tables import LongJob
from app.kernel import Role, UnitOfWork
from app.kernel.phrases import Phrase

DOCUMENTS = "grade_documents"
KIND = JobKind(
    Phrase("Documents of a year's grades"),
    loaded("app.grading.api.documents_job"),
    queue="documents",
    roles=frozenset({Role.MANAGER, Role.ADMIN}),
    titled=lambda params: Phrase("Documents of the grades of %(year)s", year=params["year"]),
)


def start_documents(uow: UnitOfWork, year: int, locale: str) -> LongJob:
    """Queue one archive with a document for each grade of the year that the caller answers for.

    Raises:
        Forbidden: who acts grades nobody.
    """
    return asking.start(uow, DOCUMENTS, {"year": year, "locale": locale})
