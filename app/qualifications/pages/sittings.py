"""Sitting an examination in a browser: the same commands as the phone's."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from flask import Blueprint, flash, render_template, request, url_for
from werkzeug.wrappers import Response

from app.kernel import errors
from app.kernel.epoch import to_epoch
from app.kernel.phrases import Phrase
from app.qualifications.commands import sittings
from app.qualifications.errors import SittingOver, SittingRunning
from app.qualifications.reads.exams import Paper, paper
from app.qualifications.rules.exams import Given
from app.registers.tables import Engineer, Territory
from app.web.context import principal, transaction
from app.web.pages import once
from app.web.pages.forms import see
from app.web.wording import say


def start_exam(exam_id: UUID) -> Response:
    """Start it; the form's key is the sitting's id, so that a form sent twice starts once."""
    try:
        with transaction() as uow:
            row = sittings.start(uow, UUID(once.key()), exam_id)
            return see(url_for("pages.exam_sitting", sitting_id=row.id))
    except SittingRunning as running:
        return see(url_for("pages.exam_sitting", sitting_id=UUID(running.extra["sitting_id"])))
    except (errors.Conflict, errors.Invalid) as refused:
        flash(say(refused.detail), "bad")
        who = principal().engineer_id
        return see(url_for("pages.papers_of_engineer", engineer_id=who))


def exam_sitting(sitting_id: UUID) -> str:
    """Show one's own paper: questions to answer, or what came of it."""
    with transaction(write=False) as uow:
        shown = paper(uow, sitting_id)
        engineer = uow.get(Engineer, shown.sitting.engineer_id)
        return render_template(
            "exam_sitting.html",
            p=shown,
            chosen={one["question"]: one["chosen"] for one in shown.answers},
            zone=uow.get(Territory, engineer.territory_id).time_zone,
            revision=to_epoch(uow.now),
            time_up=not shown.over and uow.now >= shown.sitting.ends_at,
            now=uow.now,
        )


def answer_sitting(sitting_id: UUID) -> Response:
    """Keep the answers, and hand them in if that was pressed."""
    try:
        with transaction() as uow:
            given = list(_given(paper(uow, sitting_id)))
            if "hand_in" in request.form:
                sittings.hand_in(uow, sitting_id, given)
            else:
                sittings.answer(uow, sitting_id, given)
                flash(say(Phrase("Your answers are kept; the time runs on.")), "good")
    except SittingOver as over:
        flash(say(over.detail), "bad")
    return see(url_for("pages.exam_sitting", sitting_id=sitting_id))


def _given(shown: Paper) -> Iterator[Given]:
    """Read what was ticked; a page that was opened later counts more than one opened before."""
    text = request.form.get("revision", "")
    revision = int(text) if text.isascii() and text.isdigit() and len(text) <= len("2147483647") else 0
    for one in shown.questions:
        ticked = request.form.getlist(f"question-{one['number']}")
        known = {str(n): n for n in range(len(one["options"]))}
        chosen = tuple(known[text] for text in ticked if text in known)
        before = next((a for a in shown.answers if a["question"] == one["number"]), None)
        if before is None or list(chosen) != before["chosen"]:
            newest = max(revision, before["revision"] + 1 if before and before["revision"] == revision else 0)
            yield Given(one["number"], chosen, newest)


def register(site: Blueprint) -> None:
    """Add the addresses."""
    one = "/qualifications/sittings/<uuid:sitting_id>"
    site.add_url_rule("/qualifications/exams/<uuid:exam_id>/start", view_func=start_exam, methods=["POST"])
    site.add_url_rule(one, view_func=exam_sitting)
    site.add_url_rule(one, view_func=answer_sitting, methods=["POST"])
