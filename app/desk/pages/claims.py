"""Who went there: all that one phone reported of a visit that is another's by now, under one decision."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from flask import Blueprint, flash, render_template, url_for
from werkzeug.wrappers import Response

from app.desk.pages import flags, reviews
from app.kernel import UnitOfWork, errors
from app.kernel.phrases import Phrase
from app.promise.pages import words
from app.requests.reads.places import request_of_visit
from app.visits.commands import claims as commands
from app.visits.reads import reviews as queries
from app.visits.reads.claims import claim
from app.web.context import principal, transaction
from app.web.pages import kept
from app.web.pages.forms import see
from app.web.policy import DISPATCH
from app.web.wording import say

Decision = Callable[[UnitOfWork, UUID, UUID, str], commands.Decided]


def claim_page(visit_id: UUID, engineer_id: UUID) -> str | Response:
    """Show what waits; where nothing does any more, the request."""
    who = principal()
    with transaction(write=False) as uow:
        found = claim(uow, visit_id, engineer_id)
        if found is None:
            flash(say(Phrase("Nothing of it waits for a decision any more.")), "good")
            return see(url_for("pages.request_page", request_id=request_of_visit(uow, visit_id)))
        items = queries.in_context(uow, found.events, with_others=who.role in DISPATCH)
        about = items[0]
        return render_template(
            "claim.html",
            c=found,
            items=items,
            code=about.request.code if about.request else "",
            customer=about.customer,
            zone=about.time_zone,
            now=uow.now,
            happened_at=reviews.happened_at,
            content=reviews.content,
            flags=flags,
            words=words,
            may_act=who.role in DISPATCH,
        )


def _take(uow: UnitOfWork, visit_id: UUID, engineer_id: UUID, note: str) -> commands.Decided:
    return commands.take(uow, visit_id, engineer_id, note)


def _refuse(uow: UnitOfWork, visit_id: UUID, engineer_id: UUID, note: str) -> commands.Decided:
    return commands.refuse(uow, visit_id, engineer_id, note)


DECISIONS: dict[str, tuple[Decision, Phrase]] = {
    "take": (_take, Phrase("The visit is his, and what he reported counts by its evidence.")),
    "refuse": (_refuse, Phrase("Refused: nothing of it counts, and all stays on record.")),
}


def _view(decide: Decision, said: Phrase) -> Callable[[UUID, UUID], Response]:
    def decided(visit_id: UUID, engineer_id: UUID) -> Response:
        here = url_for("pages.claim_page", visit_id=visit_id, engineer_id=engineer_id)
        try:
            with transaction() as uow:
                made = decide(uow, visit_id, engineer_id, reviews.note_given())
                request_id = request_of_visit(uow, visit_id)
        except (errors.Conflict, errors.Invalid) as refused:
            form = url_for("pages.claim_refuse", visit_id=visit_id, engineer_id=engineer_id)
            kept.keep(refused, form, said=reviews.why_not(refused))
            return see(here)
        flash(say(said), "good")
        if made.left:
            left = Phrase.counted(
                "%(num)s message could not be applied as things are: decide it singly.",
                "%(num)s messages could not be applied as things are: decide them singly.",
                num=len(made.left),
            )
            flash(say(left), "bad")
            return see(here)
        return see(url_for("pages.request_page", request_id=request_id))

    return decided


def register(site: Blueprint) -> None:
    """Add the addresses."""
    address = "/visits/<uuid:visit_id>/claims/<uuid:engineer_id>"
    site.add_url_rule(address, view_func=claim_page)
    for verb, (decide, said) in DECISIONS.items():
        site.add_url_rule(f"{address}/{verb}", f"claim_{verb}", _view(decide, said), methods=["POST"])
