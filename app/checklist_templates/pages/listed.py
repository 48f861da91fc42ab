"""The list of checklists, what begins a new one, and the visits that work through a version."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from flask import Blueprint, render_template, url_for
from werkzeug.wrappers import Response

from app.checklist_templates.commands import drafts
from app.checklist_templates.pages import words
from app.checklist_templates.pages.bodies import new_form, typed
from app.checklist_templates.reads import versions
from app.checklist_templates.rules.contents import empty
from app.checklist_templates.tables import ChecklistVersion
from app.kernel import UnitOfWork, errors
from app.kernel.paging import page_of
from app.kernel.phrases import Phrase
from app.registers.reads.customers import zone_of_customer
from app.web.context import principal, transaction
from app.web.pages import drafted, lists, once
from app.web.policy import ADMIN
from checklists import TemplateError, faults

MAX_TOML = 200_000
MAX_PARTS = ("key", "title.en", "title.zh-CN")


def checklist_templates() -> str:
    """Show all checklists."""
    with transaction(write=False) as uow:
        return _page(uow, {}, {})


def begin() -> Response:
    """Begin a new checklist: empty, or with the text of a file."""
    values = typed()
    if text := drafted.sent_file(MAX_TOML):
        values["toml"] = text
    return drafted.begun(
        lambda uow: _begun(uow, values),
        lambda version_id: url_for("pages.checklist_version", version_id=version_id),
        lambda uow, refused: _page(uow, values, refused.errors),
    )


def visits(version_id: UUID) -> str:
    """Show the visits that work through a version, newest first."""
    with transaction(write=False) as uow:
        row = uow.get(ChecklistVersion, version_id)
        page = page_of(uow, versions.visits_of(row), lists.page_number(), lists.PAGE_SIZE)
        return render_template(
            "checklist_visits.html",
            row=row,
            page=page,
            words=words,
            zone=zone_of_customer(uow, None),
            now=uow.now,
        )


def _begun(uow: UnitOfWork, values: Mapping[str, str]) -> ChecklistVersion:
    text = values.get("toml", "").strip()
    if text:
        if len(text) > MAX_TOML:
            raise errors.Invalid({"toml": Phrase("is too long")})
        return drafts.bring_in_toml(uow, text)
    key, *titles = (values.get(name, "").strip() for name in MAX_PARTS)
    content = empty(key, *titles)
    found = [one for one in faults(content) if one.path in ("key", "title.en", "title.zh-CN")]
    if found:
        raise drafts.refused(found)
    if versions.checklist(uow, key).versions:
        raise drafts.refused([TemplateError("key", "key_twice", key=key)])
    return drafts.begin(uow, content)


def _page(uow: UnitOfWork, values: Mapping[str, str], wrong: Mapping[str, list[str]]) -> str:
    labels = new_form({}).labels
    # What is wrong inside a file is told with the place in it; the form has no field of that name.
    inside = {path: texts for path, texts in wrong.items() if path not in labels}
    return render_template(
        "checklist_templates.html",
        checklists=versions.checklists(uow),
        codes=versions.codes_for(uow, {}),
        form=new_form(values, {path: texts for path, texts in wrong.items() if path in labels}),
        inside=inside,
        may_write=principal().role in ADMIN,
        once=once.fresh(uow),
        words=words,
        zone=zone_of_customer(uow, None),
        now=uow.now,
    )


def register(site: Blueprint) -> None:
    """Add the addresses."""
    site.add_url_rule("/checklist-templates", view_func=checklist_templates)
    site.add_url_rule("/checklist-templates", "checklist_begin", begin, methods=["POST"])
    site.add_url_rule("/checklist-templates/<uuid:version_id>/visits", "checklist_visits", visits)
