"""What `/` leads each role to: the one place that says where somebody begins.

Whoever has no line here begins with today's requests.  A room above or beside adds a line for a role that
it has a page for; a page that this installation lacks is passed over.
"""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, current_app, g, url_for
from werkzeug.wrappers import Response

from app.desk.pages.board import today
from app.kernel import Role
from app.start.reads.first_steps import is_set_up
from app.web.context import principal, transaction
from app.web.pages.forms import see

STARTS: Mapping[Role, str] = {
    Role.MANAGER: "overview",
    Role.ADMIN: "administration",
    Role.ENGINEER: "mine",
    Role.CUSTOMER: "mine",
}
"""Role → page; an administrator's company is set up first."""

FIRST_STEPS = "first_steps"


def home() -> str | Response:
    """Lead to the role's start page, or show today's requests in place."""
    page = _start()
    if page is not None and f"pages.{page}" in current_app.view_functions:
        return see(url_for(f"pages.{page}"))
    g.menu_page = "today"
    return today()


def _start() -> str | None:
    role = principal().role
    if role is Role.ADMIN:
        with transaction(write=False) as uow:
            if not is_set_up(uow):
                return FIRST_STEPS
    return STARTS.get(role)


def register(site: Blueprint) -> None:
    """Add the address."""
    site.add_url_rule("/", view_func=home)
