"""What closed visits taught of each grade, beside what the planner would reckon with otherwise."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, flash, render_template, url_for
from werkzeug.wrappers import Response

from app.dispatching.commands.learning_stars import learn_soon
from app.dispatching.reads.learned import star_lessons
from app.dispatching.rules.learned import LearnedMeasure
from app.kernel.phrases import Phrase
from app.registers.reads.customers import zone_of_customer
from app.reports.reads import names as naming
from app.reports.rules.asked import By
from app.web.context import runtime, transaction
from app.web.pages.forms import see
from app.web.wording import say

TITLES: Mapping[str, Phrase] = {
    LearnedMeasure.TIME: Phrase("Service time, times the expected"),
    LearnedMeasure.FIX: Phrase("Done at the first visit"),
}


def learned_stars() -> str:
    """Show what was learned, with counts, span and default."""
    with transaction(write=False) as uow:
        lessons = star_lessons(uow)
        return render_template(
            "learned_stars.html",
            tables=[
                (measure, title, [one for one in lessons if one.measure == measure and not one.fault_code])
                for measure, title in TITLES.items()
            ],
            faults=[one for one in lessons if one.fault_code],
            names=naming.names(uow, By.FAULT, ()),
            used=runtime().settings.planner_learns_stars,
            zone=zone_of_customer(uow, None),
            now=uow.now,
        )


def refresh() -> Response:
    """Have it learned anew at once."""
    with transaction() as uow:
        learn_soon(uow)
    flash(say(Phrase("It is being learned anew; look again in a minute.")), "good")
    return see(url_for("pages.learned_stars"))


def register(site: Blueprint) -> None:
    """Add the addresses."""
    site.add_url_rule("/dispatch/learned", view_func=learned_stars)
    site.add_url_rule("/dispatch/learned/refresh", "refresh_learned_stars", refresh, methods=["POST"])
