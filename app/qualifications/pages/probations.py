"""Putting somebody on probation, extending and ending it, by forms."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from uuid import UUID

from flask import Blueprint, flash, make_response, render_template, request, url_for
from werkzeug.wrappers import Response

from app.kernel import UnitOfWork, errors
from app.kernel.local_dates import local_date
from app.kernel.phrases import Phrase
from app.qualifications.api.probations import ProbationEnd, ProbationExtension, ProbationSaid
from app.qualifications.commands.probations import NewProbation, begin, end, extend
from app.qualifications.pages import words
from app.qualifications.reads.answering import answers_for, require_answerable
from app.qualifications.reads.probations import mentors_for, probation_of
from app.qualifications.rules.probation import ProbationOutcome
from app.qualifications.tables import Probation
from app.registers.reads.territories import zone_of_engineer
from app.registers.tables import Engineer, Territory
from app.web.context import principal, transaction
from app.web.pages import kept, once
from app.web.pages.form_kit import Form, Labels
from app.web.pages.forms import see
from app.web.policy import MANAGEMENT
from app.web.wording import say

LABELS: Labels = {
    "from_on": Phrase("First day"),
    "planned_until": Phrase("Last day, as planned"),
    "mentor_id": Phrase("Mentor"),
    "reason": Phrase("Reason"),
}
EXTEND_LABELS: Labels = {"planned_until": Phrase("New last day"), "note": Phrase("Reason")}
END_LABELS: Labels = {"outcome": Phrase("Outcome"), "reason": Phrase("Reason")}
Wrong = Mapping[str, Sequence[str]]
Typed = Mapping[str, str]


def new_probation(engineer_id: UUID) -> str:
    """Show an empty form."""
    with transaction(write=False) as uow:
        today = local_date(uow.now, zone_of_engineer(uow, engineer_id))
        return _new(uow, engineer_id, {"from_on": today.isoformat()})


def add_probation(engineer_id: UUID) -> Response:
    """Put him on probation."""
    typed = {name: request.form.get(name, "") for name in LABELS}
    back = url_for("pages.papers_of_engineer", engineer_id=engineer_id)
    try:
        with transaction() as uow:
            once.reserve(uow)
            said = Form(ProbationSaid(exclude=("engineer_id",)), LABELS, typed).read()
            begin(uow, NewProbation(engineer_id=engineer_id, **said))
            once.led_to(uow, back)
    except once.SentBefore as before:
        return see(before.address)
    except (errors.Invalid, errors.Conflict) as refused:
        with transaction(write=False) as uow:
            return make_response(_new(uow, engineer_id, typed, _wrong(refused)), refused.status)
    flash(say(Phrase("On probation.")), "good")
    return see(back)


def probation(probation_id: UUID) -> str:
    """Show one; whoever answers for the engineer extends or ends it there."""
    with transaction(write=False) as uow:
        return _one(uow, probation_id)


def extend_probation(probation_id: UUID) -> Response:
    """Plan a later end."""
    typed = {name: request.form.get(name, "") for name in EXTEND_LABELS}

    def act(uow: UnitOfWork) -> None:
        said = Form(ProbationExtension(), EXTEND_LABELS, typed).read()
        extend(uow, probation_id, said["planned_until"], said["note"])

    return _acted(probation_id, act, Phrase("Extended."), extending=typed)


def end_probation(probation_id: UUID) -> Response:
    """End it."""
    typed = {name: request.form.get(name, "") for name in END_LABELS}

    def act(uow: UnitOfWork) -> None:
        said = _end_form(typed).read()
        end(uow, probation_id, ProbationOutcome(said["outcome"]), said["reason"])

    return _acted(probation_id, act, Phrase("Ended."), ending=typed)


def _acted(key: UUID, act: Callable[[UnitOfWork], None], told: Phrase, **typed: Typed) -> Response:
    address = url_for("pages.probation", probation_id=key)
    try:
        with transaction() as uow:
            once.reserve(uow)
            act(uow)
            once.led_to(uow, address)
    except once.SentBefore as before:
        return see(before.address)
    except (errors.Invalid, errors.Conflict) as refused:
        with transaction(write=False) as uow:
            return make_response(_one(uow, key, _wrong(refused), **typed), refused.status)
    flash(say(told), "good")
    return see(address)


def _wrong(refused: errors.Invalid | errors.Conflict) -> Wrong:
    return refused.errors if isinstance(refused, errors.Invalid) else {"": [kept.why_not(refused)]}


def _new(uow: UnitOfWork, engineer_id: UUID, typed: Typed, wrong: Wrong | None = None) -> str:
    engineer = require_answerable(uow, engineer_id)
    mentors = [(str(one.id), f"{one.name} ({one.number})") for one in mentors_for(uow, engineer)]
    schema = ProbationSaid(exclude=("engineer_id",))
    form = Form(schema, LABELS, typed, wrong or {}, choices={"mentor_id": mentors})
    return render_template("probation_form.html", engineer=engineer, form=form, once=once.fresh(uow))


def _end_form(typed: Typed, wrong: Wrong | None = None) -> Form:
    outcomes = [(str(key), say(text)) for key, text in words.OUTCOMES.items()]
    return Form(ProbationEnd(), END_LABELS, typed, wrong or {}, choices={"outcome": outcomes})


def _one(
    uow: UnitOfWork,
    key: UUID,
    wrong: Wrong | None = None,
    extending: Typed | None = None,
    ending: Typed | None = None,
) -> str:
    row = probation_of(uow, key)
    engineer = uow.get(Engineer, row.engineer_id)
    of_extending, of_ending = (wrong if typed is not None else {} for typed in (extending, ending))
    return render_template(
        "probation.html",
        row=row,
        engineer=engineer,
        mentor=uow.get(Engineer, row.mentor_id) if row.mentor_id else None,
        may_decide=_may_decide(uow, row),
        extending=Form(ProbationExtension(), EXTEND_LABELS, extending or {}, of_extending or {}),
        ending=_end_form(ending or {}, of_ending),
        extend_once=once.fresh(uow),
        end_once=once.fresh(uow),
        words=words,
        zone=uow.get(Territory, engineer.territory_id).time_zone,
        now=uow.now,
    )


def _may_decide(uow: UnitOfWork, row: Probation) -> bool:
    who = principal()
    may = who.role in MANAGEMENT and who.engineer_id != row.engineer_id
    return may and row.outcome is None and answers_for(uow, row.engineer_id)


def register(site: Blueprint) -> None:
    """Add the addresses."""
    of = "/qualifications/engineers/<uuid:engineer_id>/probations"
    one = "/qualifications/probations/<uuid:probation_id>"
    site.add_url_rule(f"{of}/new", view_func=new_probation)
    site.add_url_rule(of, view_func=add_probation, methods=["POST"])
    site.add_url_rule(one, view_func=probation)
    site.add_url_rule(f"{one}/extend", view_func=extend_probation, methods=["POST"])
    site.add_url_rule(f"{one}/end", view_func=end_probation, methods=["POST"])
