"""Copying weeks and applying patterns by form: shown first, then done; and undoing either."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from hashlib import sha256
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, make_response, render_template, request
from werkzeug.wrappers import Response

from app.kernel import UnitOfWork, errors
from app.kernel.phrases import Phrase
from app.promise.pages.words import VISIT_STATES
from app.registers.tables import Engineer, Shift, Territory
from app.rosters.commands.copying import ApplyPattern, CopyWeek, apply_pattern, copy_week
from app.rosters.commands.mass import CLASHES, KEEP, Outcome
from app.rosters.commands.telling import Losing, losing_of, telling
from app.rosters.commands.undoing import engineers_in, made_by, undo
from app.rosters.pages import holidays, words
from app.rosters.pages.asked import TEAM, asked_day, asked_territory, carried, read_day, week_of
from app.rosters.pages.doing import done, seen, wrong_of
from app.rosters.pages.narrowed import narrowed
from app.rosters.reads.losing import seen_key
from app.rosters.reads.patterns import patterns
from app.rosters.reads.roster import people, roster
from app.rosters.reads.strain import strains_of
from app.rosters.rules.local_days import DAY, days_from, local_day, monday
from app.rosters.rules.strain import Strain
from app.rosters.tables import RosterAct
from app.web.context import transaction
from app.web.pages import lists, once
from app.web.pages.forms import see
from app.web.wording import say

WEEKS_OFFERED = 8
MOST_LISTED = 60
_DIGITS = 2
_OWN = ("csrf_token", "seen", "go")
Done = Callable[[UnitOfWork, Territory], Outcome]


class _Shown(Exception):
    """Leaves the transaction with a page about what it tried, so that nothing of it is written."""

    def __init__(self, page: str) -> None:
        self.page = page
        super().__init__()


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
        return copy_week(uow, territory, CopyWeek(_day("from_on"), onto, chosen, _clashes(), _skips()))

    return _act(Phrase("The week was copied."), act, chosen, _copy_page, onto[0] if onto else None)


def _ticked() -> list[UUID] | None:
    """Whose weeks are copied; None of everybody's, which a form about a team never means."""
    ticked = [UUID(key) for key in request.form.getlist("engineers") if _is_id(key)]
    return ticked if ticked or carried().get(TEAM) else None


def _copy_page(uow: UnitOfWork, wrong: Any) -> str:
    territory = _territory(uow)
    source = monday(_asked(uow, territory, "from_on"))
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
        and _is_id(name[5:])
        and text.isascii()
        and text.isdigit()
        and len(text) <= _DIGITS
    }

    def act(uow: UnitOfWork, territory: Territory) -> Outcome:
        wish = ApplyPattern(
            pattern=request.form.get("pattern", ""),
            crews=crews,
            first_on=_day("first_on"),
            last_on=_day("last_on"),
            anchor_on=read_day(request.form.get("anchor_on", "")),
            clashes=_clashes(),
            skip_holidays=_skips(),
        )
        return apply_pattern(uow, territory, wish)

    first = read_day(request.form.get("first_on", ""))
    return _act(Phrase("The pattern was applied."), act, list(crews), _pattern_page, first)


def _pattern_page(uow: UnitOfWork, wrong: Any) -> str:
    territory = _territory(uow)
    known = patterns(uow)
    key = request.form.get("pattern") or lists.text("pattern")
    chosen = next((one for one in known if one.key == key), known[0])
    first = _asked(uow, territory, "first_on")
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


def _act(
    said: Phrase,
    act: Done,
    engineers: list[UUID] | None,
    again: Callable[[UnitOfWork, Any], str],
    day: date | None,
) -> Response:
    with transaction(write=False) as uow:
        territory = _territory(uow)
        zone, territory_id = territory.time_zone, territory.id
        touched = engineers if engineers is not None else [one.id for one in people(uow, territory)]

    def work(uow: UnitOfWork) -> str:
        territory = uow.get(Territory, territory_id)
        with losing_of(uow, touched) as losing:
            outcome = act(uow, territory)
        digest = _digest(outcome, losing)
        if request.form.get("go") != "1" or seen() != digest:
            raise _Shown(_preview(uow, territory, outcome, losing, digest))
        return week_of(territory_id, day or local_day(uow.now, zone))

    def refused(wrong: errors.Invalid | errors.Conflict) -> Response:
        with transaction(write=False) as uow:
            return make_response(again(uow, wrong_of(wrong)), wrong.status)

    try:
        return done(work, said, refused, zone)
    except _Shown as shown:
        return make_response(shown.page)


