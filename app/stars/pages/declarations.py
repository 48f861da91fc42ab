"""What managers declare of visits: the list, the form, one with its withdrawal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from flask import Blueprint, flash, make_response, render_template, request, url_for
from werkzeug.wrappers import Response

from app.kernel import UnitOfWork, errors
from app.kernel.phrases import Phrase
from app.stars.api.declarations import NewDeclaration, Withdrawal
from app.stars.commands.declarations import Declaration, declare, withdraw
from app.stars.pages import words
from app.stars.reads import declarations as reads
from app.stars.reads.facts import zone_of_all
from app.stars.rules.leaving_out import TOUCHES, ordered
from app.web.context import principal, transaction
from app.web.pages import kept, lists, once
from app.web.pages.form_kit import Form, Labels
from app.web.pages.forms import see
from app.web.wording import say

LABELS: Labels = {
    "territory_id": Phrase("Territory"),
    "from_at": Phrase("From"),
    "until_at": Phrase("Until"),
    "reason": Phrase("Reason"),
    "counts_half": Phrase("Counts half (else not at all)"),
    "note": Phrase("What happened"),
}
OF_VISIT = ("reason", "counts_half", "note")
WHY_LABELS: Labels = {"note": Phrase("Why it is taken back")}
Refused = errors.Invalid | errors.Conflict


def star_declarations() -> str:
    """Show what was declared."""
    with transaction(write=False) as uow:
        page = reads.declarations_shown(uow, principal(), lists.page_number(), lists.PAGE_SIZE)
        return render_template("star_declarations.html", page=page, words=words, now=uow.now)


def new_star_declaration() -> str:
    """Show an empty form: of the visit that the address names, else of a territory."""
    with transaction(write=False) as uow:
        own = reads.own_territories_by_name(uow, principal())
        return _form_page(uow, lists.key("visit"), {"territory_id": own[0][0]} if len(own) == 1 else {})


def add_star_declaration() -> Response:
    """Declare it."""
    typed = {name: request.form.get(name, "") for name in LABELS}
    visit_id = _visit_sent()
    try:
        with transaction() as uow:
            once.reserve(uow)
            said = _form(uow, visit_id, typed).read()
            row = declare(uow, Declaration(**{**said, "visit_id": visit_id}))
            address = once.led_to(uow, url_for("pages.star_declaration", star_declaration_id=row.id))
    except once.SentBefore as before:
        return see(before.address)
    except (errors.Invalid, errors.Conflict) as refused:
        with transaction(write=False) as uow:
            return make_response(_form_page(uow, visit_id, typed, _wrong(refused)), refused.status)
    flash(say(Phrase("It was declared; the figures follow in a minute.")), "good")
    return see(address)


def star_declaration(star_declaration_id: UUID) -> str:
    """Show one."""
    with transaction(write=False) as uow:
        return _one(uow, star_declaration_id, {})


def withdraw_star_declaration(star_declaration_id: UUID) -> Response:
    """Take it back."""
    typed = {"note": request.form.get("note", "")}
    try:
        with transaction() as uow:
            once.reserve(uow)
            said = Form(Withdrawal(), WHY_LABELS, typed).read()
            withdraw(uow, star_declaration_id, said["note"])
            address = url_for("pages.star_declaration", star_declaration_id=star_declaration_id)
            once.led_to(uow, address)
    except once.SentBefore as before:
        return see(before.address)
    except (errors.Invalid, errors.Conflict) as refused:
        with transaction(write=False) as uow:
            return make_response(_one(uow, star_declaration_id, typed, _wrong(refused)), refused.status)
    flash(say(Phrase("It was taken back; the figures follow in a minute.")), "good")
    return see(address)


def _visit_sent() -> UUID | None:
    try:
        return UUID(request.form.get("visit_id", ""))
    except ValueError:
        return None


def _wrong(refused: Refused) -> Mapping[str, Sequence[str]]:
    return refused.errors if isinstance(refused, errors.Invalid) else {"": [kept.why_not(refused)]}


def _form(
    uow: UnitOfWork,
    visit_id: UUID | None,
    typed: Mapping[str, str],
    wrong: Mapping[str, Sequence[str]] | None = None,
) -> Form:
    labels = {name: LABELS[name] for name in OF_VISIT} if visit_id else LABELS
    choices = {
        "territory_id": reads.own_territories_by_name(uow, principal()),
        "reason": [(str(key), say(text)) for key, text in words.REASONS.items()],
    }
    return Form(NewDeclaration(), labels, typed, wrong or {}, zone_of_all(uow), choices=choices)


def _form_page(
    uow: UnitOfWork,
    visit_id: UUID | None,
    typed: Mapping[str, str],
    wrong: Mapping[str, Sequence[str]] | None = None,
) -> str:
    visit = reads.about_visit(uow, visit_id) if visit_id else None
    if visit is not None:
        reads.require_own(uow, principal(), visit.territory_id, "visit", visit.visit_id)
    return render_template(
        "star_declaration_form.html",
        form=_form(uow, visit_id, typed, wrong),
        visit=visit,
        touches=[
            (say(words.REASONS[reason]), [say(words.TITLES[one]) for one in ordered(measures)])
            for reason, measures in TOUCHES.items()
        ],
        zone=zone_of_all(uow),
        once=once.fresh(uow),
        now=uow.now,
    )


def _one(
    uow: UnitOfWork,
    key: UUID,
    typed: Mapping[str, str],
    wrong: Mapping[str, Sequence[str]] | None = None,
) -> str:
    return render_template(
        "star_declaration.html",
        one=reads.declaration_of(uow, principal(), key),
        form=Form(Withdrawal(), WHY_LABELS, typed, wrong or {}),
        words=words,
        once=once.fresh(uow),
        now=uow.now,
    )


def register(site: Blueprint) -> None:
    """Add the addresses."""
    every, one = "/stars/declarations", "/stars/declarations/<uuid:star_declaration_id>"
    site.add_url_rule(every, view_func=star_declarations)
    site.add_url_rule(f"{every}/new", view_func=new_star_declaration)
    site.add_url_rule(every, view_func=add_star_declaration, methods=["POST"])
    site.add_url_rule(one, view_func=star_declaration)
    site.add_url_rule(f"{one}/withdraw", view_func=withdraw_star_declaration, methods=["POST"])
