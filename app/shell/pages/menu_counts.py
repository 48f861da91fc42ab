"""What waits for somebody, as numbers beside the names in the menu."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flask import Blueprint, g, request

from app.enquiries.reads import enquiries
from app.kernel import Role, UnitOfWork
from app.visits.reads import reviews
from app.web.context import principal, transaction
from app.web.policy import DISPATCH, OFFICE

COUNTS: Mapping[str, tuple[Callable[[UnitOfWork], int], frozenset[Role]]] = {
    "reviews": (reviews.open_count, DISPATCH),
    "enquiries": (enquiries.open_count, OFFICE),
}
"""Page → what counts, and for whom."""


def count() -> None:
    """Count before a page is made, so that a page of an error never asks the database again."""
    role = principal().role
    wanted = {name: read for name, (read, roles) in COUNTS.items() if role in roles}
    if wanted and request.method == "GET" and "part" not in request.args:
        with transaction(write=False) as uow:
            g.menu_counts = {name: read(uow) for name, read in wanted.items()}


def register(site: Blueprint) -> None:
    """Give the templates the numbers."""
    site.before_request(count)
    site.app_context_processor(lambda: {"menu_counts": g.get("menu_counts", {})})
