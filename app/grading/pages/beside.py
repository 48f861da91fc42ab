"""Grades beside each other: the calibration over all teams, the second manager's list, the public notice."""

from __future__ import annotations

from flask import Blueprint, render_template

from app.grading.pages import words
from app.grading.pages.funnel import funnel_markup
from app.grading.pages.years import asked_year
from app.grading.reads.calibrating import side_by_side
from app.grading.reads.noticed import noticed
from app.grading.reads.progress import progress
from app.grading.reads.waiting import waits_for_me
from app.grading.rules.decision import departures
from app.grading.rules.states import GradeState
from app.stars.pages import rubric_words
from app.web.context import principal, transaction
from app.web.pages import once
from app.web.policy import MANAGEMENT


def calibration() -> str:
    """Show everybody of a year beside each other."""
    with transaction(write=False) as uow:
        found = side_by_side(uow, asked_year())
        placed = [one for _, one in found.people]
        drawn = found.funnel is not None and any(one.visits for one in placed)
        return render_template(
            "grade_calibration.html",
            c=found,
            chart=funnel_markup(found.funnel, placed) if found.funnel and drawn else "",
            words=words,
            rubric_words=rubric_words,
        )


def approvals() -> str:
    """Show what waits for the approval of whoever looks: proposal, scores and reasons."""
    with transaction(write=False) as uow:
        waits = {row.id for row in uow.session.scalars(waits_for_me(uow))}
        found = progress(uow, asked_year())
        lines = [
            (line, departures(line.row.facts, line.row.scores))
            for line in found.lines
            if line.row.id in waits and line.row.state == GradeState.CALIBRATED
        ]
        return render_template(
            "grade_approvals.html",
            p=found,
            lines=lines,
            words=words,
            rubric_words=rubric_words,
            keys=[once.fresh(uow) for _ in lines],
        )


def notice() -> str:
    """Show the grades in public notice: stars with their days, no points."""
    with transaction(write=False) as uow:
        return render_template(
            "grade_notice.html",
            lines=noticed(uow),
            office=principal().role in MANAGEMENT,
            words=words,
        )


def register(site: Blueprint) -> None:
    """Add the addresses."""
    site.add_url_rule("/grades/calibration", "grades_calibration", calibration)
    site.add_url_rule("/grades/approvals", "grades_approvals", approvals)
    site.add_url_rule("/grades/notice", "grades_in_notice", notice)
