"""The list of checklists, what begins a new one, and the visits that work through a version."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from flask import Blueprint, flash, make_response, render_template, request, url_for
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
from app.web.pages import lists, once
from app.web.pages.forms import see
from app.web.policy import ADMIN
from app.web.wording import say
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
    if (sent := request.files.get("file")) and sent.filename:
        values["toml"] = sent.stream.read(MAX_TOML + 1).decode("utf-8", errors="replace")
    try:
        with transaction() as uow:
            once.reserve(uow)
            row = _begun(uow, values)
            return see(once.led_to(uow, url_for("pages.checklist_version", version_id=row.id)))
    except errors.Conflict as refused:
        flash(say(refused.detail), "bad")
        known = refused.extra.get("draft_id") or refused.extra.get("version_id")
        return see(url_for("pages.checklist_version", version_id=known))
    except errors.Invalid as refused:
        with transaction(write=False) as uow:
            return make_response(_page(uow, values, refused.errors), 422)
    except once.SentBefore as before:
        return see(before.address)


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
        code_names=words.of_codes(versions.codes_for(uow, {})),
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
