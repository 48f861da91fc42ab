"""Copying weeks and applying patterns by form: shown first, then done; and undoing either."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, render_template, request
from werkzeug.wrappers import Response

from app.kernel import UnitOfWork, errors
from app.kernel.ids import is_id
from app.kernel.phrases import Phrase
from app.registers.tables import Territory
from app.rosters.commands.copying import ApplyPattern, CopyWeek, apply_pattern, copy_week
from app.rosters.commands.mass import CLASHES, KEEP, Outcome
from app.rosters.commands.telling import telling
from app.rosters.commands.undoing import engineers_in, made_by, undo
from app.rosters.pages import holidays, words
from app.rosters.pages.asked import TEAM, carried, day_of, form_day, form_territory, read_day, week_of
from app.rosters.pages.doing import done, seen
from app.rosters.pages.narrowed import narrowed
from app.rosters.pages.previews import shown_first
from app.rosters.reads.patterns import patterns
from app.rosters.reads.roster import people
from app.rosters.rules.local_days import DAY, monday
from app.rosters.tables import RosterAct
from app.web.context import transaction
from app.web.pages import lists, once
from app.web.pages.forms import see
from app.web.wording import say

WEEKS_OFFERED = 8
_DIGITS = 2


def copy_page() -> str:
    """Show which weeks a week can be copied onto."""
    with transaction(write=False) as uow:
        return _copy_page(uow, {})


def copy() -> Response:
    """Show what copying would do; do it once that was seen."""
    form = request.form
    onto = [day for day in map(read_day, form.getlist("onto")) if day]
    chosen = _ticked()

    def act(uow: UnitOfWork, territory: Territory) -> Outcome:
        if chosen == []:
            raise errors.Invalid({"engineers": Phrase("nobody is chosen")})
        wish = CopyWeek(day_of("from_on"), onto, chosen, _clashes(), holidays.skipped())
        return copy_week(uow, territory, wish)

    return shown_first(Phrase("The week was copied."), act, chosen, _copy_page, onto[0] if onto else None)


def _ticked() -> list[UUID] | None:
    """Whose weeks are copied; None of everybody's, which a form about a team never means."""
    ticked = [UUID(key) for key in request.form.getlist("engineers") if is_id(key)]
    return ticked if ticked or carried().get(TEAM) else None


def _copy_page(uow: UnitOfWork, wrong: Any) -> str:
    territory = form_territory(uow)
    source = monday(form_day(uow, territory, "from_on"))
    last = source + (7 * WEEKS_OFFERED + 6) * DAY
    return render_template(
        "roster_copy.html",
        territory=territory,
        source=source,
        last=last,
        weeks=[(source + 7 * n * DAY, source + (7 * n + 6) * DAY) for n in range(1, WEEKS_OFFERED + 1)],
        **_common(uow, territory, wrong, source, last),
    )


def pattern_page() -> str:
    """Show the form of a pattern, with the engineers in its crews."""
    with transaction(write=False) as uow:
        return _pattern_page(uow, {})


def apply() -> Response:
    """Show what a pattern would make; do it once that was seen."""
    crews = {
        UUID(name[5:]): int(text)
        for name, text in request.form.items()
        if name.startswith("crew-")
        and is_id(name[5:])
        and text.isascii()
        and text.isdigit()
        and len(text) <= _DIGITS
    }

    def act(uow: UnitOfWork, territory: Territory) -> Outcome:
        wish = ApplyPattern(
            pattern=request.form.get("pattern", ""),
            crews=crews,
            first_on=day_of("first_on"),
            last_on=day_of("last_on"),
            anchor_on=read_day(request.form.get("anchor_on", "")),
            clashes=_clashes(),
            skip_holidays=holidays.skipped(),
        )
        return apply_pattern(uow, territory, wish)

    first = read_day(request.form.get("first_on", ""))
    return shown_first(Phrase("The pattern was applied."), act, list(crews), _pattern_page, first)


def _pattern_page(uow: UnitOfWork, wrong: Any) -> str:
    territory = form_territory(uow)
    known = patterns(uow)
    key = request.form.get("pattern") or lists.text("pattern")
    chosen = next((one for one in known if one.key == key), known[0])
    first = form_day(uow, territory, "first_on")
    last = read_day(request.form.get("last_on", "")) or first + 27 * DAY
    common = _common(uow, territory, wrong, first, max(first, last))
    return render_template(
        "roster_pattern.html",
        territory=territory,
        patterns=known,
        chosen=chosen,
        crews=[(one, n % chosen.crews + 1) for n, one in enumerate(common["people"])],
        first_on=first,
        last_on=last,
        **common,
    )


def _common(uow: UnitOfWork, territory: Territory, wrong: Any, first: date, last: date) -> dict[str, Any]:
    teams = narrowed(uow, territory, first, last)
    return {
        "teams": teams,
        "people": [one for one in people(uow, territory) if teams.holds(one.id)],
        "carried_on": carried(),
        "wrong": wrong,
        "clashes": CLASHES,
        "once": once.fresh(uow),
        "zone": territory.time_zone,
        "now": uow.now,
        "words": words,
        "sent": request.form,
    }


def _clashes() -> str:
    said = request.form.get("clashes", KEEP)
    return said if said in CLASHES else KEEP


def undo_act(roster_act_id: UUID) -> Response:
    """Take back the last thing that was done at one stroke."""
    with transaction(write=False) as uow:
        act = uow.get(RosterAct, roster_act_id)
        zone = uow.get(Territory, act.territory_id).time_zone
        address = week_of(act.territory_id, act.first_on)

    def work(uow: UnitOfWork) -> str:
        act = uow.get(RosterAct, roster_act_id)
        with telling(uow, engineers_in(act, made_by(uow, act)), seen()):
            undo(uow, act)
        return address

    def refused(wrong: errors.Invalid | errors.Conflict) -> Response:
        why = wrong.detail if isinstance(wrong, errors.Conflict) else Phrase("Other shifts stand there now.")
        flash(say(why), "bad")
        return see(address)

    return done(work, Phrase("It was undone."), refused, zone)


def register(site: Blueprint) -> None:
    """Add the addresses."""
    site.add_url_rule("/rosters/copy", "copy_week", copy_page)
    site.add_url_rule("/rosters/copy", "do_copy_week", copy, methods=["POST"])
    site.add_url_rule("/rosters/pattern", "apply_pattern", pattern_page)
    site.add_url_rule("/rosters/pattern", "do_apply_pattern", apply, methods=["POST"])
    site.add_url_rule("/rosters/acts/<uuid:roster_act_id>/undo", "undo_roster", undo_act, methods=["POST"])
