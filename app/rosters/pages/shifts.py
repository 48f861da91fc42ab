"""Shifts by form: added, changed, moved, split and removed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from flask import Blueprint, make_response, render_template, request, url_for
from werkzeug.wrappers import Response

from app.kernel import UnitOfWork, errors
from app.kernel.local_dates import local_date
from app.kernel.phrases import Phrase
from app.registers.commands import registry
from app.registers.reads import registry as registers
from app.registers.tables import Engineer, Shift, Territory
from app.rosters.commands import shifts as service
from app.rosters.commands.telling import telling
from app.rosters.pages import forms, words
from app.rosters.pages.asked import asked_day, asked_territory, week_of
from app.rosters.pages.doing import Refused, back, done, seen, version, wrong_of
from app.rosters.reads.duty import duty_of
from app.rosters.rules.duties import day_of
from app.web.context import transaction
from app.web.pages import lists, once
from app.web.pages.form_kit import Form
from app.web.pages.forms import local_instant

_DUTY = {"kind": "duty"}


def new_shift() -> str:
    """Show an empty form, for the engineer and the day that the address names."""
    with transaction(write=False) as uow:
        territory = asked_territory(uow)
        if territory is None:
            raise errors.NotFound("territory", "")
        day = asked_day("on") or local_date(uow.now, territory.time_zone)
        key = lists.key("engineer_id")
        spans = {"starts_at": f"{day}T08:00", "ends_at": f"{day}T17:00"}
        values = {"engineer_id": str(key or ""), **spans, **_DUTY}
        form = forms.shift_form(values, territory.time_zone)
        return _page(uow, form, territory, None, week_of(territory.id, day))


def add() -> Response:
    """Add a shift."""
    zone, territory_id = _place_of_form()
    form = forms.shift_form(forms.typed(forms.SHIFT_LABELS), zone)

    def work(uow: UnitOfWork) -> str:
        made = registry.create(uow, "shift", forms.read_shift(form))
        return week_of(territory_id, local_date(made.starts_at, zone))

    return done(work, Phrase("The shift was added."), lambda wrong: _again(wrong, zone, territory_id), zone)


def shift_page(shift_id: UUID) -> str:
    """Show a shift with what can be done to it."""
    with transaction(write=False) as uow:
        shift, territory = _read(uow, shift_id)
        form = forms.shift_form(forms.shift_values(shift, territory.time_zone), territory.time_zone)
        return _page(uow, form, territory, shift, _home(shift, territory))


def change(shift_id: UUID) -> Response:
    """Change a shift as the form says."""
    zone, territory_id = _place(shift_id)
    form = forms.shift_form(forms.typed(forms.SHIFT_LABELS), zone)

    def work(uow: UnitOfWork) -> str:
        shift = service.shift_at(uow, shift_id, version())
        values = forms.read_shift(form, shift)
        with telling(uow, {shift.engineer_id, values["engineer_id"]}, seen()):
            registry.update(uow, "shift", shift, values)
        return week_of(territory_id, local_date(shift.starts_at, zone))

    return done(
        work, Phrase("The shift was saved."), lambda wrong: _again(wrong, zone, territory_id, shift_id), zone
    )


def split(shift_id: UUID) -> Response:
    """Cut a shift in two."""
    zone, territory_id = _place(shift_id)

    def work(uow: UnitOfWork) -> str:
        shift = service.shift_at(uow, shift_id, version())
        service.split(uow, shift, local_instant(request.form.get("at", ""), zone, "at"))
        return url_for("pages.shift_page", shift_id=shift_id)

    return done(
        work, Phrase("The shift was split."), lambda no: _shown(no, zone, territory_id, shift_id), zone
    )


def move(shift_id: UUID) -> Response:
    """Move a shift's duty to another engineer or day, at the same times of the clock."""
    zone, territory_id = _place(shift_id)

    def work(uow: UnitOfWork) -> str:
        shift = service.shift_at(uow, shift_id, version())
        engineer_id, on, from_on = _moved(shift, zone)
        with telling(uow, {shift.engineer_id, engineer_id}, seen()):
            service.move(uow, shift, engineer_id, on - from_on)
        return week_of(territory_id, on)

    return done(
        work, Phrase("The shift was moved."), lambda no: _shown(no, zone, territory_id, shift_id), zone
    )


