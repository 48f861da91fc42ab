"""A provider's terms: what its grade proposes, what was decided, suspensions, and what it is able to do."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, render_template, url_for
from werkzeug.wrappers import Response

from app.kernel import UnitOfWork
from app.kernel.local_dates import local_date
from app.kernel.phrases import Phrase
from app.providers.api import shapes
from app.providers.commands.abilities import AbilitySaid, decide_record, declare
from app.providers.commands.suspensions import SuspensionSaid, lift, suspend
from app.providers.commands.terms import TermsSaid, decide
from app.providers.pages import words
from app.providers.pages.one_form import OneForm, send, show
from app.providers.reads.overview import overview, terms_of
from app.providers.reads.rights import require_provider
from app.providers.rules.abilities import DECLARED
from app.providers.tables import ProviderRecord, ProviderSuspension
from app.stars.reads.facts import zone_of_all
from app.web.context import principal, transaction
from app.web.pages import kept
from app.web.pages.forms import see
from app.web.policy import MANAGEMENT
from app.web.wording import say

_OF = ("provider_id",)


def _terms(provider_id: UUID) -> str:
    return url_for("pages.provider_terms", provider_id=provider_id)


def _today(uow: UnitOfWork) -> str:
    return local_date(uow.now, zone_of_all(uow)).isoformat()


def providers_overview() -> str:
    """Show all providers to who answers for them."""
    with transaction(write=False) as uow:
        return render_template("providers_overview.html", lines=overview(uow), words=words)


def provider_terms(provider_id: UUID) -> str:
    """Show one."""
    with transaction(write=False) as uow:
        return render_template(
            "provider_terms.html",
            t=terms_of(uow, provider_id),
            office=principal().role in MANAGEMENT,
            words=words,
            now=uow.now,
            zone=zone_of_all(uow),
        )


def _deciding(provider_id: UUID, uow: UnitOfWork) -> OneForm:
    name = require_provider(uow, provider_id).name
    found = terms_of(uow, provider_id)
    by_grade = found.proposed
    return OneForm(
        title=Phrase("Decide the terms of %(name)s", name=name),
        about=Phrase(
            "In per cent of the usual. The statements read the factor; the planner reads the share of work"
            " from that day on: who has had more of the month's work than is decided goes later."
        ),
        button=Phrase("Decide"),
        done=Phrase("Decided."),
        schema=shapes.NewTerms(exclude=_OF),
        labels={
            "factor_percent": Phrase("Settlement factor in per cent"),
            "share_percent": Phrase("Share of work in per cent"),
            "effective_on": Phrase("In effect from"),
            "reason": Phrase("Reason"),
        },
        back=_terms(provider_id),
        values={
            "factor_percent": str(by_grade.factor_percent or found.in_force.factor_percent),
            "share_percent": str(by_grade.share_percent or found.in_force.share_percent),
            "effective_on": _today(uow),
        },
    )


def new_provider_terms(provider_id: UUID) -> str:
    """Show the form of a decision, filled with what the grade proposes."""
    return show(lambda uow: _deciding(provider_id, uow))


def decide_provider_terms(provider_id: UUID) -> Response:
    """Decide."""

    def act(uow: UnitOfWork, said: dict[str, Any]) -> object:
        return decide(uow, TermsSaid(provider_id=provider_id, **said))

    return send(lambda uow: _deciding(provider_id, uow), act)


def _suspending(provider_id: UUID, uow: UnitOfWork) -> OneForm:
    name = require_provider(uow, provider_id).name
    return OneForm(
        title=Phrase("Suspend %(name)s", name=name),
        about=Phrase(
            "From the first day to the last nobody of this provider is sent; open visits go to others."
        ),
        button=Phrase("Suspend"),
        done=Phrase("Suspended; the planner knows it."),
        schema=shapes.NewProviderSuspension(exclude=_OF),
        labels={
            "from_on": Phrase("First day"),
            "until_on": Phrase("Last day (empty: no end)"),
            "reason": Phrase("Reason"),
        },
        back=_terms(provider_id),
        values={"from_on": _today(uow)},
    )


def new_provider_suspension(provider_id: UUID) -> str:
    """Show an empty form."""
    return show(lambda uow: _suspending(provider_id, uow))


def suspend_provider(provider_id: UUID) -> Response:
    """Suspend."""

    def act(uow: UnitOfWork, said: dict[str, Any]) -> object:
        return suspend(uow, SuspensionSaid(provider_id=provider_id, **said))

    return send(lambda uow: _suspending(provider_id, uow), act)


def _lifting(suspension_id: UUID, uow: UnitOfWork) -> OneForm:
    row = uow.get(ProviderSuspension, suspension_id)
    name = require_provider(uow, row.provider_id).name
    return OneForm(
        title=Phrase("Lift the suspension of %(name)s", name=name),
        about=Phrase("What was said stays on record; the planner sends its people again at once."),
        button=Phrase("Lift the suspension"),
        done=Phrase("Lifted; the planner knows it."),
        schema=shapes.EndingSuspension(),
        labels={"note": Phrase("Why it is lifted")},
        back=_terms(row.provider_id),
        facts=((Phrase("Reason"), row.reason),),
    )


def provider_suspension(suspension_id: UUID) -> str:
    """Show one, to be lifted."""
    return show(lambda uow: _lifting(suspension_id, uow))


def lift_provider_suspension(suspension_id: UUID) -> Response:
    """Lift it."""
    return send(
        lambda uow: _lifting(suspension_id, uow), lambda uow, said: lift(uow, suspension_id, said["note"])
    )


def _declaring(provider_id: UUID, uow: UnitOfWork) -> OneForm:
    name = require_provider(uow, provider_id).name
    return OneForm(
        title=Phrase("What %(name)s is able to do", name=name),
        about=Phrase(
            "A share in per cent, with what proves it. It counts for the grade once a manager has confirmed"
            " it, and tells about one year."
        ),
        button=Phrase("Declare"),
        done=Phrase("Declared; a manager confirms it."),
        schema=shapes.NewProviderRecord(exclude=_OF),
        labels={
            "measure": Phrase("What"),
            "percent": Phrase("Share in per cent"),
            "declared_on": Phrase("As it was on"),
            "proof": Phrase("What proves it"),
        },
        back=_terms(provider_id),
        values={"declared_on": _today(uow)},
        choices={"measure": [(str(one), say(words.MEASURE_TITLES[one])) for one in DECLARED]},
    )


def new_provider_record(provider_id: UUID) -> str:
    """Show an empty form."""
    return show(lambda uow: _declaring(provider_id, uow))


def declare_provider_record(provider_id: UUID) -> Response:
    """Declare."""

    def act(uow: UnitOfWork, said: dict[str, Any]) -> object:
        return declare(uow, AbilitySaid(provider_id=provider_id, **said))

    return send(lambda uow: _declaring(provider_id, uow), act)


def _refusing(record_id: UUID, uow: UnitOfWork) -> OneForm:
    row = uow.get(ProviderRecord, record_id)
    require_provider(uow, row.provider_id)
    return OneForm(
        title=Phrase("Refuse a declared record"),
        about=Phrase("It does not count; the provider reads the reason."),
        button=Phrase("Refuse"),
        done=Phrase("The declaration is refused."),
        schema=shapes.RefusingRecord(),
        labels={"note": Phrase("Reason")},
        back=_terms(row.provider_id),
        facts=(
            (words.MEASURE_TITLES[row.measure], f"{row.percent} %"),
            (Phrase("What proves it"), row.proof),
        ),
    )


def provider_record(record_id: UUID) -> str:
    """Show the form of a refusal."""
    return show(lambda uow: _refusing(record_id, uow))


def refuse_provider_record(record_id: UUID) -> Response:
    """Refuse it."""

    def act(uow: UnitOfWork, said: dict[str, Any]) -> object:
        return decide_record(uow, record_id, confirmed=False, note=said["note"])

    return send(lambda uow: _refusing(record_id, uow), act)


def confirm_provider_record(record_id: UUID) -> Response:
    """Confirm it; again it changes nothing."""
    with transaction(write=False) as uow:
        back = _terms(uow.get(ProviderRecord, record_id).provider_id)
    try:
        with transaction() as uow:
            decide_record(uow, record_id, confirmed=True, note="")
    except kept.REFUSALS as refused:
        flash(kept.why_not(refused), "bad")
    else:
        flash(say(Phrase("Confirmed; it counts from now on.")), "good")
    return see(back)


def register(site: Blueprint) -> None:
    """Add the addresses."""
    one = "/providers/<uuid:provider_id>/terms"
    site.add_url_rule("/providers/overview", view_func=providers_overview)
    site.add_url_rule(one, view_func=provider_terms)
    for part, shown, sent in (
        ("", new_provider_terms, decide_provider_terms),
        ("/suspensions", new_provider_suspension, suspend_provider),
        ("/records", new_provider_record, declare_provider_record),
    ):
        site.add_url_rule(f"{one}{part}/new", view_func=shown)
        site.add_url_rule(f"{one}{part}", view_func=sent, methods=["POST"])
    lifting, record = (
        "/providers/suspensions/<uuid:suspension_id>/lift",
        "/providers/records/<uuid:record_id>",
    )
    site.add_url_rule(lifting, view_func=provider_suspension)
    site.add_url_rule(lifting, view_func=lift_provider_suspension, methods=["POST"])
    site.add_url_rule(f"{record}/refuse", view_func=provider_record)
    site.add_url_rule(f"{record}/refuse", view_func=refuse_provider_record, methods=["POST"])
    site.add_url_rule(f"{record}/confirm", view_func=confirm_provider_record, methods=["POST"])
