"""Where somebody types the code that the office read out: the page `/t`, and its address with the code.

Every try counts against a small budget of its address, and whatever opens nothing is answered alike.
"""

from __future__ import annotations

from flask import Blueprint, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from werkzeug.routing import BaseConverter
from werkzeug.wrappers import Response

from app.kernel.errors import NotFound
from app.portal.commands.handed_codes import open_page
from app.web.context import transaction
from app.web.limits import handed_code_limit, tracking_limit
from app.web.pages.forms import see

_LONGEST = 40


class HandedCode(BaseConverter):
    """A code in an address; the token of a link is longer, and is looked for after it."""

    regex = "[0-9A-Za-z]{4}[- ]?[0-9A-Za-z]{4}"
    weight = 50


@tracking_limit
def ask() -> str:
    """Show the field for the code."""
    return render_template("handed_code.html", wrong=False)


@handed_code_limit
def take() -> Response | tuple[str, int]:
    """Open the page of the code that was typed."""
    return _opened(request.form.get("code", "")[:_LONGEST])


@handed_code_limit
def by_address(code: str) -> Response | tuple[str, int]:
    """Open the page of a code that stands in the address."""
    return _opened(code)


def _opened(said: str) -> Response | tuple[str, int]:
    try:
        with transaction(write=False) as uow:
            token = open_page(uow, said)
    except NotFound as nothing:
        return render_template("handed_code.html", wrong=True), nothing.status
    return see(url_for("pages.track", token=token))


def _knows_codes(state: BlueprintSetupState) -> None:
    state.app.url_map.converters["handed"] = HandedCode


def register(site: Blueprint) -> None:
    """Add the addresses."""
    site.record(_knows_codes)
    site.add_url_rule("/t", "handed_code", ask)
    site.add_url_rule("/t", "handed_code_take", take, methods=["POST"])
    site.add_url_rule("/t/<handed:code>", "handed_code_at", by_address)
