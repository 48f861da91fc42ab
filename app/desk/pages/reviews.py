"""What phones sent and could not be applied: put before a person, with the facts and what can be done."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from flask import Blueprint, flash, render_template, request, url_for
from werkzeug.wrappers import Response

from app.desk.pages import bill_words, flags
from app.kernel import UnitOfWork, errors
from app.kernel.base import longest
from app.kernel.paging import page_of
from app.kernel.phrases import Phrase
from app.phones.rules.envelope import corrected
from app.phones.tables import PhoneEvent
from app.promise.pages import words
from app.visits.commands import reviews as services
from app.visits.errors import AlreadyDecided, NotApplicable
from app.visits.reads import reviews as queries
from app.visits.reads.held_charges import all_waiting
from app.web.context import principal, runtime, transaction
from app.web.pages import kept, lists
from app.web.pages.forms import local_address, see
from app.web.pages.i18n import money, named
from app.web.policy import DISPATCH
from app.web.wording import say

PAGE_SIZE = 20
MAX_NOTE = longest(PhoneEvent.review_note)
_CHOICES = ("open", "settled")

Decision = Callable[[UnitOfWork, UUID, str], PhoneEvent]


def reviews() -> str:
    """Show the messages that wait for a decision, or those that were decided about."""
    show = lists.one_of("show", _CHOICES) or "open"
    who = principal()
    with transaction(write=False) as uow:
        query = queries.review_items(who, uow.now, is_open=show == "open")
        page = page_of(uow, query, lists.page_number(), PAGE_SIZE)
        return render_template(
            "reviews.html",
            items=queries.in_context(uow, page.rows, with_others=who.role in DISPATCH),
            page=page,
            show=show,
            waiting=queries.open_count(uow),
            held=all_waiting(uow) if show == "open" else [],
            currency=uow.settings.currency,
            now=uow.now,
            happened_at=happened_at,
            content=content,
            flags=flags,
            words=words,
            may_act=who.role in DISPATCH,
        )


def happened_at(event: PhoneEvent) -> object:
    """Return when it happened by the server's clock."""
    return corrected(event.device_at, event.skew_s, event.received_at)


def content(item: queries.ReviewItem) -> str:
    """Say in a few words what the message holds, beside its position."""
    event, body, called = item.event, item.event.body, item.called
    match event.kind:
        case "incomplete":
            said = [words.word(flags.END_REASONS, str(body.get("reason", ""))), str(body.get("note") or "")]
        case "answers":
            said = [
                say(Phrase.counted("%(num)s answer", "%(num)s answers", num=len(body.get("answers", []))))
            ]
        case "part":
            name = named(called.en, called.zh_cn) if called else body.get("part_code")
            said = [f"{name} × {body.get('quantity')}"]
        case "charge":
            amount = money(int(body.get("amount_cents", 0)), runtime().settings.currency)
            name = named(called.en, called.zh_cn) if called else bill_words.spelled(str(body.get("kind")))
            said = [name, str(body.get("label") or ""), amount]
        case "signature":
            said = [words.word(words.ROLES, str(body.get("role", ""))), str(body.get("signer_name", ""))]
        case "positions":
            said = [
                say(
                    Phrase.counted(
                        "%(num)s position", "%(num)s positions", num=len(body.get("positions", []))
                    )
                )
            ]
        case _:
            keys = ("reason", "summary", "caption")
            said = [str(body[key]) for key in keys if body.get(key)]
    return say(Phrase(": ")).join(text for text in said if text)


def _apply(uow: UnitOfWork, item_id: UUID, note: str) -> PhoneEvent:
    return services.apply(uow, item_id, note)


def _attach(uow: UnitOfWork, item_id: UUID, note: str) -> PhoneEvent:
    try:
        visit_id = UUID(request.form.get("visit_id", ""))
    except ValueError as bad:
        raise errors.Invalid({"visit_id": Phrase("choose a visit")}) from bad
    return services.attach(uow, item_id, visit_id, note)


def _set_aside(uow: UnitOfWork, item_id: UUID, note: str) -> PhoneEvent:
    return services.resolve(uow, item_id, note)


DECISIONS: dict[str, Decision] = {"apply": _apply, "attach": _attach, "set-aside": _set_aside}


def _view(decide: Decision) -> Callable[[UUID], Response]:
    def decided(item_id: UUID) -> Response:
        try:
            with transaction() as uow:
                outcome = decide(uow, item_id, note_given()).review_outcome or ""
        except (errors.Conflict, errors.Invalid, errors.NotFound) as refused:
            form = url_for("pages.review_set_aside", item_id=item_id)
            kept.keep(refused, form, said=why_not(refused))
        else:
            flash(say(Phrase("Done: %(outcome)s.", outcome=words.word(flags.OUTCOMES, outcome))), "good")
        return see(local_address(request.form.get("next"), url_for("pages.reviews")))

    return decided


def note_given() -> str:
    """Return why somebody decides so.

    Raises:
        Invalid: the form does not say it.
    """
    text = request.form.get("note", "").strip()
    if not 0 < len(text) <= MAX_NOTE:
        raise errors.Invalid({"note": Phrase("must say why")})
    return text


def why_not(refused: Exception) -> str:
    """Say why a decision was not possible, and who was quicker."""
    if isinstance(refused, AlreadyDecided):
        outcome = words.word(flags.OUTCOMES, str(refused.extra["outcome"]))
        by = refused.extra["by"]
        return say(Phrase("%(name)s was quicker: %(outcome)s.", name=by, outcome=outcome))
    if isinstance(refused, NotApplicable):
        flag = flags.said(str(refused.extra["flag"]))
        return say(Phrase("It cannot be applied as things are: %(why)s.", why=flag))
    return kept.why_not(refused)


def register(site: Blueprint) -> None:
    """Add the addresses."""
    site.add_url_rule("/reviews", view_func=reviews)
    for verb, decide in DECISIONS.items():
        name = f"review_{verb.replace('-', '_')}"
        site.add_url_rule(f"/reviews/<uuid:item_id>/{verb}", name, _view(decide), methods=["POST"])
