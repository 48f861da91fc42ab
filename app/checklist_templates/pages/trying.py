"""The preview: a version as a phone shows it, with answers tried."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, render_template, request

from app.checklist_templates.pages import words
from app.checklist_templates.rules.trying import answer_from, try_out
from app.checklist_templates.tables import ChecklistVersion
from app.kernel.phrases import Phrase
from app.web.context import transaction
from app.web.languages import current
from app.web.pages import lists
from checklists import LOCALES, Phase, describe, faults, localise, parse_template

ANSWER = "a."


def preview(version_id: UUID) -> str:
    """Show what a phone shows after these answers, and what each gate still lacks."""
    with transaction(write=False) as uow:
        row = uow.get(ChecklistVersion, version_id)
        content, number, title = row.content, row.number, row.content.get("title") or {}
    locale = lists.one_of("lang", LOCALES) or ("zh-CN" if current().language == "zh" else "en")
    shared = {
        "version_id": version_id,
        "number": number,
        "title": title,
        "locale": locale,
        "languages": LOCALES,
    }
    found = faults(content)
    if found:
        told = [(one.path, Phrase.of(one.text)) for one in found]
        return render_template("checklist_preview.html", **shared, faults=told)
    template = parse_template(content)
    texts = {key: request.args.get(ANSWER + key, "") for key in template.by_key}
    tried = try_out(template, {key: answer_from(template.by_key[key], text) for key, text in texts.items()})
    shown = {item.key for item in tried.shown}
    return render_template(
        "checklist_preview.html",
        **shared,
        faults=[],
        checklist=describe(template, locale),
        shown=shown,
        texts=texts,
        wrong={key: localise(text, locale) for key, text in tried.wrong.items()},
        lacks=[(phase, [localise(one.text, locale) for one in tried.lacks[phase]]) for phase in Phase],
        words=words,
    )


def register(site: Blueprint) -> None:
    """Add the address."""
    site.add_url_rule("/checklist-templates/<uuid:version_id>/preview", "checklist_preview", preview)
