"""One version of a checklist: read, and while it is a draft written step by step."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, make_response, request, url_for
from werkzeug.wrappers import Response

from app.checklist_templates.commands import drafts
from app.checklist_templates.pages import view
from app.checklist_templates.pages.bodies import typed
from app.checklist_templates.pages.view import Typed
from app.checklist_templates.rules import steps
from app.checklist_templates.rules.step_form import step_of
from app.checklist_templates.rules.trying import number_from
from app.checklist_templates.tables import ChecklistVersion
from app.kernel import errors
from app.kernel.phrases import Phrase
from app.web.context import transaction
from app.web.pages import drafted, kept, once
from app.web.pages.forms import see, whole_number
from app.web.wording import say
from checklists import as_toml, parse_template

ADD, ADD_END, REMOVE, UP, DOWN, HEAD = "add", "add_end", "remove", "up", "down", "head"
_MOST_DIGITS = 3


def version(version_id: UUID) -> str:
    """Show a version; `?step=` opens one of its steps."""
    with transaction(write=False) as uow:
        text = request.args.get("step", "")
        at = int(text) if text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS else None
        return view.page(uow, uow.get(ChecklistVersion, version_id), at)


def write(version_id: UUID) -> Response:
    """Write the head or a step of a draft, or put in, move or take out a step; it may still be at fault."""
    do, values = request.form.get("do", ""), typed()
    try:
        with transaction() as uow:
            once.reserve(uow)
            row = uow.get(ChecklistVersion, version_id)
            content, at = _changed(row.content, do, values)
            drafts.write(uow, version_id, drafted.seen(), content)
            return see(once.led_to(uow, _address(version_id, at)))
    except errors.Conflict as refused:
        with transaction(write=False) as uow:
            row = uow.get(ChecklistVersion, version_id)
            why = kept.why_not(refused)
            page = view.page(uow, row, _place(row.content, values), Typed(values, do == HEAD, why))
            return make_response(page, 409)
    except once.SentBefore as before:
        return see(before.address)


def publish(version_id: UUID) -> Response:
    """Put a draft into force."""
    seen = drafted.seen()
    return drafted.published(
        lambda uow: drafts.publish(uow, version_id, seen),
        lambda number: Phrase(
            "Version %(number)s is in force: visits made from now on get it.", number=number
        ),
        _address(version_id),
    )


def discard(version_id: UUID) -> Response:
    """Throw a draft away."""
    seen = drafted.seen()
    return drafted.thrown_away(
        lambda uow: drafts.DRAFTS.throw_away(uow, version_id, seen),
        _address(version_id),
        url_for("pages.checklist_templates"),
    )


def begin(version_id: UUID) -> Response:
    """Begin the next version, or go on with the draft that there is."""
    return drafted.next_begun(lambda uow: drafts.begin_from(uow, version_id), _address)


def toml(version_id: UUID) -> Response:
    """Send a version as a file."""
    with transaction(write=False) as uow:
        row = uow.get(ChecklistVersion, version_id)
        content, name = row.content, f"{row.key}.v{row.number}.toml"
    try:
        drafts.check(content)
    except errors.Invalid:
        flash(say(Phrase("No file yet: first mend what is listed below.")), "bad")
        return see(_address(version_id))
    return drafted.toml_file(as_toml(parse_template(content)), name)


def _changed(content: dict[str, Any], do: str, values: dict[str, str]) -> tuple[dict[str, Any], int | None]:
    """Return the content as the button says, and the step to show next."""
    if do == HEAD:
        codes = values.get("applies_to", "").replace(",", " ").replace("，", " ").split()
        title = {"en": values.get("title.en", "").strip(), "zh-CN": values.get("title.zh-CN", "").strip()}
        order = number_from(values.get("order", "").strip())
        return {**content, "title": title, "order": order, "applies_to": codes}, None
    at = _place(content, values)
    if at is None:
        if do not in (ADD, ADD_END):
            raise errors.Conflict(Phrase("This step is not there any more."))
        return steps.added(content, len(content["items"]) - 1)
    if "type" in values:
        content = steps.changed(content, at, step_of(values, steps.types_of(content)))
    if do == ADD_END:
        return steps.added(content, len(content["items"]) - 1)
    if do == ADD:
        return steps.added(content, at)
    if do == REMOVE:
        return steps.removed(content, at), None
    return steps.moved(content, at, {UP: -1, DOWN: 1}[do]) if do in (UP, DOWN) else (content, at)


def _place(content: dict[str, Any], values: dict[str, str]) -> int | None:
    """Where the step stands that was shown: by its key, since others may have been put in before it.

    Two steps of one key are told apart by where they stood.
    """
    at = whole_number("step")
    items = content["items"]
    if at is not None and at < len(items) and items[at].get("key") == values.get("was"):
        return at
    return steps.place_of(content, values.get("was", ""))


def _address(version_id: UUID, at: int | None = None) -> str:
    anchor = None if at is None else "step"
    return url_for("pages.checklist_version", version_id=version_id, step=at, _anchor=anchor)


def register(site: Blueprint) -> None:
    """Add the addresses."""
    at = "/checklist-templates/<uuid:version_id>"
    site.add_url_rule(at, "checklist_version", version)
    site.add_url_rule(at, "checklist_write", write, methods=["POST"])
    site.add_url_rule(f"{at}/publish", "checklist_publish", publish, methods=["POST"])
    site.add_url_rule(f"{at}/discard", "checklist_discard", discard, methods=["POST"])
    site.add_url_rule(f"{at}/draft", "checklist_draft", begin, methods=["POST"])
    site.add_url_rule(f"{at}/toml", "checklist_toml", toml)
