"""Papers for people: what managers look after, one engineer's, and a certificate with its picture."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, flash, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.kernel import errors
from app.kernel.phrases import Phrase
from app.qualifications.api.shown import picture_response
from app.qualifications.commands import pictures
from app.qualifications.pages import words
from app.qualifications.reads import ending, probations, training
from app.qualifications.reads.answering import answers_for, require_answerable
from app.qualifications.reads.certificates import papers_of, picture_of
from app.qualifications.reads.commendations import commendations
from app.qualifications.reads.exams import own_exams
from app.qualifications.reads.suspensions import not_over
from app.registers.pages import shown, viewing
from app.registers.pages.declared import DECLARED
from app.registers.reads import finding
from app.registers.reads import registry as registers
from app.registers.reads.register_names import skill_names
from app.registers.tables import Engineer
from app.web.context import principal, transaction
from app.web.pages import once
from app.web.pages.forms import see
from app.web.policy import MANAGEMENT
from app.web.wording import say

MOST_EXAMS = 100
"""So many examinations can be started from one page."""


def qualifications() -> str:
    """Show managers what waits: certificates that end, skills without one, suspensions."""
    with transaction(write=False) as uow:
        suspended, on_probation = not_over(uow), probations.running(uow)
        return render_template(
            "qualifications.html",
            ending=ending.ending(uow),
            lacking=ending.lacking(uow),
            suspended=suspended,
            probations=on_probation,
            ending_probations={one.probation.id: one for one in probations.ending(uow)},
            people=finding.rows_of(
                uow,
                "engineer",
                {*(one.engineer_id for one in suspended), *(one.engineer_id for one in on_probation)},
            ),
            skills=skill_names(uow),
            words=words,
        )


def papers_of_engineer(engineer_id: UUID) -> str:
    """Show one engineer's papers."""
    with transaction(write=False) as uow:
        return render_template(
            "papers.html",
            p=papers_of(uow, require_answerable(uow, engineer_id)),
            probations=probations.of_engineer(uow, engineer_id),
            may_manage=_may_manage(),
            own=principal().engineer_id == engineer_id,
            exams=own_exams(uow, engineer_id) if principal().engineer_id == engineer_id else [],
            courses=training.of_engineer(uow, engineer_id),
            praise=uow.session.scalars(commendations(uow, engineer_id)).all(),
            results=training.results_of(uow, engineer_id),
            needs=training.needs_of(uow, engineer_id),
            keys=[once.fresh(uow) for _ in range(MOST_EXAMS)],
            words=words,
        )


def certificate(certificate_id: UUID) -> str:
    """Show a certificate with its picture."""
    with transaction(write=False) as uow:
        declared = DECLARED["certificate"]
        row = registers.one(uow, declared.register, certificate_id)
        names = shown.names_of(uow, declared, [row])
        return render_template(
            "certificate.html",
            row=row,
            called=declared.called(row),
            lines=shown.lines(declared, row, names),
            acts=viewing.acts(declared, row),
            engineer=uow.get(Engineer, row.engineer_id),
            may_manage=_may_manage() and answers_for(uow, row.engineer_id),
        )


def certificate_picture(certificate_id: UUID) -> Response:
    """Show the picture."""
    with transaction(write=False) as uow:
        return picture_response(picture_of(uow, certificate_id))


def keep_certificate_picture(certificate_id: UUID) -> AnyResponse:
    """Keep the picture that was sent, or take the one there is away."""
    file = request.files.get("picture")
    try:
        made = None
        if "remove" not in request.form:
            made = pictures.made_safe(file.read() if file else b"")
        with transaction() as uow:
            pictures.set_picture(uow, certificate_id, made)
    except (errors.Invalid, errors.TooLarge) as refused:
        texts = [text for every in getattr(refused, "errors", {}).values() for text in every]
        flash(say(texts[0]) if texts else say(refused.detail), "bad")
    else:
        flash(say(Phrase("Saved.")), "good")
    return see(url_for("pages.certificate", certificate_id=certificate_id))


def _may_manage() -> bool:
    return principal().role in MANAGEMENT


def register(site: Blueprint) -> None:
    """Add the addresses."""
    one = "/certificates/<uuid:certificate_id>"
    site.add_url_rule("/qualifications", view_func=qualifications)
    site.add_url_rule("/qualifications/engineers/<uuid:engineer_id>", view_func=papers_of_engineer)
    site.add_url_rule(one, view_func=certificate)
    site.add_url_rule(f"{one}/picture", view_func=certificate_picture)
    site.add_url_rule(f"{one}/picture", view_func=keep_certificate_picture, methods=["POST"])
