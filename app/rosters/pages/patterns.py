"""The patterns that there are, and the form for one of the company's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from flask import Blueprint, make_response, render_template, request, url_for
from marshmallow import fields
from werkzeug.wrappers import Response

from app.kernel import UnitOfWork, errors
from app.kernel.phrases import Phrase
from app.registers.commands import registry
from app.registers.reads import registry as registers
from app.rosters.pages import words
from app.rosters.pages.doing import Refused, done, wrong_of
from app.rosters.reads.patterns import patterns
from app.rosters.rules.pattern_text import read_days
from app.rosters.rules.patterns import BUILT_IN
from app.rosters.tables import RosterPattern
from app.web.api import Schema
from app.web.context import transaction
from app.web.fields import text, text_for, whole_for
from app.web.pages import once
from app.web.pages.form_kit import Form, Labels

LABELS: Labels = {
    "name": Phrase("Name"),
    "crews": Phrase("Crews"),
    "weekly": Phrase("The first day is a Monday"),
    "days_said": Phrase("Days of the cycle, one on each line"),
}


class PatternForm(Schema):
    """A pattern as a form says it: its days are lines of text."""

    name = text_for(RosterPattern.name, shortest=1, required=True)
    crews = whole_for(RosterPattern.crews)
    weekly = fields.Boolean(load_default=False)
    days_said = text(6000, required=True, shortest=1)


def patterns_page() -> str:
    """Show the patterns, and an empty form."""
    with transaction(write=False) as uow:
        return _page(uow, _form({"crews": "1"}, {}))


def add() -> Response:
    """Keep a pattern of the company's own."""
    typed = {name: request.form.get(name, "") for name in LABELS}

    def work(uow: UnitOfWork) -> str:
        said = _form(typed, {}).read()
        said["days"] = read_days(said.pop("days_said"), "days_said")
        registry.create(uow, "roster_pattern", said)
        return url_for("pages.roster_patterns")

    def refused(wrong: Refused) -> Response:
        told: Mapping[str, Sequence[str]] = wrong_of(wrong)
        if not isinstance(wrong, errors.Invalid):
            told = {"name": told[""]}
        with transaction(write=False) as uow:
            return make_response(_page(uow, _form(typed, told)), wrong.status)

    return done(work, Phrase("The pattern was kept."), refused, "UTC")


def remove(roster_pattern_id: UUID) -> Response:
    """Remove a pattern of the company's own; what it made stays."""

    def work(uow: UnitOfWork) -> str:
        row = registers.one(uow, registers.REGISTERS["roster_pattern"], roster_pattern_id)
        registry.remove(uow, "roster_pattern", row)
        return url_for("pages.roster_patterns")

    def refused(wrong: Refused) -> Response:
        raise wrong

    return done(work, Phrase("The pattern was removed."), refused, "UTC")


def _form(typed: Mapping[str, str], wrong: Mapping[str, Sequence[str]]) -> Form:
    return Form(PatternForm(), LABELS, typed, wrong, stands_for={"days": "days_said"})


def _page(uow: UnitOfWork, form: Form) -> str:
    return render_template(
        "roster_patterns.html",
        patterns=patterns(uow),
        built_in=BUILT_IN,
        form=form,
        once=once.fresh(uow),
        words=words,
    )


def register(site: Blueprint) -> None:
    """Add the addresses."""
    site.add_url_rule("/rosters/patterns", "roster_patterns", patterns_page)
    site.add_url_rule("/rosters/patterns", "add_roster_pattern", add, methods=["POST"])
    one = "/rosters/patterns/<uuid:roster_pattern_id>/remove"
    site.add_url_rule(one, "remove_roster_pattern", remove, methods=["POST"])
