"""What to do about a decision that was made on an older state of a visit: tell what changed, and ask."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from flask import make_response, render_template, request
from werkzeug.wrappers import Response

from app.desk.pages import meanwhile, timeline
from app.desk.pages.price_words import price
from app.desk.reads.request_file import request_file
from app.dispatching.commands.prices import prices
from app.dispatching.commands.telephoned import AGREED
from app.dispatching.commands.undoing import TELEPHONED, Inverse
from app.kernel import UnitOfWork
from app.kernel.phrases import Phrase
from app.promise.pages import words
from app.registers.reads.people import engineer_names
from app.requests.reads import history
from app.requests.reads.places import request_of_visit
from app.requests.tables import Visit
from app.web.context import transaction
from app.web.pages.forms import whole_number
from app.web.wording import say

_OF_VISIT = ("visit.", "offer.", "override.")

ANYWAY = {
    "assign": Phrase("Assign %(name)s anyway"),
    "unassign": Phrase("Take it back anyway"),
    "pin": Phrase("Pin it as it is now"),
    "unpin": Phrase("Unpin anyway"),
    "exclude": Phrase("Rule %(name)s out anyway"),
    "include": Phrase("Allow %(name)s anyway"),
    TELEPHONED: Phrase("%(name)s has accepted on the telephone"),
}

CHANGED = Phrase("The visit changed after you opened the page. Nothing was done.")
TOLD = Phrase("The ten seconds are over: the engineers have been told. Nothing was undone.")


def changes(uow: UnitOfWork, visit_id: UUID, seen: int) -> list[timeline.Told]:
    """Tell what came of a visit after event `seen`, newest first; times and alerts change none of it."""
    request_id = request_of_visit(uow, visit_id)
    return meanwhile.since(
        uow, request_id, seen, lambda one: one.visit_id == visit_id and one.kind.startswith(_OF_VISIT)
    )


def ask(visit_id: UUID, wanted: Inverse, why: Phrase = CHANGED) -> Response:
    """Answer with what changed, how the visit stands now, and a form that decides on that."""
    with transaction(write=False) as uow:
        visit = uow.get(Visit, visit_id)
        shown = request_file(uow, visit.request_id)
        names = engineer_names(uow)
        name = names.get(str(wanted.engineer_id), "")
        page = render_template(
            "overruled.html",
            d=shown,
            visit=visit,
            why=why,
            since=changes(uow, visit_id, whole_number("seen") or 0),
            holder=names.get(str(visit.engineer_id), ""),
            wanted=wanted,
            label=say(Phrase(ANYWAY[wanted.verb].id, name=name)),
            price=_price(uow, visit, wanted),
            newest=history.newest_number(uow, visit.request_id),
            may=_leads_somewhere(visit, wanted),
            words=words,
        )
    return make_response(page, 409)


def stands_already(visit_id: UUID, wanted: Inverse) -> bool:
    """Tell whether the visit is as it was to be: a button is easily pressed twice."""
    with transaction(write=False) as uow:
        visit = uow.get(Visit, visit_id)
    if wanted.verb == TELEPHONED:
        return visit.engineer_id == wanted.engineer_id and visit.state in AGREED
    held, pinned = visit.engineer_id, visit.pinned_engineer_id
    return {
        "assign": held == wanted.engineer_id and (pinned == held) == wanted.pin,
        "pin": held is not None and pinned == held,
        "unpin": pinned is None,
        "unassign": held is None,
    }.get(wanted.verb, False)


def _leads_somewhere(visit: Visit, wanted: Inverse) -> bool:
    return wanted.verb not in ("unassign", "pin") or visit.engineer_id is not None


def _price(uow: UnitOfWork, visit: Visit, wanted: Inverse) -> str:
    given = wanted.verb in ("assign", TELEPHONED)
    asked: Sequence[UUID] = [wanted.engineer_id] if wanted.engineer_id and given else []
    found = prices(uow, visit, asked)
    cost = found.assign.get(asked[0]) if asked else None
    if wanted.verb == "unassign":
        cost = found.take_back
    return price(cost) if cost else ""


def version() -> int | None:
    """Return the version of the visit that the form was made on."""
    return whole_number("version") if "version" in request.form else None
