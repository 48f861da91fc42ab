"""What waits at the desk: the lists of all rooms with how each stands, the dangerous first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, current_app, jsonify, render_template, request, url_for
from werkzeug.wrappers import Response

from app.kernel import Principal, UnitOfWork
from app.kernel.phrases import Phrase
from app.kernel.standing import Standing
from app.web.context import principal, transaction
from app.web.doors import WorkList
from app.web.pages import i18n
from app.web.policy import DISPATCH

EXTENSION = "work"
"""Under which an application keeps the lists of all rooms, in their order."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A list as it stands; `level` is late, danger, watch, or empty where nothing waits."""

    title: Phrase
    address: str
    stands: Standing
    level: str


def lists(uow: UnitOfWork, who: Principal) -> list[Shown]:
    """Return the lists that `who` works through: what is late or in danger first."""
    kept: Sequence[WorkList] = current_app.extensions[EXTENSION]
    found = [_shown(uow, one) for one in kept if who.role in one.roles]
    order = ("late", "danger", "watch", "")
    return sorted(found, key=lambda one: order.index(one.level))


def _shown(uow: UnitOfWork, one: WorkList) -> Shown:
    stands = one.look(uow)
    return Shown(one.title, url_for(f"pages.{one.page}", **one.values), stands, _level(one, stands, uow.now))


def _level(one: WorkList, stands: Standing, now: datetime) -> str:
    if not stands.count:
        return ""
    return "late" if stands.is_late(now) else "danger" if one.presses else "watch"


def waiting(uow: UnitOfWork) -> int:
    """Count what waits on all lists of whoever is signed in, for the menu."""
    kept: Sequence[WorkList] = current_app.extensions[EXTENSION]
    return sum(one.look(uow).count for one in kept if uow.principal.role in one.roles)


def work() -> Response | str:
    """Show the lists; `?part=counts` is what calls a dispatcher who looks elsewhere."""
    who = principal()
    with transaction(write=False) as uow:
        found = lists(uow, who)
        if request.args.get("part") == "counts":
            pressing = sum(one.stands.count for one in found if one.level in ("late", "danger"))
            answer = jsonify(waiting=sum(one.stands.count for one in found), pressing=pressing)
            answer.headers["Cache-Control"] = "no-store"
            return answer
        return render_template("work.html", lists=found, now=uow.now, may_be_called=who.role in DISPATCH)


def calls_somebody() -> bool:
    """Tell whether whoever looks at a page is to be called when something presses."""
    who = i18n.signed_in()
    return who is not None and who.role in DISPATCH


def register(site: Blueprint) -> None:
    """Add the address, and tell the templates whom to call."""
    site.add_url_rule("/work", view_func=work)
    site.app_context_processor(lambda: {"calls_somebody": calls_somebody})
