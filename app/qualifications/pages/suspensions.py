"""Suspending somebody from a skill, and lifting it, by forms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from flask import Blueprint, flash, make_response, render_template, request, url_for
from werkzeug.wrappers import Response

from app.kernel import UnitOfWork, errors
from app.kernel.local_dates import local_date
from app.kernel.phrases import Phrase
from app.qualifications.api.suspensions import Lifting, NewSuspension
from app.qualifications.commands.suspensions import Suspension, lift, suspend
from app.qualifications.reads.answering import require_answerable
from app.qualifications.reads.suspensions import suspension_of
from app.registers.reads.register_names import skill_names
from app.registers.reads.territories import zone_of_engineer
from app.web.context import transaction
from app.web.pages import kept, once
from app.web.pages.form_kit import Form, Labels
from app.web.pages.forms import see
from app.web.pages.i18n import named
from app.web.wording import say

LABELS: Labels = {
    "skill_code": Phrase("Skill"),
    "from_on": Phrase("First day"),
    "until_on": Phrase("Last day (empty: no end)"),
    "reason": Phrase("Reason"),
}
LIFT_LABELS: Labels = {"note": Phrase("Why it is lifted")}
Wrong = Mapping[str, Sequence[str]]


def new_skill_suspension(engineer_id: UUID) -> str:
    """Show an empty form."""
    with transaction(write=False) as uow:
        today = local_date(uow.now, zone_of_engineer(uow, engineer_id))
        return _new(uow, engineer_id, {"from_on": today.isoformat()})


def add_skill_suspension(engineer_id: UUID) -> Response:
    """Suspend."""
    typed = {name: request.form.get(name, "") for name in LABELS}
    back = url_for("pages.papers_of_engineer", engineer_id=engineer_id)
    try:
        with transaction() as uow:
            once.reserve(uow)
            said = Form(NewSuspension(exclude=("engineer_id",)), LABELS, typed).read()
            suspend(uow, Suspension(engineer_id=engineer_id, **said))
            once.led_to(uow, back)
    except once.SentBefore as before:
        return see(before.address)
    except (errors.Invalid, errors.Conflict) as refused:
        with transaction(write=False) as uow:
            return make_response(_new(uow, engineer_id, typed, _wrong(refused)), refused.status)
    flash(say(Phrase("Suspended; the planner knows it.")), "good")
    return see(back)


def skill_suspension(skill_suspension_id: UUID) -> str:
    """Show one, to be lifted."""
    with transaction(write=False) as uow:
        return _one(uow, skill_suspension_id, {})


def lift_skill_suspension(skill_suspension_id: UUID) -> Response:
    """Lift it."""
    typed = {"note": request.form.get("note", "")}
    try:
        with transaction() as uow:
            once.reserve(uow)
            said = Form(Lifting(), LIFT_LABELS, typed).read()
            row = lift(uow, skill_suspension_id, said["note"])
            back = once.led_to(uow, url_for("pages.papers_of_engineer", engineer_id=row.engineer_id))
    except once.SentBefore as before:
        return see(before.address)
    except (errors.Invalid, errors.Conflict) as refused:
        with transaction(write=False) as uow:
            return make_response(_one(uow, skill_suspension_id, typed, _wrong(refused)), refused.status)
    flash(say(Phrase("Lifted; the planner knows it.")), "good")
    return see(back)


def _wrong(refused: errors.Invalid | errors.Conflict) -> Wrong:
    return refused.errors if isinstance(refused, errors.Invalid) else {"": [kept.why_not(refused)]}


def _new(uow: UnitOfWork, engineer_id: UUID, typed: Mapping[str, str], wrong: Wrong | None = None) -> str:
    engineer = require_answerable(uow, engineer_id)
    skills = [(one.code, named(one.name_en, one.name_zh)) for one in engineer.skills]
    form = Form(
        NewSuspension(exclude=("engineer_id",)), LABELS, typed, wrong or {}, choices={"skill_code": skills}
    )
    return render_template("skill_suspension_form.html", engineer=engineer, form=form, once=once.fresh(uow))


def _one(uow: UnitOfWork, key: UUID, typed: Mapping[str, str], wrong: Wrong | None = None) -> str:
    row = suspension_of(uow, key)
    called = skill_names(uow).get(row.skill_code)
    return render_template(
        "skill_suspension.html",
        row=row,
        skill=named(called.en, called.zh_cn) if called else row.skill_code,
        engineer=require_answerable(uow, row.engineer_id),
        form=Form(Lifting(), LIFT_LABELS, typed, wrong or {}),
        once=once.fresh(uow),
        now=uow.now,
    )


def register(site: Blueprint) -> None:
    """Add the addresses."""
    of, one = (
        "/qualifications/engineers/<uuid:engineer_id>/suspensions",
        ("/qualifications/suspensions/<uuid:skill_suspension_id>"),
    )
    site.add_url_rule(f"{of}/new", view_func=new_skill_suspension)
    site.add_url_rule(of, view_func=add_skill_suspension, methods=["POST"])
    site.add_url_rule(one, view_func=skill_suspension)
    site.add_url_rule(f"{one}/lift", view_func=lift_skill_suspension, methods=["POST"])
