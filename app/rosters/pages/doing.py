"""How every form of the rosters acts: once, and after its sender saw which visits lose their engineer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from flask import flash, make_response, render_template, request
from werkzeug.wrappers import Response

from app.kernel import UnitOfWork, errors
from app.kernel.phrases import Phrase
from app.promise.pages.words import VISIT_STATES
from app.rosters.commands.telling import NotTold
from app.rosters.pages import words
from app.web.context import transaction
from app.web.pages import once
from app.web.pages.forms import local_address, see
from app.web.wording import say

Refused = errors.Invalid | errors.Conflict
_DIGITS = 9
_OWN = ("csrf_token", "seen")


def seen() -> str:
    """Which visits the sender was shown."""
    return request.form.get("seen", "")


def done(
    work: Callable[[UnitOfWork], str], said: Phrase, refused: Callable[[Refused], Response], zone: str
) -> Response:
    """Do `work`, which returns where to look next; say `said`, or what it would cost, or why not."""
    try:
        with transaction() as uow:
            once.reserve(uow)
            address = once.led_to(uow, work(uow))
    except NotTold as untold:
        return _told(untold, zone)
    except once.SentBefore as before:
        if not before.same:
            flash(say(Phrase("This was saved before; what you changed since was not.")), "bad")
        return see(before.address)
    except (errors.Invalid, errors.Conflict) as wrong:
        return refused(wrong)
    flash(say(said), "good")
    return see(address)


def _told(untold: NotTold, zone: str) -> Response:
    """Show the visits, with the form as it was sent."""
    carried = [(name, text) for name, text in request.form.items(multi=True) if name not in _OWN]
    with transaction(write=False) as uow:
        page = render_template(
            "roster_told.html",
            losing=untold.losing,
            seen=untold.seen,
            carried=carried,
            back=back("/rosters"),
            zone=zone,
            now=uow.now,
            words=words,
            states=VISIT_STATES,
        )
    return make_response(page, 422)


def back(default: str) -> str:
    """Where the sender came from, as the form carries it."""
    return local_address(request.form.get("back") or request.args.get("back"), default)


def version() -> int | None:
    """The version of the row that the sender saw."""
    text = request.form.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _DIGITS else None


def wrong_of(refused: Refused) -> Mapping[str, Sequence[str]]:
    """What is wrong by field."""
    return refused.errors if isinstance(refused, errors.Invalid) else {"": [refused.detail]}