def _moved(shift: Shift, zone: str) -> tuple[UUID, date, date]:
    """To whom, to which day, and which day of the shift that stands for."""
    try:
        on = date.fromisoformat(request.form.get("on", ""))
        from_on = date.fromisoformat(request.form.get("from_on") or str(local_date(shift.starts_at, zone)))
    except ValueError as bad:
        raise errors.Invalid({"on": Phrase("must be a date")}) from bad
    if abs(on - from_on) > timedelta(days=366):
        raise errors.Invalid({"on": Phrase("is more than a year away")})
    try:
        return UUID(request.form.get("engineer_id") or str(shift.engineer_id)), on, from_on
    except ValueError as bad:
        raise errors.Invalid({"engineer_id": Phrase("is not an id")}) from bad


def remove(shift_id: UUID) -> Response:
    """Remove a shift."""
    zone, territory_id = _place(shift_id)

    def work(uow: UnitOfWork) -> str:
        shift = service.shift_at(uow, shift_id, version())
        address = week_of(territory_id, local_date(shift.starts_at, zone))
        with telling(uow, {shift.engineer_id}, seen()):
            registry.remove(uow, "shift", shift)
        return address

    return done(
        work, Phrase("The shift was removed."), lambda no: _shown(no, zone, territory_id, shift_id), zone
    )


def _read(uow: UnitOfWork, shift_id: UUID) -> tuple[Shift, Territory]:
    shift: Shift = registers.one(uow, registers.REGISTERS["shift"], shift_id)
    return shift, forms.territory_of(uow, uow.get(Engineer, shift.engineer_id))


def _place(shift_id: UUID) -> tuple[str, UUID]:
    with transaction(write=False) as uow:
        _, territory = _read(uow, shift_id)
        return territory.time_zone, territory.id


def _place_of_form() -> tuple[str, UUID]:
    with transaction(write=False) as uow:
        territory = asked_territory(uow, request.form.get("territory_id", ""))
        if territory is None:
            raise errors.NotFound("territory", "")
        return territory.time_zone, territory.id


def _home(shift: Shift, territory: Territory) -> str:
    return week_of(territory.id, local_date(shift.starts_at, territory.time_zone))


def _again(wrong: Refused, zone: str, territory_id: UUID, shift_id: UUID | None = None) -> Response:
    """Show the form as it was sent, with what is wrong; of a shift changed meanwhile also what stands now."""
    form = forms.shift_form(forms.typed(forms.SHIFT_LABELS), zone, wrong_of(wrong))
    with transaction(write=False) as uow:
        territory = uow.get(Territory, territory_id)
        shift = _read(uow, shift_id)[0] if shift_id else None
        home = back(url_for("pages.rosters", territory_id=territory_id))
        page = _page(uow, form, territory, shift, home, meanwhile=isinstance(wrong, errors.VersionConflict))
    return make_response(page, wrong.status)


def _shown(wrong: Refused, zone: str, territory_id: UUID, shift_id: UUID) -> Response:
    """Show the shift as it stands, and why something else was not done to it."""
    with transaction(write=False) as uow:
        territory = uow.get(Territory, territory_id)
        shift, _ = _read(uow, shift_id)
        form = forms.shift_form(forms.shift_values(shift, zone), zone)
        told = wrong_of(wrong)
        page = _page(uow, form, territory, shift, _home(shift, territory), told=told)
    return make_response(page, wrong.status)


def _page(
    uow: UnitOfWork,
    form: Form,
    territory: Territory,
    shift: Shift | None,
    home: str,
    *,
    meanwhile: bool = False,
    told: Any = None,
) -> str:
    zone = territory.time_zone
    duty = duty_of(uow, shift, zone) if shift else []
    return render_template(
        "roster_shift.html",
        form=form,
        inputs=forms.with_choices(uow, form, territory),
        territory=territory,
        shift=shift,
        owner=uow.get(Engineer, shift.engineer_id) if shift else None,
        duty=duty,
        duty_on=day_of(duty, zone) if duty else None,
        stands=forms.shift_values(shift, zone) if shift and meanwhile else None,
        told=told or {},
        back=home,
        once=once.fresh(uow),
        zone=zone,
        now=uow.now,
        words=words,
        sent=request.form,
    )


def register(site: Blueprint) -> None:
    """Add the addresses."""
    one = "/rosters/shifts/<uuid:shift_id>"
    site.add_url_rule("/rosters/shifts/new", "new_shift", new_shift)
    site.add_url_rule("/rosters/shifts", "add_shift", add, methods=["POST"])
    site.add_url_rule(one, "shift_page", shift_page)
    for verb, view in (("", change), ("/split", split), ("/move", move), ("/remove", remove)):
        site.add_url_rule(one + verb, f"{view.__name__}_shift", view, methods=["POST"])
