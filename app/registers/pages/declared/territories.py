"""Territories for people: area, promise, planning and the danger ladder, each setting with its meaning."""

from __future__ import annotations

from app.kernel.phrases import Phrase
from app.registers.pages.declaration import Declared, Entry, Group, Relation
from app.registers.pages.declared import choices
from app.registers.pages.words import calendar_name


def _span(path: str, label: Phrase, hint: Phrase) -> Entry:
    return Entry(path, label, hint, kind="span")


_AREA = Group(
    Phrase("Area"),
    (
        Entry("code", Phrase("Short code"), Phrase("Small letters, digits and -, such as shanghai-east.")),
        Entry("name", Phrase("Name")),
        Entry("time_zone", Phrase("Time zone"), kind="known", choose=choices.zones),
        Entry("centre", Phrase("Centre"), Phrase("Latitude, longitude: 31.2304, 121.4737")),
        Entry(
            "radius_m",
            Phrase("Radius in metres"),
            Phrase("The territory is this circle where it has no boundary."),
        ),
        choices.EXTERNAL_ID,
        Entry(
            "boundary",
            Phrase("Boundary"),
            Phrase("A corner on each line: latitude, longitude. Empty: the circle."),
            kind="ring",
            empty=Phrase("the circle"),
            wide=True,
        ),
    ),
)

_PROMISE = Group(
    Phrase("Promise and customers"),
    (
        _span(
            "promise_s",
            Phrase("On site within"),
            Phrase("What is promised where no contract says otherwise."),
        ),
        Entry(
            "kept_target_pct",
            Phrase("Promises to keep, in %"),
            Phrase("Reports and the manager's overview measure against it."),
        ),
        Entry(
            "holiday_calendar",
            Phrase("Holiday calendar"),
            Phrase("Whose public holidays count."),
            kind="choice",
            choose=choices.calendars(choices.CALENDARS),
            spell=calendar_name,
            words=choices.CALENDARS,
        ),
        Entry(
            "quiet_hours",
            Phrase("Quiet hours"),
            Phrase("Such as 22:00-07:00: nothing that can wait is sent to customers then."),
        ),
        Entry(
            "hotline_phone",
            Phrase("Hotline"),
            Phrase("Whom its customers call, as it is printed. Empty: the installation's."),
        ),
        Entry("area_code", Phrase("Area code"), Phrase("Such as 010, for numbers said without one.")),
        _span(
            "duplicate_window_s",
            Phrase("Same report within"),
            Phrase("A second report of a machine within this time is marked as likely the same."),
        ),
    ),
)

_PLANNING = Group(
    Phrase("Planning"),
    (
        _span(
            "offer_timeout_s",
            Phrase("Time to accept"),
            Phrase("How long a visit is offered to an engineer before the next one is asked."),
        ),
        _span(
            "freeze_s",
            Phrase("Fixed before arrival"),
            Phrase("Whoever is this near to a site is not turned round any more."),
        ),
        Entry(
            "geofence_m",
            Phrase("Arrival within metres"),
            Phrase("How near to the site a reported position counts as there."),
        ),
        Entry("speed_kmh", Phrase("Speed in km/h"), Phrase("Where no road network is set.")),
        Entry(
            "circuity",
            Phrase("Detour factor"),
            Phrase("How much longer roads are than the straight line, where no road network is set."),
        ),
        Entry(
            "expects_requests",
            Phrase("Expects requests"),
            Phrase("Plans keep engineers free for requests that may come."),
        ),
    ),
)

_NEWCOMERS = Group(
    Phrase("Newcomers"),
    (
        Entry(
            "provisional_stars",
            Phrase("Stars of a new engineer"),
            Phrase("Provisional until the first published grade, or until somebody confirms them."),
            kind="choice",
            choose=choices.grades,
            empty=Phrase("as the installation says"),
        ),
        Entry(
            "provisional_months",
            Phrase("Graded or confirmed within months"),
            Phrase("Whose time has run out stands in Work. Empty: as the installation says."),
            empty=Phrase("as the installation says"),
        ),
    ),
)

_LADDER = Group(
    Phrase("Danger ladder"),
    (
        _span(
            "unassigned_after_s",
            Phrase("No engineer after"),
            Phrase("From the report, or since the visit lost its engineer."),
        ),
        _span("not_accepted_after_s", Phrase("Not accepted after"), Phrase("From the assignment.")),
        _span(
            "not_departed_after_s",
            Phrase("Not departed after"),
            Phrase("From the time it was accepted."),
        ),
        _span(
            "position_stale_after_s",
            Phrase("No position for"),
            Phrase("While an engineer is on the way: from the last position."),
        ),
        _span(
            "eta_past_due_after_s",
            Phrase("Expected too late for"),
            Phrase("How long an arrival may be expected behind the promised time."),
        ),
        _span("breached_after_s", Phrase("Promise broken after"), Phrase("From the time promised.")),
        _span("alert_repeat_s", Phrase("Alert again after"), Phrase("Until somebody acknowledges it.")),
    ),
    Phrase("When a promise in danger alerts the dispatcher; 0 is at once."),
)

TERRITORIES = Declared(
    "territory",
    Phrase("Territories"),
    Phrase("Territory"),
    Phrase("New territory"),
    Phrase("Areas that are planned as one"),
    Phrase("Code, name"),
    lambda row: row.name,
    groups=(_AREA, _PROMISE, _PLANNING, _NEWCOMERS, _LADDER),
    columns=("code", "name", "time_zone", "promise_s", "holiday_calendar", "active"),
    sorts=("code", "name"),
    filters=("active",),
    relations=(
        Relation("engineer", "territory_id"),
        Relation("site", "territory_id", addable=False, partial=True),
    ),
    bulk=("active",),
)
