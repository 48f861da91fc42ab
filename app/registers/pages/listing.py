"""The list of any register: looked through, filtered, page by page, set for many rows at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import flash, render_template, request, url_for
from marshmallow import ValidationError, fields
from werkzeug.wrappers import Response

from app.kernel import UnitOfWork, errors
from app.kernel.phrases import Phrase
from app.registers.commands import registry
from app.registers.pages import own, refusals, shown
from app.registers.pages.declaration import Declared
from app.registers.pages.declared import DECLARED
from app.registers.reads import finding
from app.registers.reads import registry as registers
from app.registers.reads.closing import on_its_page, taken_along
from app.web.context import transaction
from app.web.pages import lists
from app.web.pages.form_fields import Choices
from app.web.pages.forms import local_address, see
from app.web.pages.linked import address
from app.web.pages.lists import LongListing
from app.web.wording import say

SHOWN_FAILURES = 8
SET, SET_ALREADY = "", "already"
ON_OFF: Choices = (("true", Phrase("in use")), ("false", Phrase("out of use")))
YES_NO: Choices = (("true", Phrase("Yes")), ("false", Phrase("No")))


def wanted_of(declared: Declared) -> tuple[dict[str, Any], dict[str, str]]:
    """Read the filters of the address: as the list takes them, and as they stand there.

    What cannot be read is as if not given, since people edit addresses.
    """
    values, texts = own.asked(declared)
    for name, field in declared.resource.filters().fields.items():
        text = request.args.get(field.data_key or name, "").strip()[: lists.MAX_TEXT]
        if not text:
            continue
        try:
            values[name] = field.deserialize(int(text) if isinstance(field, fields.Integer) else text)
            texts[field.data_key or name] = text
        except (ValidationError, ValueError):
            continue
    asked = request.args.get("sort", "")
    values["sort"] = asked if asked.removeprefix("-") in declared.sorts else declared.sorts[0]
    return values, texts


def page(declared: Declared) -> str | Response:
    """Show one page of the list."""
    values, texts = wanted_of(declared)
    with transaction(write=False) as uow:
        if led := own.led_to_own(uow, declared):
            return led
        beside = {name: key for name in ("after", "before") if (key := _beside(declared, name)) is not None}
        found = finding.page(uow, declared.register, values, lists.PAGE_SIZE, beside)
        counted = finding.count(uow, declared.register, values)
        listing = LongListing(f"pages.{declared.plural}", (), values["sort"], texts, found, counted)
        names = shown.names_of(uow, declared, found.rows)
        return render_template(
            "register.html",
            listing=listing,
            d=declared,
            heads=[(path, shown.head(declared, path)) for path in declared.columns],
            rows=[
                (declared.key(row), [shown.cell(declared, path, row, names) for path in declared.columns])
                for row in found.rows
            ],
            filters=_filters(uow, declared),
            narrowed=_narrowed(uow, declared, values),
            bulk=_bulk(uow, declared) if address(f"{declared.name}_new") else [],
        )


def _beside(declared: Declared, name: str) -> Any:
    return request.args.get(name) if declared.by_code else lists.key(name)


def _filters(uow: UnitOfWork, declared: Declared) -> list[tuple[str, Phrase, Choices]]:
    """Return what is asked above the list: name, title, choices."""
    asked: list[tuple[str, Phrase, Choices]] = []
    for name in declared.filters:
        entry = declared.entries.get("skills" if name == "skill" else name)
        if name == "active":
            asked.append((name, Phrase("In use"), ON_OFF))
        elif name == "provisional":
            asked.append((name, Phrase("Provisional stars"), YES_NO))
        elif entry is not None and entry.choose is not None:
            mine = own.choices(uow, declared) if name == own.FIELD else ()
            asked.append((name, entry.label, (*mine, *entry.choose(uow))))
    return asked


def _narrowed(uow: UnitOfWork, declared: Declared, values: Mapping[str, Any]) -> list[tuple[Phrase, str]]:
    """Name the rows that the list is narrowed to where no choice above it shows them."""
    told = []
    for name, value in values.items():
        kind = name.removesuffix("_id")
        if name not in declared.filters and name.endswith("_id") and kind in DECLARED:
            found = finding.rows_of(uow, kind, [value]).get(value)
            told.append((DECLARED[kind].one, DECLARED[kind].called(found) if found else str(value)))
    return told


def _bulk(uow: UnitOfWork, declared: Declared) -> list[tuple[str, Phrase, Choices]]:
    """Return what can be set for many rows: field, what it does, choices."""
    acts: list[tuple[str, Phrase, Choices]] = []
    for path in declared.bulk:
        if path == "active":
            acts.append((path, Phrase("In use"), ON_OFF))
            continue
        entry = declared.entries[path]
        if entry.choose is not None:
            acts.append((path, entry.label, entry.choose(uow)))
    return acts


def set_many(declared: Declared) -> Response:
    """Set one field of the rows that were ticked; one that is refused stops no other."""
    back = local_address(request.form.get("next"), url_for(f"pages.{declared.plural}"))
    path, _, text = request.form.get("set", "").partition(":")
    keys = list(dict.fromkeys(request.form.getlist("key")))[: lists.PAGE_SIZE]
    if path not in declared.bulk or not keys:
        flash(say(Phrase("Tick the rows, and choose what shall be set.")), "bad")
        return see(back)
    field = declared.resource.body().fields[path]
    try:
        value = field.deserialize(text or None)
    except ValidationError:
        flash(say(Phrase("Tick the rows, and choose what shall be set.")), "bad")
        return see(back)
    outcomes = [_set(declared, key, path, value) for key in keys]
    done, same = outcomes.count(SET), outcomes.count(SET_ALREADY)
    failures = [said for said in outcomes if said not in {SET, SET_ALREADY}]
    if done:
        flash(say(Phrase.counted("%(num)s row was set.", "%(num)s rows were set.", done)), "good")
    if same:
        told = Phrase.counted("%(num)s row was so already.", "%(num)s rows were so already.", same)
        flash(say(told), "good")
    for said in failures[:SHOWN_FAILURES]:
        flash(said, "bad")
    return see(back)


def _set(declared: Declared, key: str, path: str, value: Any) -> str:
    """Set a column of one row; returns `SET`, `SET_ALREADY`, or why not."""
    name = key
    try:
        with transaction() as uow:
            row = registers.one(uow, declared.register, refusals.key_of(declared, key))
            name = declared.called(row)
            same = getattr(row, path) == value
            if path == "active" and not value and (lines := taken_along(uow, declared.name, row)):
                return f"{name}{say(Phrase(': '))}{say(on_its_page(lines))}"
            registry.update(uow, declared.name, row, {path: value})
    except (errors.Invalid, errors.Conflict, errors.NotFound) as refused:
        return f"{name}{say(Phrase(': '))}{refusals.sentence(declared, refused)}"
    return SET_ALREADY if same else SET
