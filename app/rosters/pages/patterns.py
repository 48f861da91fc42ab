"""The patterns that there are; those of the company's own are made, changed, withdrawn and offered again."""

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
from app.rosters.pages.doing import Refused, done, version, wrong_of
from app.rosters.reads.patterns import patterns, read_pattern, withdrawn
from app.rosters.rules.pattern_text import read_days, write_days
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


def pattern_own(roster_pattern_id: UUID) -> str:
    """Show a pattern of the company's own with its form."""
    with transaction(write=False) as uow:
        return _own_page(uow, roster_pattern_id, None)


def change(roster_pattern_id: UUID) -> Response:
    """Change a pattern of the company's own; what it made stays as it is."""
    typed = {name: request.form.get(name, "") for name in LABELS}

    def work(uow: UnitOfWork) -> str:
        row = _at(uow, roster_pattern_id)
        said = _form(typed, {}).read()
        said["days"] = read_days(said.pop("days_said"), "days_said")
        registry.update(uow, "roster_pattern", row, said)
        return url_for("pages.roster_patterns")

    return done(
        work, Phrase("The pattern was saved."), lambda no: _again(no, roster_pattern_id, typed), "UTC"
    )


def remove(roster_pattern_id: UUID) -> Response:
    """Withdraw a pattern of the company's own; what it made stays."""
    return _offer(roster_pattern_id, Phrase("The pattern was withdrawn."), active=False)


def restore(roster_pattern_id: UUID) -> Response:
    """Offer a pattern again that was withdrawn."""
    return _offer(roster_pattern_id, Phrase("The pattern can be applied again."), active=True)


def _offer(roster_pattern_id: UUID, said: Phrase, *, active: bool) -> Response:
    def work(uow: UnitOfWork) -> str:
        registry.update(uow, "roster_pattern", _at(uow, roster_pattern_id), {"active": active})
        return url_for("pages.roster_patterns")

    return done(work, said, lambda no: _again(no, roster_pattern_id, None), "UTC")


def _read(uow: UnitOfWork, roster_pattern_id: UUID) -> RosterPattern:
    row: RosterPattern = registers.one(uow, registers.REGISTERS["roster_pattern"], roster_pattern_id)
    return row


def _at(uow: UnitOfWork, roster_pattern_id: UUID) -> RosterPattern:
    row = _read(uow, roster_pattern_id)
    if row.version != version():
        raise errors.VersionConflict("roster_pattern", roster_pattern_id)
    return row


def _again(wrong: Refused, roster_pattern_id: UUID, typed: Mapping[str, str] | None) -> Response:
    """Show the form as it was typed with what is wrong; of one changed meanwhile also what stands now."""
    meanwhile = isinstance(wrong, errors.VersionConflict)
    told = wrong_of(wrong) if isinstance(wrong, errors.Invalid) else {"name": wrong_of(wrong)[""]}
    with transaction(write=False) as uow:
        form = _form(typed, {} if meanwhile else told) if typed else None
        return make_response(_own_page(uow, roster_pattern_id, form, meanwhile=meanwhile), wrong.status)


def _own_page(uow: UnitOfWork, roster_pattern_id: UUID, form: Form | None, *, meanwhile: bool = False) -> str:
    row = _read(uow, roster_pattern_id)
    stands = {
        "name": row.name,
        "crews": str(row.crews),
        "weekly": "1" if row.weekly else "",
        "days_said": write_days(row.days),
    }
    return render_template(
        "roster_own_pattern.html",
        row=row,
        pattern=read_pattern(row),
        form=form or _form(stands, {}),
        meanwhile=meanwhile,
        once=once.fresh(uow),
        words=words,
    )


def _form(typed: Mapping[str, str], wrong: Mapping[str, Sequence[str]]) -> Form:
    return Form(PatternForm(), LABELS, typed, wrong, stands_for={"days": "days_said"})


def _page(uow: UnitOfWork, form: Form) -> str:
    return render_template(
        "roster_patterns.html",
        patterns=patterns(uow),
        withdrawn=withdrawn(uow),
        built_in=BUILT_IN,
        form=form,
        once=once.fresh(uow),
        words=words,
    )


def register(site: Blueprint) -> None:
    """Add the addresses."""
    site.add_url_rule("/rosters/patterns", "roster_patterns", patterns_page)
    site.add_url_rule("/rosters/patterns", "add_roster_pattern", add, methods=["POST"])
    one = "/rosters/patterns/<uuid:roster_pattern_id>"
    site.add_url_rule(one, "roster_pattern", pattern_own)
    site.add_url_rule(one, "change_roster_pattern", change, methods=["POST"])
    site.add_url_rule(f"{one}/remove", "remove_roster_pattern", remove, methods=["POST"])
    site.add_url_rule(f"{one}/restore", "restore_roster_pattern", restore, methods=["POST"])
