"""The year: its progress by team and state, who is waited for, and what is done to all of its grades."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from flask import Blueprint, flash, render_template, request, url_for
from werkzeug.wrappers import Response

from app.grading.api.shapes import Publication
from app.grading.commands.approving import close_calibration
from app.grading.commands.freeze import freeze
from app.grading.commands.notice import publish, start_notice
from app.grading.pages import words
from app.grading.reads.grades import own_subject
from app.grading.reads.progress import FIRST_YEAR, LAST_YEAR, known_year, progress
from app.grading.reads.waiting import waits_for_me
from app.grading.rules.states import ORDER, GradeState
from app.kernel import UnitOfWork, errors
from app.kernel.phrases import Phrase
from app.stars.rules.figures import Subject
from app.web.context import principal, transaction
from app.web.pages import kept, lists, once
from app.web.pages.form_kit import Form, Labels
from app.web.pages.forms import see
from app.web.wording import say

_DIGITS = 4
LABELS: Labels = {"effective_on": Phrase("In effect from (empty: today)")}


def grades() -> Response | str:
    """Show the year; whom grades are about is led to his own."""
    own = own_subject(principal())
    if own is not None:
        subject, key = own
        if subject is Subject.ENGINEER:
            return see(url_for("pages.grades_of_engineer", engineer_id=key))
        return see(url_for("pages.grades_of_provider", provider_id=key))
    state, team = lists.one_of("state", [str(one) for one in ORDER]), lists.text("team")
    with transaction(write=False) as uow:
        found = progress(uow, asked_year())
        waits: set[UUID] = {row.id for row in uow.session.scalars(waits_for_me(uow))}
        lines = [
            line
            for line in found.lines
            if (not state or line.row.state == state) and (not team or line.row.team == team)
        ]
        return render_template(
            "grades.html",
            p=found,
            lines=lines,
            waits=waits,
            state=state,
            team=team,
            order=ORDER,
            form=Form(Publication(), LABELS, {}),
            once=once.fresh(uow),
            words=words,
            may=_may(found.states),
        )


def asked_year() -> int | None:
    """Read which year is asked for."""
    text = lists.text("year")
    year = int(text) if text.isascii() and text.isdecimal() and len(text) == _DIGITS else 0
    return year if FIRST_YEAR <= year <= LAST_YEAR else None


def _may(states: object) -> set[str]:
    known = dict(states) if isinstance(states, dict) else {}
    found = {"freeze"}
    if known.get(GradeState.SCORED) and not known.get(GradeState.FROZEN):
        found.add("close-calibration")
    if known.get(GradeState.APPROVED):
        found.add("notice")
    if known.get(GradeState.NOTICED):
        found.add("publish")
    return found


def _all(act: Callable[[UnitOfWork, int], Phrase]) -> Callable[[int], Response]:
    def acting(year: int) -> Response:
        address = url_for("pages.grades", year=year)
        try:
            with transaction() as uow:
                once.reserve(uow)
                told = say(act(uow, known_year(year)))
                once.led_to(uow, address)
        except once.SentBefore as before:
            return see(before.address)
        except errors.OneHourError as refused:
            kept.keep(refused, said=say(refused.detail) if isinstance(refused, errors.Conflict) else "")
            return see(address)
        flash(told, "good")
        return see(address)

    return acting


def _freeze(uow: UnitOfWork, year: int) -> Phrase:
    return Phrase.counted(
        "%(num)s proposal was frozen.", "%(num)s proposals were frozen.", num=freeze(uow, year)
    )


def _close(uow: UnitOfWork, year: int) -> Phrase:
    count = close_calibration(uow, year)
    return Phrase.counted(
        "%(num)s grade waits for a second manager now.",
        "%(num)s grades wait for a second manager now.",
        num=count,
    )


def _notice(uow: UnitOfWork, year: int) -> Phrase:
    count = start_notice(uow, year)
    return Phrase.counted(
        "The notice of %(num)s grade has begun.", "The notice of %(num)s grades has begun.", num=count
    )


def _publish(uow: UnitOfWork, year: int) -> Phrase:
    typed = {"effective_on": request.form.get("effective_on", "")}
    said = Form(Publication(), LABELS, typed).read()
    found = publish(uow, year, said.get("effective_on"))
    return Phrase.counted(
        "%(num)s grade is published; %(waiting)s still wait.",
        "%(num)s grades are published; %(waiting)s still wait.",
        num=len(found.rows),
        waiting=found.waiting,
    )


def register(site: Blueprint) -> None:
    """Add the addresses."""
    site.add_url_rule("/grades", "grades", grades)
    for name, act in (
        ("freeze", _freeze),
        ("close-calibration", _close),
        ("notice", _notice),
        ("publish", _publish),
    ):
        address = f"/grades/year/<int:year>/{name}"
        site.add_url_rule(address, f"grades_{name.replace('-', '_')}", _all(act), methods=["POST"])
