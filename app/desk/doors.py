"""The doors of this room: requests and visits as a whole, the board, and the office's pages."""

from __future__ import annotations

from app.desk.access import ACCESS
from app.desk.api import (
    amendments,
    customers_file,
    engineer_phones,
    promise_changes,
    requests,
    requests_read,
    visits,
)
from app.desk.api import request_papers as request_papers_api
from app.desk.pages import (
    alerts,
    amend,
    arrival,
    board,
    claims,
    components,
    contact,
    endings,
    jobs,
    overrides,
    placing,
    registers,
    request,
    request_acts,
    request_papers,
    returns,
    reviews,
    work_lists,
)
from app.desk.pages import requests as requests_pages
from app.kernel import Principal, Role
from app.kernel.phrases import Phrase
from app.web.doors import Doors, MenuEntry, SetUpPage, Waiting
from app.web.pages import work
from app.web.policy import DISPATCH


def _own_file(who: Principal) -> dict[str, object] | None:
    """Return what the address of a customer's own file needs."""
    own = who.role is Role.CUSTOMER and who.customer_id is not None
    return {"customer_id": who.customer_id} if own else None


def _board(who: Principal) -> dict[str, object] | None:
    """Customers and engineers begin with a page of their own."""
    return None if who.role in {Role.CUSTOMER, Role.ENGINEER} else {}


DOORS = Doors(
    access=ACCESS,
    blueprints=(
        requests.blp,
        requests_read.blp,
        visits.blp,
        promise_changes.blp,
        customers_file.blp,
        amendments.blp,
        engineer_phones.blp,
        request_papers_api.blp,
    ),
    pages=(
        alerts,
        amend,
        arrival,
        board,
        claims,
        components,
        contact,
        endings,
        jobs,
        overrides,
        placing,
        registers,
        request,
        request_acts,
        request_papers,
        requests_pages,
        returns,
        reviews,
        work,
        work_lists,
    ),
    set_up=(
        SetUpPage(
            "jobs", Phrase("Background jobs"), Phrase("Imports and other work that takes a while"), 100
        ),
    ),
    work=work_lists.LISTS,
    menu=(
        MenuEntry("today", Phrase("Today's requests"), 10, values=_board),
        MenuEntry("requests", Phrase("All requests"), 20),
        MenuEntry(
            *("work", Phrase("Work"), 15, Waiting(work.waiting, DISPATCH)),
            holds=frozenset({"calls", "enquiries", "leave-requests", "reviews", "shift-swaps"}),
        ),
        MenuEntry("customer", Phrase("My machines and enquiries"), 90, values=_own_file),
    ),
)
