"""The form of any register: a new row, or one that is changed; who was slower sees both, side by side."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import flash, make_response, render_template, request, url_for
from werkzeug.wrappers import Response

from app.kernel import UnitOfWork, errors
from app.kernel.phrases import Phrase
from app.registers.commands import registry
from app.registers.pages import asking, conflicts, referring, refusals
from app.registers.pages.declaration import Declared
from app.registers.pages.drawing import drawn, outlined
from app.registers.pages.typed import columns_of, form_of, typed
from app.registers.reads import registry as registers
from app.registers.reads.alike import Alike
from app.registers.reads.odd_places import Odd
from app.registers.reads.territories import around
from app.registers.reads.warnings import row_warnings
from app.web.context import transaction
from app.web.pages import once
from app.web.pages.form_kit import Form
from app.web.pages.forms import see, whole_number
from app.web.wording import say

LONGEST_GIVEN = 200
"""Characters of a field that are looked at in an address."""


@dataclass(frozen=True)
class Asked:
    """The form as it is shown: what was typed, what is wrong, and for a row on record what stood there."""

    declared: Declared
    values: Mapping[str, str]
    key: Any = None
    was: Mapping[str, str] = field(default_factory=dict)
    wrong: Mapping[str, Sequence[str]] = field(default_factory=dict)
    conflicts: Sequence[conflicts.Conflict] = ()
    taken: Sequence[str] = ()
    once: str = ""
    alike: Sequence[Alike] = ()
    odd: Sequence[Odd] = ()

    @property
    def is_new(self) -> bool:
        """Whether a row is to be added."""
        return self.key is None


def new(declared: Declared) -> str:
    """Show an empty form; the address may say what is known already."""
    with transaction(write=False) as uow:
        empty = form_of(uow, declared, {}, new=True)
        values = empty.usual() | {
            path: request.args[path][:LONGEST_GIVEN] for path in empty.labels if request.args.get(path)
        }
        return _page(uow, Asked(declared, values, once=once.fresh(uow)))


def create(declared: Declared) -> Response:
    """Add a row; a form that was refused comes back as it was typed."""
    values = asking.as_swapped(typed(declared, new=True))
    try:
        with transaction() as uow:
            once.reserve(uow)
            said, wrong = referring.resolved(uow, declared, values, request.form)
            read = columns_of(uow, declared, said, wrong)
            asking.ask(uow, declared, read)
            row = registry.create(uow, declared.name, read)
            warned = row_warnings(uow, row)
            address = once.led_to(uow, place_of(declared, declared.key(row)))
    except once.SentBefore as before:
        if not before.same:
            flash(say(Phrase("This form was saved before; what you changed since was not.")), "bad")
        return see(before.address)
    except asking.Doubted as doubted:
        same = request.form.get(once.FIELD, "")
        return _again(Asked(declared, values, once=same, alike=doubted.alike, odd=doubted.odd), 422)
    except refusals.REFUSED as refused:
        same = request.form.get(once.FIELD, "")
        told = refusals.by_field(refused)
        return _again(Asked(declared, values, wrong=told, once=same), refused.status)
    flash(say(Phrase("Saved.")), "good")
    _warn(warned)
    return see(address)


def _again(asked: Asked, status: int) -> Response:
    with transaction(write=False) as uow:
        return make_response(_page(uow, asked), status)


def edit(declared: Declared, key: Any) -> str:
    """Show what stands there, to be changed."""
    with transaction(write=False) as uow:
        row = registers.one(uow, declared.register, key)
        now = form_of(uow, declared, {}, new=False).texts(row)
        return _page(uow, Asked(declared, now, key, was=now))


def save(declared: Declared, key: Any) -> Response:
    """Write down what was changed; what somebody else changed meanwhile stays, or is asked about."""
    values = asking.as_swapped(typed(declared, new=False))
    was = conflicts.carried(request.form.get("was", ""))
    for _ in range(2):  # once more where somebody wrote between our reading and our writing
        try:
            return _save(declared, key, values, was)
        except errors.VersionConflict:
            continue
        except asking.Doubted as doubted:
            return _again(Asked(declared, values, key, was=was, odd=doubted.odd), 422)
        except refusals.REFUSED as refused:
            return _again(
                Asked(declared, values, key, was=was, wrong=refusals.by_field(refused)), refused.status
            )
    raise errors.TryAgain


def _save(declared: Declared, key: Any, values: Mapping[str, str], was: Mapping[str, str]) -> Response:
    with transaction() as uow:
        row = registers.one(uow, declared.register, key)
        now = form_of(uow, declared, {}, new=False).texts(row)
        if whole_number("version") == getattr(row, "version", 0):
            was = now  # nothing was changed meanwhile, in whatever language the form was shown
        values, wrong = referring.resolved(uow, declared, values, request.form)
        settled = conflicts.settle(values, was, now, request.form)
        if settled.open:
            asked = Asked(declared, settled.values, key, now, conflicts=settled.open, taken=settled.theirs)
            return make_response(_page(uow, asked), 409)
        changed = {path for path, text in settled.values.items() if text != now[path]}
        read = columns_of(uow, declared, settled.values, wrong, row, changed)
        asking.ask(uow, declared, read, row)
        registry.update(uow, declared.name, row, read)
        warned = row_warnings(uow, row) if changed else []
    flash(say(Phrase("Saved.") if changed else Phrase("Nothing to change.")), "good")
    _warn(warned)
    return see(place_of(declared, key))


def _warn(texts: Sequence[Phrase]) -> None:
    """Say what is odd about a row that was saved all the same."""
    for text in texts:
        flash(say(text), "bad")


def place_of(declared: Declared, key: Any) -> str:
    """Return the address of a row's page."""
    return url_for(f"pages.{declared.name}", **{declared.variable: key})


def _page(uow: UnitOfWork, asked: Asked) -> str:
    declared = asked.declared
    values = dict(asked.values)
    form = form_of(uow, declared, values, new=asked.is_new)
    row = None if asked.is_new else registers.one(uow, declared.register, asked.key)
    form = referring.named(uow, declared, form, request.form)
    return render_template(
        "register_form.html",
        d=declared,
        asked=asked,
        form=Form(**{**vars(form), "wrong": asked.wrong}),
        row=row,
        was=json.dumps(asked.was),
        offered=referring.offered(uow, declared, values, request.form),
        drawing=drawn(uow, declared, values, asked.key),
        outlined=outlined(uow, declared, values, asked.key),
        around=around(uow, getattr(row, "territory_id", None)),
        title=declared.add if row is None else declared.called(row),
        back=url_for(f"pages.{declared.plural}") if row is None else place_of(declared, asked.key),
        choices_of={path: _asked_at(target) for path, target in referring.references(declared)},
        said_of=lambda path, text: _said(uow, declared, form, path, text),
    )


def _asked_at(target: str) -> dict[str, str]:
    """Return the attributes of a field whose rows are offered while typing."""
    nothing = say(Phrase("Nothing on record is called so."))
    return {"data-choices": url_for(f"pages.{target}_choices"), "data-none": nothing}


def _said(uow: UnitOfWork, declared: Declared, form: Form, path: str, text: str) -> str:
    """Say a value as people read it: a choice by its title, a reference by its name."""
    target = dict(referring.references(declared)).get(path)
    if target:
        return referring.called(uow, target, text)
    titles = {str(value): title for value, title in form[path].choices}
    return say(Phrase(", ")).join(str(titles.get(one, one)) for one in text.split()) if titles else text
