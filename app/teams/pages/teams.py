"""Teams for the office: the list with a new one, and each with its people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, make_response, render_template, request, url_for
from werkzeug.wrappers import Response

from app.kernel import UnitOfWork, errors
from app.kernel.phrases import Phrase
from app.registers.commands import registry
from app.registers.reads.territories import active_territories
from app.teams.api.teams import TeamPlaceRecord, TeamRecord
from app.teams.reads.teams import providers, team_file, team_files, who_fits
from app.teams.tables import Part, Team, TeamPlace
from app.web.context import principal, transaction
from app.web.pages import kept, once
from app.web.pages.form_kit import Form, Input
from app.web.pages.forms import see
from app.web.policy import MANAGEMENT
from app.web.wording import say

PARTS: Mapping[str, Phrase] = {
    Part.MANAGER: Phrase("Managers"),
    Part.DISPATCHER: Phrase("Dispatchers"),
    Part.MEMBER: Phrase("Members"),
}
LABELS: Mapping[str, Phrase] = {
    "name": Phrase("Name"),
    "territory_id": Phrase("Territory"),
    "provider_id": Phrase("Service provider"),
}
PLACE_LABELS: Mapping[str, Phrase] = {
    "who": Phrase("Who"),
    "from_on": Phrase("First day"),
    "until_on": Phrase("Last day (empty: no end)"),
}
_WHO = {"user_id": "who", "engineer_id": "who", "team_id": "who", "part": "who"}
_LONGEST = 200


def teams() -> str:
    """Show the teams."""
    with transaction(write=False) as uow:
        return _list(uow, {})


def create_team() -> Response:
    """Make one."""
    values = _sent(LABELS)
    try:
        with transaction() as uow:
            once.reserve(uow)
            team = registry.create(uow, "team", _form(values).read())
            address = once.led_to(uow, url_for("pages.team", team_id=team.id))
    except once.SentBefore as before:
        address = before.address
    except (errors.Invalid, errors.Conflict) as refused:
        with transaction(write=False) as uow:
            return make_response(_list(uow, values, refused), refused.status)
    return see(address)


def team_page(team_id: UUID) -> str:
    """Show one with its people."""
    with transaction(write=False) as uow:
        return _one(uow, uow.get(Team, team_id))


def save_team(team_id: UUID) -> Response:
    """Change it."""
    values = _sent((*LABELS, "version"))
    try:
        with transaction() as uow:
            team = uow.get(Team, team_id)
            if values["version"] != str(team.version):
                raise errors.VersionConflict("team", team_id)
            registry.update(uow, "team", team, _form(values).read())
    except (errors.Invalid, errors.Conflict) as refused:
        with transaction(write=False) as uow:
            return make_response(_one(uow, uow.get(Team, team_id), values, refused), refused.status)
    flash(say(Phrase("Saved.")), "good")
    return _back(team_id)


def close_team(team_id: UUID) -> Response:
    """Close it: it stands for nobody's work any more."""
    return _switch(team_id, active=False)


def open_team(team_id: UUID) -> Response:
    """Open it again."""
    return _switch(team_id, active=True)


def _switch(team_id: UUID, *, active: bool) -> Response:
    with transaction() as uow:
        registry.update(uow, "team", uow.get(Team, team_id), {"active": active})
    flash(say(Phrase("Saved.")), "good")
    return _back(team_id)


def add_place(team_id: UUID) -> Response:
    """Give somebody a part in it."""
    try:
        with transaction() as uow:
            once.reserve(uow)
            registry.create(uow, "team_place", _place(team_id))
            once.led_to(uow, url_for("pages.team", team_id=team_id))
    except once.SentBefore:
        pass
    except (errors.Invalid, errors.Conflict) as refused:
        kept.keep(refused)
    return _back(team_id)


