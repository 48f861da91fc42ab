"""One page for each list of work that this room brings: alerts, arrivals in doubt, call-backs, charges."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from flask import Blueprint, render_template

from app.desk.reads import work, work_rows, work_things
from app.kernel import Principal, UnitOfWork
from app.kernel.errors import NotFound
from app.kernel.phrases import Phrase
from app.promise.pages import words
from app.promise.reads.alerts import open_alerts
from app.visits.reads.held_charges import all_waiting
from app.web.context import principal, runtime, transaction
from app.web.doors import WorkList
from app.web.policy import DISPATCH, OFFICE

TITLES = {
    "alerts": Phrase("Alerts"),
    "unassigned": Phrase("Visits without an engineer"),
    "returns": Phrase("Return visits that wait"),
    "arrivals": Phrase("Arrivals in doubt"),
    "call-backs": Phrase("Customers to call back"),
    "charges": Phrase("Charges waiting for approval"),
    "mine": Phrase("My tasks"),
}

_LISTS = (
    ("alerts", work.alerts, work_things.alerted, True, 10),
    ("unassigned", work.unassigned, work_things.of_nobody, True, 20),
    ("returns", work.returns, work_things.returning, False, 25),
    ("arrivals", work.arrivals, work_things.doubted, True, 30),
    ("call-backs", work.call_backs, work_things.to_be_called, False, 60),
    ("charges", work.charges, work_things.charged, False, 70),
    ("mine", work.mine, work_things.taken_on, False, 80),
)

LISTS = (
    *(
        WorkList(
            "work_list",
            TITLES[name],
            place,
            OFFICE,
            look,
            things,
            values={"name": name},
            presses=presses,
            taken=name == "mine",
        )
        for name, look, things, presses, place in _LISTS
    ),
    WorkList("reviews", Phrase("Phone messages"), 40, OFFICE, work.reviews, work_things.messages),
)

_ROWS: dict[str, Callable[[UnitOfWork], Sequence[work_rows.Waiting]]] = {
    "unassigned": work_rows.visits_of_nobody,
    "returns": work_rows.returns_to_come,
    "arrivals": work_rows.doubtful_arrivals,
    "call-backs": work_rows.due_call_backs,
}


def work_list(name: str) -> str:
    """Show one list."""
    if name not in TITLES:
        raise NotFound("page", name)
    who = principal()
    with transaction(write=False) as uow:
        return render_template(
            "work_list.html",
            name=name,
            title=TITLES[name],
            rows=_ROWS[name](uow) if name in _ROWS else [],
            alerts=_alerts(uow, who, name),
            charges=all_waiting(uow) if name == "charges" else [],
            may_act=who.role in DISPATCH,
            currency=uow.settings.currency,
            most=work_rows.MOST,
            words=words,
            now=uow.now,
            ticking=not runtime().settings.simulated,
        )


def _alerts(uow: UnitOfWork, who: Principal, name: str) -> list[Any]:
    if name not in ("alerts", "mine"):
        return []
    found = open_alerts(uow)
    if name == "mine":
        return [one for one in found if one.alert.acknowledged_by == (who.name or who.key)]
    return found


def register(site: Blueprint) -> None:
    """Add the address."""
    site.add_url_rule("/work/<name>", view_func=work_list)
