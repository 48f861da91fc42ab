"""Where a register's list begins for whoever leads teams: with their territories, said in the address.

An address that asks for nothing is led to one that does; `?territory_id=` without a value is all of them.
"""

from __future__ import annotations

from typing import Any

from flask import request, url_for
from werkzeug.wrappers import Response

from app.kernel import UnitOfWork
from app.kernel.phrases import Phrase
from app.registers.hooks import own_territories
from app.registers.pages.declaration import Declared
from app.registers.reads.finding import OWN_WORK
from app.web.pages.form_fields import Choices
from app.web.pages.forms import see

MINE = "mine"
"""What the address says where somebody leads teams in several territories."""

MY_TERRITORIES = Phrase("My teams' territories")
FIELD = "territory_id"


def led_to_own(uow: UnitOfWork, declared: Declared) -> Response | None:
    """Lead whoever opened the list without asking for anything; None for who leads no team."""
    if request.args or not declared.begins_with_own:
        return None
    own = own_territories(uow)
    if not own:
        return None
    values: dict[str, Any] = {FIELD: own[0] if len(own) == 1 else MINE}
    return see(url_for(f"pages.{declared.plural}", **values))


def asked(declared: Declared) -> tuple[dict[str, Any], dict[str, str]]:
    """Read whether the address asks for all of one's own: as the list takes it, and as it stands there."""
    if declared.begins_with_own and request.args.get(FIELD) == MINE:
        return {OWN_WORK: True}, {FIELD: MINE}
    return {}, {}


def choices(uow: UnitOfWork, declared: Declared) -> Choices:
    """Return all of one's own as a choice, where these are several."""
    several = declared.begins_with_own and len(own_territories(uow)) > 1
    return ((MINE, MY_TERRITORIES),) if several else ()