def _place(team_id: UUID) -> dict[str, Any]:
    part, who = request.form.get("part", ""), request.form.get("who", "")
    values = {"team_id": str(team_id), "part": part, **_sent(("from_on", "until_on"))}
    values["engineer_id" if part == Part.MEMBER else "user_id"] = who
    labels = {name: Phrase(name) for name in TeamPlaceRecord().load_fields}
    made: dict[str, Any] = Form(TeamPlaceRecord(), labels, values).read()
    return made


def end_place(team_id: UUID, team_place_id: UUID) -> Response:
    """End a place today; one that has not begun is taken out."""
    with transaction() as uow:
        place = uow.get(TeamPlace, team_place_id)
        if place.team_id != team_id:
            raise errors.NotFound("team_place", team_place_id)
        today = team_file(uow, uow.get(Team, team_id)).today
        if place.from_on > today:
            registry.remove(uow, "team_place", place)
        elif place.until_on is None or place.until_on > today:
            registry.update(uow, "team_place", place, {"until_on": today})
    flash(say(Phrase("The place ends today.")), "good")
    return _back(team_id)


def _sent(names: Any) -> dict[str, str]:
    return {name: request.form.get(name, "")[:_LONGEST] for name in names}


def _form(values: Mapping[str, str], refused: errors.OneHourError | None = None) -> Form:
    wrong: Mapping[str, list[str]] = {}
    if refused is not None:
        wrong = refused.errors if isinstance(refused, errors.Invalid) else {"": [kept.why_not(refused)]}
    return Form(TeamRecord(only=tuple(LABELS)), LABELS, values, wrong)


def _inputs(uow: UnitOfWork, form: Form) -> dict[str, Input]:
    territories = [(str(key), name) for key, name in active_territories(uow)]
    return {
        "name": form["name"],
        "territory_id": replace(form["territory_id"], kind="choice", choices=territories),
        "provider_id": replace(form["provider_id"], kind="choice", choices=providers(uow)),
    }


def _list(uow: UnitOfWork, values: Mapping[str, str], refused: errors.OneHourError | None = None) -> str:
    form = _form(values, refused)
    return render_template(
        "teams.html",
        files=team_files(uow),
        form=form,
        inputs=_inputs(uow, form),
        parts=PARTS,
        may_change=principal().role in MANAGEMENT,
        once=once.fresh(uow),
    )


def _one(
    uow: UnitOfWork,
    team: Team,
    values: Mapping[str, str] | None = None,
    refused: errors.OneHourError | None = None,
) -> str:
    now = {name: str(getattr(team, name) or "") for name in LABELS}
    form, file = _form(values or now, refused), team_file(uow, team)
    return render_template(
        "team.html",
        file=file,
        form=form,
        inputs=_inputs(uow, form),
        parts=PARTS,
        fits={part: who_fits(uow, team, part) for part in PARTS},
        labels=PLACE_LABELS,
        version=team.version,
        may_change=principal().role in MANAGEMENT,
        today=file.today.isoformat(),
        once={part: once.fresh(uow) for part in PARTS},
    )


def _back(team_id: UUID) -> Response:
    return see(url_for("pages.team", team_id=team_id))


def register(site: Blueprint) -> None:
    """Add the addresses."""
    one = "/teams/<uuid:team_id>"
    site.add_url_rule("/teams", view_func=teams, methods=["GET"])
    site.add_url_rule("/teams", "team_create", create_team, methods=["POST"])
    site.add_url_rule(one, "team", team_page, methods=["GET"])
    site.add_url_rule(one, "team_save", save_team, methods=["POST"])
    site.add_url_rule(f"{one}/close", "team_close", close_team, methods=["POST"])
    site.add_url_rule(f"{one}/open", "team_open", open_team, methods=["POST"])
    site.add_url_rule(f"{one}/places", "team_place_add", add_place, methods=["POST"])
    site.add_url_rule(f"{one}/places/<uuid:team_place_id>/end", "team_place_end", end_place, methods=["POST"])
