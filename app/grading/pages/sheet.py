"""The sheet of one grade: facts beside scores, what people did, and the form of what may be done now."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from uuid import UUID

from flask import Blueprint, flash, make_response, render_template, request, url_for
from werkzeug.wrappers import Response

from app.grading.commands.vetoes import unveto
from app.grading.pages import words
from app.grading.pages.forms_of_acts import FORMS, ActForm, Typed
from app.grading.reads.proposals import LONG_ABSENCE
from app.grading.reads.sheet import Sheet, sheet
from app.grading.rules.decision import departures, proposed
from app.grading.rules.states import GradeAct
from app.kernel import UnitOfWork, errors
from app.kernel.phrases import Phrase
from app.stars.pages import rubric_words
from app.stars.rules.leaving_out import MEASURED_AT_VISITS
from app.web.context import principal, transaction
from app.web.pages import kept, once
from app.web.pages.forms import see
from app.web.policy import MANAGEMENT
from app.web.wording import say

Wrong = Mapping[str, Sequence[str]]


def grade(grade_id: UUID) -> str:
    """Show it, with the form that `?act=` names, or the first that fits."""
    with transaction(write=False) as uow:
        return _page(uow, grade_id, request.args.get("act", ""))


def _acting(one: ActForm) -> Callable[[UUID], Response]:
    def act(grade_id: UUID) -> Response:
        with transaction(write=False) as uow:
            labels = one.labels(sheet(uow, grade_id))
        typed = {name: request.form.get(name, "") for name in labels}
        try:
            with transaction() as uow:
                once.reserve(uow)
                said = one.form(sheet(uow, grade_id), typed).read()
                led_to = one.run(uow, grade_id, said, _seen()) or grade_id
                address = once.led_to(uow, url_for("pages.grade", grade_id=led_to))
        except once.SentBefore as before:
            return see(before.address)
        except (errors.Invalid, errors.Conflict, errors.Forbidden) as refused:
            return _refused(grade_id, one, typed, refused)
        except errors.OneHourError as refused:
            if refused.status != errors.Forbidden.status:
                raise
            return _refused(grade_id, one, typed, refused)
        flash(say(one.said), "good")
        return see(address)

    return act


def withdraw_veto(grade_id: UUID, veto_id: UUID) -> Response:
    """Withdraw a veto."""
    address = url_for("pages.grade", grade_id=grade_id)
    try:
        with transaction() as uow:
            once.reserve(uow)
            unveto(uow, grade_id, veto_id, request.form.get("reason", ""))
            once.led_to(uow, address)
    except once.SentBefore as before:
        return see(before.address)
    except errors.OneHourError as refused:
        kept.keep(refused)
        return see(address)
    flash(say(Phrase("The veto was withdrawn.")), "good")
    return see(address)


def _refused(grade_id: UUID, one: ActForm, typed: Typed, refused: errors.OneHourError) -> Response:
    wrong: Wrong = refused.errors if isinstance(refused, errors.Invalid) else {"": [kept.why_not(refused)]}
    with transaction(write=False) as uow:
        return make_response(_page(uow, grade_id, one.act, typed, wrong), refused.status)


def _seen() -> int:
    text = request.form.get("version", "")
    return int(text) if text.isascii() and text.isdecimal() else 0


def _page(
    uow: UnitOfWork, key: UUID, asked: str, typed: Typed | None = None, wrong: Wrong | None = None
) -> str:
    one = sheet(uow, key)
    forms = [form for form in FORMS if form.act in one.may]
    chosen = next((form for form in forms if form.act == asked), forms[0] if forms else None)
    if wrong and (chosen is None or chosen.act != asked):  # it is no longer open: say why, without the form
        chosen = None
    return render_template(
        "grade_sheet.html",
        s=one,
        row=one.row,
        facts=one.row.facts,
        long_absence=LONG_ABSENCE.days,
        sides=_sides(one),
        reasons=words.reasons_for(one.decision, one.row.facts),
        forms=forms,
        chosen=chosen,
        form=chosen.form(one, typed, wrong) if chosen else None,
        refused=[text for texts in (wrong or {}).values() for text in texts] if wrong and not chosen else [],
        has_visits=MEASURED_AT_VISITS,
        office=principal().role in MANAGEMENT,
        may_unveto=GradeAct.UNVETO in one.may,
        once=once.fresh(uow),
        words=words,
        rubric_words=rubric_words,
        now=uow.now,
    )


def _sides(one: Sheet) -> list[tuple[str, float, float | None, float, float]]:
    """Return of each side its name, the proposal, what people gave, of how much, and the difference."""
    own, away = proposed(one.row.facts), departures(one.row.facts, one.row.scores)
    return [
        (side, own[side], one.row.scores.get(side), told["of"], away.get(side, 0.0))
        for side, told in one.row.facts["sides"].items()
        if told["of"]
    ]


def register(site: Blueprint) -> None:
    """Add the addresses."""
    at = "/grades/<uuid:grade_id>"
    site.add_url_rule(at, "grade", grade)
    for one in FORMS:
        name = f"grade_{one.address.replace('/', '_')}"
        site.add_url_rule(f"{at}/{one.address}", name, _acting(one), methods=["POST"])
    site.add_url_rule(f"{at}/vetoes/<uuid:veto_id>/withdraw", "grade_unveto", withdraw_veto, methods=["POST"])
