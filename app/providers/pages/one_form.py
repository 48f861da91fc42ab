"""A page with one form: shown empty, sent once, and shown again with what was wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import flash, make_response, render_template, request
from werkzeug.wrappers import Response

from app.kernel import UnitOfWork, errors
from app.kernel.phrases import Phrase
from app.web.api import Schema
from app.web.context import transaction
from app.web.pages import kept, once
from app.web.pages.form_kit import Choices, Form, Labels
from app.web.pages.forms import see
from app.web.wording import say

Wrong = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class OneForm:
    """What a form is: its fields, what is said around it, where it leads; `danger` colours its button."""

    title: Phrase
    about: Phrase
    button: Phrase
    done: Phrase
    schema: Schema
    labels: Labels
    back: str
    facts: Sequence[tuple[Phrase, str]] = ()
    values: Mapping[str, str] = field(default_factory=dict)
    kinds: Mapping[str, str] = field(default_factory=dict)
    choices: Mapping[str, Choices] = field(default_factory=dict)


Made = Callable[[UnitOfWork], OneForm]
"""Reads what the form is about; whoever may not see that is told there is nothing."""


def show(made: Made) -> str:
    """Show it empty."""
    with transaction(write=False) as uow:
        form = made(uow)
        return _page(uow, form, form.values)


def send(made: Made, act: Callable[[UnitOfWork, dict[str, Any]], object]) -> Response:
    """Do what it asks for; sent again it leads where it led."""
    with transaction(write=False) as uow:
        form = made(uow)
    typed = {name: request.form.get(name, "") for name in form.labels}
    try:
        with transaction() as uow:
            once.reserve(uow)
            act(uow, _form(form, typed).read())
            once.led_to(uow, form.back)
    except once.SentBefore as before:
        return see(before.address)
    except kept.REFUSALS as refused:
        wrong = refused.errors if isinstance(refused, errors.Invalid) else {"": [kept.why_not(refused)]}
        with transaction(write=False) as uow:
            return make_response(_page(uow, made(uow), typed, wrong), refused.status)
    flash(say(form.done), "good")
    return see(form.back)


def _form(form: OneForm, typed: Mapping[str, str], wrong: Wrong | None = None) -> Form:
    return Form(form.schema, form.labels, typed, wrong or {}, kinds=form.kinds, choices=form.choices)


def _page(uow: UnitOfWork, form: OneForm, typed: Mapping[str, str], wrong: Wrong | None = None) -> str:
    return render_template(
        "provider_form.html",
        one=form,
        form=_form(form, typed, wrong),
        once=once.fresh(uow),
        send_to=request.path.removesuffix("/new"),
    )
