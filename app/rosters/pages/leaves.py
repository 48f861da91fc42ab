"""Leave by form: noted, changed and taken back."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, make_response, render_template, request, url_for
from werkzeug.wrappers import Response

from app.kernel import UnitOfWork, errors
from app.kernel.local_dates import local_date
from app.kernel.phrases import Phrase
from app.registers.commands import registry
from app.registers.reads import registry as registers
from app.registers.tables import Engineer, Leave, Territory
from app.rosters.commands.telling import telling
from app.rosters.pages import forms, words
from app.rosters.pages.asked import asked_day, asked_territory, week_of
from app.rosters.pages.doing import Refused, back, done, seen, version, wrong_of
from app.rosters.rules.local_days import DAY
from app.web.context import transaction
from app.web.pages import lists, once
from app.web.pages.form_kit import Form


def new_leave() -> str:
    """Show an empty form, for the engineer and the day that the address names."""
    with transaction(write=False) as uow:
        territory = asked_territory(uow)
        if territory is None:
            raise errors.NotFound("territory", "")
        day = asked_day("on") or local_date(uow.now, territory.time_zone)
        spans = {"starts_at": f"{day}T00:00", "ends_at": f"{day + DAY}T00:00"}
        values = {"engineer_id": str(lists.key("engineer_id") or ""), "reason": "annual", **spans}
        form = forms.leave_form(values, territory.time_zone)
        return _page(uow, form, territory, None, week_of(territory.id, day))


def add() -> Response:
    """Note a leave."""
    with transaction(write=False) as uow:
        territory = asked_territory(uow, request.form.get("territory_id", ""))
        if territory is None:
            raise errors.NotFound("territory", "")
        zone, territory_id = territory.time_zone, territory.id
    form = forms.leave_form(forms.typed(forms.LEAVE_LABELS), zone)

    def work(uow: UnitOfWork) -> str:
        values = forms.read_leave(form)
        with telling(uow, {values["engineer_id"]}, seen()):
            registry.create(uow, "leave", values)
        return week_of(territory_id, local_date(values["starts_at"], zone))

    return done(work, Phrase("The leave was noted."), lambda no: _again(no, zone, territory_id), zone)


def leave_page(leave_id: UUID) -> str:
    """Show a leave."""
    with transaction(write=False) as uow:
        leave, territory = _read(uow, leave_id)
        zone = territory.time_zone
        form = forms.leave_form(forms.leave_values(leave, zone), zone)
        return _page(uow, form, territory, leave, week_of(territory.id, local_date(leave.starts_at, zone)))


def change(leave_id: UUID) -> Response:
    """Change a leave as the form says."""
    zone, territory_id = _place(leave_id)
    form = forms.leave_form(forms.typed(forms.LEAVE_LABELS), zone)

    def work(uow: UnitOfWork) -> str:
        leave = _at(uow, leave_id)
        values = forms.read_leave(form, leave)
        with telling(uow, {leave.engineer_id, values["engineer_id"]}, seen()):
            registry.update(uow, "leave", leave, values)
        return week_of(territory_id, local_date(leave.starts_at, zone))

    return done(
        work, Phrase("The leave was saved."), lambda no: _again(no, zone, territory_id, leave_id), zone
    )


def remove(leave_id: UUID) -> Response:
    """Take a leave back."""
    zone, territory_id = _place(leave_id)

    def work(uow: UnitOfWork) -> str:
        leave = _at(uow, leave_id)
        address = week_of(territory_id, local_date(leave.starts_at, zone))
        registry.remove(uow, "leave", leave)
        return address

    return done(
        work, Phrase("The leave was removed."), lambda no: _again(no, zone, territory_id, leave_id), zone
    )


def _at(uow: UnitOfWork, leave_id: UUID) -> Leave:
    leave, _ = _read(uow, leave_id)
    if leave.version != version():
        raise errors.VersionConflict("leave", leave_id)
    return leave


def _read(uow: UnitOfWork, leave_id: UUID) -> tuple[Leave, Territory]:
    leave: Leave = registers.one(uow, registers.REGISTERS["leave"], leave_id)
    return leave, forms.territory_of(uow, uow.get(Engineer, leave.engineer_id))


def _place(leave_id: UUID) -> tuple[str, UUID]:
    with transaction(write=False) as uow:
        _, territory = _read(uow, leave_id)
        return territory.time_zone, territory.id


def _again(wrong: Refused, zone: str, territory_id: UUID, leave_id: UUID | None = None) -> Response:
    form = forms.leave_form(forms.typed(forms.LEAVE_LABELS), zone, wrong_of(wrong))
    with transaction(write=False) as uow:
        leave = _read(uow, leave_id)[0] if leave_id else None
        home = back(url_for("pages.rosters", territory_id=territory_id))
        if leave is not None and "starts_at" not in request.form:  # it was to be removed
            form = forms.leave_form(forms.leave_values(leave, zone), zone, form.wrong)
        meanwhile = isinstance(wrong, errors.VersionConflict)
        page = _page(uow, form, uow.get(Territory, territory_id), leave, home, meanwhile=meanwhile)
    return make_response(page, wrong.status)


def _page(
    uow: UnitOfWork,
    form: Form,
    territory: Territory,
    leave: Leave | None,
    home: str,
    *,
    meanwhile: bool = False,
) -> str:
    zone = territory.time_zone
    return render_template(
        "roster_leave.html",
        form=form,
        inputs=forms.with_choices(uow, form, territory),
        territory=territory,
        leave=leave,
        stands=forms.leave_values(leave, zone) if leave and meanwhile else None,
        back=home,
        once=once.fresh(uow),
        zone=zone,
        now=uow.now,
        words=words,
    )


def register(site: Blueprint) -> None:
    """Add the addresses."""
    one = "/rosters/leaves/<uuid:leave_id>"
    site.add_url_rule("/rosters/leaves/new", "new_leave", new_leave)
    site.add_url_rule("/rosters/leaves", "add_leave", add, methods=["POST"])
    site.add_url_rule(one, "leave_page", leave_page)
    site.add_url_rule(one, "change_leave", change, methods=["POST"])
    site.add_url_rule(f"{one}/remove", "remove_leave", remove, methods=["POST"])
