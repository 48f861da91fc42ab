"""What the forms of shifts and of leaves ask for, made of the bodies of the API."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from flask import request
from marshmallow import fields, validate

from app.kernel import UnitOfWork
from app.kernel.errors import Invalid
from app.kernel.local_dates import local_date
from app.kernel.phrases import Phrase
from app.registers.api.resources.people import LeaveRecord, ShiftRecord
from app.registers.rules.roster import ShiftKind
from app.registers.tables import Engineer, Leave, Shift, Territory
from app.rosters.pages import words
from app.rosters.reads.roster import people
from app.rosters.rules.local_days import instant, local_minute
from app.rosters.rules.patterns import after, minute_of
from app.web.fields import text
from app.web.pages.form_kit import Form, Input, Labels
from app.web.pages.i18n import local_input
from app.web.wording import say

_BREAK = re.compile(r"((?:[01]?\d|2[0-3]):[0-5]\d)\s*[-–—~至到]\s*((?:[01]?\d|2[0-3]):[0-5]\d)")
_BETWEEN = re.compile(r"[,;，；、\s]*")

SHIFT_LABELS: Labels = {
    "engineer_id": Phrase("Engineer"),
    "starts_at": Phrase("From"),
    "ends_at": Phrase("Until"),
    "kind": Phrase("Kind"),
    "setout_min": Phrase("Minutes until on the road"),
    "breaks_said": Phrase("Breaks"),
    "external_id": Phrase("Number elsewhere"),
}
LEAVE_LABELS: Labels = {
    "engineer_id": Phrase("Engineer"),
    "starts_at": Phrase("From"),
    "ends_at": Phrase("Until"),
    "reason": Phrase("Reason"),
    "note": Phrase("Note"),
}


class ShiftForm(ShiftRecord):
    """A shift as a form says it: minutes to set out, and breaks by the clock."""

    setout_min = fields.Integer(validate=validate.Range(0, 240))
    breaks_said = text(200)


def typed(labels: Labels) -> dict[str, str]:
    """What was typed."""
    return {name: request.form.get(name, "") for name in labels}


def shift_form(
    values: Mapping[str, str], zone: str, wrong: Mapping[str, Sequence[str]] | None = None
) -> Form:
    """The form of a shift."""
    stands = {"setout_s": "setout_min", "breaks": "breaks_said"}
    return Form(ShiftForm(), SHIFT_LABELS, values, wrong or {}, zone, stands)


def leave_form(
    values: Mapping[str, str], zone: str, wrong: Mapping[str, Sequence[str]] | None = None
) -> Form:
    """The form of a leave."""
    return Form(LeaveRecord(), LEAVE_LABELS, values, wrong or {}, zone)


def shift_values(shift: Shift, zone: str) -> dict[str, str]:
    """What the form of a shift shows at first."""
    return {
        "engineer_id": str(shift.engineer_id),
        "starts_at": local_input(shift.starts_at, zone),
        "ends_at": local_input(shift.ends_at, zone),
        "kind": shift.kind,
        "setout_min": str(shift.setout_s // 60) if shift.setout_s else "",
        "breaks_said": words.breaks_text(shift.breaks, zone),
        "external_id": shift.external_id or "",
    }


def leave_values(leave: Leave, zone: str) -> dict[str, str]:
    """What the form of a leave shows at first."""
    spans = {name: local_input(getattr(leave, name), zone) for name in ("starts_at", "ends_at")}
    return {"engineer_id": str(leave.engineer_id), "reason": leave.reason, "note": leave.note, **spans}


def read_shift(form: Form, before: Shift | None = None) -> dict[str, Any]:
    """Return the columns that a form of a shift says.

    Raises:
        Invalid: names the fields.
    """
    read = dict(_unmoved(form, form.read(), before))
    minutes, said = read.pop("setout_min", 0), read.pop("breaks_said", "")
    read["setout_s"] = 60 * minutes if read["kind"] == ShiftKind.ON_CALL else 0
    read["breaks"] = _breaks(said, read["starts_at"], form.zone)
    if "external_id" in request.form:  # emptied, it is none; a program's body that lacks it keeps it
        read["external_id"] = read.get("external_id")
    return read


def read_leave(form: Form, before: Leave | None = None) -> dict[str, Any]:
    """Return the columns that a form of a leave says.

    Raises:
        Invalid: names the fields.
    """
    return _unmoved(form, form.read(), before)


def _unmoved(form: Form, read: dict[str, Any], before: Shift | Leave | None) -> dict[str, Any]:
    """An hour that clocks show twice in a night stays the one that it was."""
    for name in ("starts_at", "ends_at"):
        if before is not None and form.values.get(name) == local_input(getattr(before, name), form.zone):
            read[name] = getattr(before, name)
    return read


def _breaks(said: str, starts_at: datetime, zone: str) -> list[list[datetime]]:
    """Read breaks as clocks show them, each the next after what came before it."""
    if _BETWEEN.fullmatch(_BREAK.sub("", said)) is None:
        raise Invalid({"breaks_said": Phrase("must be spans such as 12:00-12:30, 18:00-18:30")})
    day = local_date(starts_at, zone)
    since = local_minute(starts_at, day, zone) - 1
    found = []
    for begin, end in _BREAK.findall(said):
        begins = after(since, minute_of(begin))
        since = after(begins, minute_of(end))
        found.append([instant(day, begins, zone), instant(day, since, zone)])
        since -= 1
    return found


def with_choices(uow: UnitOfWork, form: Form, territory: Territory) -> dict[str, Input]:
    """Return the fields, with words for what there is to choose."""
    shown = {name: form[name] for name in form.labels}
    engineers = [(str(one.id), f"{one.number} {one.name}") for one in people(uow, territory)]
    tables = {"kind": words.KINDS, "reason": words.REASONS}
    choices = {name: [(str(key), say(text)) for key, text in table.items()] for name, table in tables.items()}
    choices["engineer_id"] = engineers
    for name, known in choices.items():
        if name in shown:
            shown[name] = replace(shown[name], kind="choice", choices=known, required=True)
    return shown


def territory_of(uow: UnitOfWork, engineer: Engineer) -> Territory:
    """Where an engineer belongs."""
    return uow.get(Territory, engineer.territory_id)
