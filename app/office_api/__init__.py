"""The office's door: dispatchers, managers, customers with an account, partners' systems."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.office_api import auth, resources

if TYPE_CHECKING:
    from app.web.api import Blueprint


def blueprints(*, simulated: bool) -> list[Blueprint]:
    """Return the blueprints; the one that moves the clock exists in a simulation alone."""
    doors = [auth.blp, *resources.blueprints()]
    return doors if not simulated else [*doors]