def _skips() -> bool:
    return request.form.get("skip_holidays") == "1"


def _digest(outcome: Outcome, losing: Losing) -> str:
    """What was shown: a pattern that was changed meanwhile makes as many shifts, but others."""
    counts = (outcome.made, outcome.removed, outcome.clashes)
    made = repr(sorted((str(one.engineer_id), one.starts_at, one.ends_at, one.kind) for one in outcome.made))
    of_made = sha256(made.encode()).hexdigest()[:16]
    return "-".join([*(str(len(one)) for one in counts), of_made, seen_key(losing.visits)])


def _preview(uow: UnitOfWork, territory: Territory, outcome: Outcome, losing: Losing, digest: str) -> str:
    names = {one.id: one.name for one in people(uow, territory)}
    kept = [one for one in outcome.clashes if not one.same]
    days = _span(outcome.made, territory.time_zone)
    return render_template(
        "roster_preview.html",
        territory=territory,
        carried_on=carried(),
        outcome=outcome,
        by_engineer=_by_engineer(uow, outcome.made),
        strained=_strained(uow, territory, outcome.made),
        clashes=kept[:MOST_LISTED],
        more=len(kept) - len(kept[:MOST_LISTED]),
        same=len(outcome.clashes) - len(kept),
        gaps=roster(uow, territory, days, None).gaps if days else [],
        losing=losing.visits,
        holidays=holidays.planned_on(uow, territory, outcome.made, skipped=_skips()),
        skipped=_skips(),
        seen=digest,
        changed=request.form.get("go") == "1",
        carried=[(name, text) for name, text in request.form.items(multi=True) if name not in _OWN],
        names=names,
        zone=territory.time_zone,
        now=uow.now,
        words=words,
        states=VISIT_STATES,
    )


def _by_engineer(uow: UnitOfWork, made: Any) -> list[tuple[Engineer, list[Shift]]]:
    found: dict[UUID, list[Shift]] = {}
    for one in made:
        found.setdefault(one.engineer_id, []).append(one)
    return [(uow.get(Engineer, key), shifts) for key, shifts in found.items()]


def _strained(uow: UnitOfWork, territory: Territory, made: Any) -> list[tuple[Engineer, list[Strain]]]:
    found = strains_of(uow, made, territory.time_zone)
    return sorted(
        ((uow.get(Engineer, key), ones) for key, ones in found.items()), key=lambda one: one[0].number
    )


def _span(made: Any, zone: str) -> list[date]:
    """The days of what is made, in a row, at most three months of them."""
    days = sorted({local_day(one.starts_at, zone) for one in made})
    return days_from(days[0], min((days[-1] - days[0]).days + 1, 92)) if days else []


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


def _territory(uow: UnitOfWork) -> Territory:
    territory = asked_territory(uow, request.form.get("territory_id") or request.args.get("territory_id", ""))
    if territory is None:
        raise errors.NotFound("territory", "")
    return territory


def _asked(uow: UnitOfWork, territory: Territory, name: str) -> date:
    return read_day(request.form.get(name, "")) or asked_day("on") or local_day(uow.now, territory.time_zone)


def _day(name: str) -> date:
    day = read_day(request.form.get(name, ""))
    if day is None:
        raise errors.Invalid({name: Phrase("must be a date")})
    return day


def _clashes() -> str:
    said = request.form.get("clashes", KEEP)
    return said if said in CLASHES else KEEP


def _is_id(text: str) -> bool:
    try:
        return bool(UUID(text))
    except ValueError:
        return False


def register(site: Blueprint) -> None:
    """Add the addresses."""
    site.add_url_rule("/rosters/copy", "copy_week", copy_page)
    site.add_url_rule("/rosters/copy", "do_copy_week", copy, methods=["POST"])
    site.add_url_rule("/rosters/pattern", "apply_pattern", pattern_page)
    site.add_url_rule("/rosters/pattern", "do_apply_pattern", apply, methods=["POST"])
    site.add_url_rule("/rosters/acts/<uuid:roster_act_id>/undo", "undo_roster", undo_act, methods=["POST"])
