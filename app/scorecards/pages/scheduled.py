"""Views that one has sent to himself: choosing one, the list of them, stopping."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time
from uuid import UUID

from flask import Blueprint, flash, make_response, render_template, request, url_for
from marshmallow import ValidationError, validate
from werkzeug.wrappers import Response

from app.kernel import UnitOfWork
from app.kernel.errors import Invalid
from app.kernel.phrases import Phrase
from app.scorecards.commands import scheduled as commands
from app.scorecards.pages import words
from app.scorecards.pages.views import name_of
from app.scorecards.reads.scheduled import own_views, seen_subjects, view_of
from app.scorecards.rules.schedules import LONGEST_ADDRESS, RepeatedView, ViewEvery, read_view
from app.stars.reads.facts import zone_of_all
from app.web.context import transaction
from app.web.pages import kept
from app.web.pages.forms import see, text_of
from app.web.wording import say

EVERY: Mapping[ViewEvery, Phrase] = {
    ViewEvery.DAY: Phrase("Every day"),
    ViewEvery.WEEK: Phrase("Every Monday"),
    ViewEvery.MONTH: Phrase("On the first of every month"),
}
_OTHERS: Mapping[str, Phrase] = {
    "/reports": Phrase("Reports"),
    "/scorecards/ratings": Phrase("Ratings and comments"),
    "/scorecards/complaints": Phrase("Who complains most, about what and whom"),
}
_FIRST_CLOCK = "08:00"


def scheduled_views() -> Response:
    """Show one's own, and the form for the page that one came from."""
    return _page(read_view(request.args.get("view", "")), {}, [])


def schedule_view() -> Response:
    """Have a page sent regularly; the same form sent again is the same."""
    typed = {name: text_of(name, 200) for name in ("every", "clock", "email")}
    view = read_view(text_of("view", LONGEST_ADDRESS))
    if view is None:
        flash(say(Phrase("This page cannot be sent.")), "bad")
        return see(url_for("pages.scheduled_views"))
    try:
        every, clock = _when(typed)
        email = _email(typed)
        with transaction() as uow:
            row = commands.schedule(uow, view, _name(uow, view), every, clock, email)
            name = row.name
    except Invalid as refused:
        answer = _page(view, typed, list(kept.wrong_fields(refused).values()))
        answer.status_code = refused.status
        return answer
    flash(say(Phrase("%(name)s is sent to you from now on.", name=name)), "good")
    return see(url_for("pages.scheduled_views"))


def stop_scheduled_view(scheduled_view_id: UUID) -> Response:
    """Stop one."""
    with transaction() as uow:
        commands.stop(uow, scheduled_view_id)
    flash(say(Phrase("It is no longer sent.")), "good")
    return see(url_for("pages.scheduled_views"))


def _when(typed: Mapping[str, str]) -> tuple[ViewEvery, time]:
    try:
        return ViewEvery(typed["every"]), time.fromisoformat(typed["clock"]).replace(tzinfo=None)
    except ValueError as bad:
        raise Invalid({"clock": Phrase("Choose how often and at what time.")}) from bad


def _email(typed: Mapping[str, str]) -> str:
    try:
        return validate.Email()(typed["email"])
    except ValidationError:
        raise Invalid({"email": Phrase("This is no e-mail address.")}) from None


def _page(view: RepeatedView | None, typed: dict[str, str], wrong: list[str]) -> Response:
    with transaction(write=False) as uow:
        zone = zone_of_all(uow)
        rows = own_views(uow)
        return make_response(
            render_template(
                "scheduled_views.html",
                view=view,
                view_name=_name(uow, view) if view else "",
                said=view.address(uow.now, zone) if view else "",
                typed={"every": "week", "clock": _FIRST_CLOCK, "email": rows[0].email if rows else ""}
                | typed,
                wrong=wrong,
                rows=rows,
                addresses={row.id: view_of(row).address(uow.now, row.time_zone) for row in rows},
                every=EVERY,
                zone=zone,
                now=uow.now,
            )
        )


def _name(uow: UnitOfWork, view: RepeatedView) -> str:
    """Return what a view is called in the reader's language.

    Raises:
        Forbidden, NotFound: he may not see it.
    """
    found = seen_subjects(uow, view)
    if view.kind is None:
        return say(_OTHERS[view.path])
    return (
        say(words.KINDS[view.kind])
        + say(Phrase(": "))
        + say(Phrase(", ")).join(name_of(one) for one in found)
    )


def register(site: Blueprint) -> None:
    """Add the addresses."""
    site.add_url_rule("/scorecards/scheduled", view_func=scheduled_views)
    site.add_url_rule("/scorecards/scheduled", view_func=schedule_view, methods=["POST"])
    site.add_url_rule(
        "/scorecards/scheduled/<uuid:scheduled_view_id>/stop", view_func=stop_scheduled_view, methods=["POST"]
    )
