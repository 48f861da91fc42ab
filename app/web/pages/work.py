"""What waits at the desk: the lists of all rooms with how each stands, the dangerous first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, current_app, jsonify, render_template, request, url_for
from sqlalchemy import func, select, union
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
    kept: WorkList


def lists(uow: UnitOfWork, who: Principal) -> list[Shown]:
    """Return the lists that `who` works through: what is late or in danger first."""
    kept: Sequence[WorkList] = current_app.extensions[EXTENSION]
    found = [_shown(uow, one) for one in kept if who.role in one.roles]
    order = ("late", "danger", "watch", "")
    return sorted(found, key=lambda one: order.index(one.level))


def _shown(uow: UnitOfWork, one: WorkList) -> Shown:
    stands = one.look(uow)
    address = url_for(f"pages.{one.page}", **one.values)
    return Shown(one.title, address, stands, _level(one, stands, uow.now), one)


def _level(one: WorkList, stands: Standing, now: datetime) -> str:
    if not stands.count:
        return ""
    return "late" if stands.is_late(now) else "danger" if one.presses else "watch"


def waiting(uow: UnitOfWork) -> int:
    """Count what waits for whoever is signed in, for the menu: each thing once."""
    kept: Sequence[WorkList] = current_app.extensions[EXTENSION]
    return count_of(uow, [one for one in kept if uow.principal.role in one.roles])


def count_of(uow: UnitOfWork, kept: Sequence[WorkList]) -> int:
    """Count what lists are about, without what one has on already."""
    open_lists = [one.things(uow) for one in kept if not one.taken]
    if not open_lists:
        return 0
    every = union(*open_lists).subquery()
    taken = [every.c[0].not_in(one.things(uow)) for one in kept if one.taken]
    return uow.session.scalar(select(func.count()).select_from(every).where(*taken)) or 0


def work() -> Response | str:
    """Show the lists; `?part=counts` is what calls a dispatcher who looks elsewhere."""
    who = principal()
    with transaction(write=False) as uow:
        found = lists(uow, who)
        if request.args.get("part") == "counts":
            every = [one.kept for one in found]
            pressing = [one.kept for one in found if one.level in ("late", "danger") or one.kept.taken]
            answer = jsonify(waiting=count_of(uow, every), pressing=count_of(uow, pressing))
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
