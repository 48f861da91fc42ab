"""The page of one row of any register: all that it says, what belongs to it, and what can be done with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import flash, render_template, request, url_for
from werkzeug.wrappers import Response

from app.kernel import UnitOfWork
from app.kernel.keyset import MOST_COUNTED
from app.kernel.phrases import Phrase
from app.registers.commands import registry
from app.registers.hooks import BELONGINGS, Belongings, Line
from app.registers.pages import closing, referring, refusals, shown
from app.registers.pages.declaration import Declared, Relation
from app.registers.pages.declared import DECLARED
from app.registers.pages.drawing import drawn_row
from app.registers.pages.editing import place_of
from app.registers.reads import finding
from app.registers.reads import registry as registers
from app.registers.reads.closing import taken_along
from app.web.context import transaction
from app.web.pages.forms import see
from app.web.pages.linked import address, page_of
from app.web.wording import say

MOST_RELATED = 10
_SCORECARDS = {
    "provider": "provider",
    "territory": "territory",
    "contract": "contract",
    "fault_type": "fault",
    "asset": "machine",
}
"""Register → its kind of scorecard; engineers and customers have pages of their own, which lead there."""


@dataclass(frozen=True, slots=True)
class Related:
    """Rows of another register that name this one; `all` and `add` are addresses, None where not allowed."""

    declared: Declared
    columns: Sequence[str]
    heads: Sequence[Phrase]
    rows: Sequence[tuple[str | None, Sequence[shown.Cell]]]
    count: int
    all: str | None
    add: str | None

    @property
    def counted(self) -> str:
        """How many there are, in words."""
        if self.count > MOST_COUNTED:
            return say(Phrase("more than %(n)s", n=MOST_COUNTED))
        return str(self.count)


@dataclass(frozen=True, slots=True)
class Acts:
    """What the reader may do with a row: addresses, None where not allowed."""

    edit: str | None
    close: str | None
    reopen: str | None
    remove: str | None
    add: Sequence[tuple[Phrase, str]]


def view(declared: Declared, key: Any) -> str:
    """Show one row."""
    with transaction(write=False) as uow:
        row = registers.one(uow, declared.register, key)
        names = shown.names_of(uow, declared, [row])
        return render_template(
            "register_row.html",
            d=declared,
            row=row,
            called=declared.called(row),
            lines=shown.lines(declared, row, names),
            related=related(uow, declared, row),
            belongings=belongings(uow, declared, row),
            acts=acts(declared, row),
            drawing=drawn_row(uow, row),
            list=address(declared.plural),
            label=address("asset_labels", asset_id=key) if declared.name == "asset" else None,
            calendar=_calendar(declared, key),
            scorecard=_scorecard(declared, row),
        )


def _calendar(declared: Declared, key: Any) -> str | None:
    """Return where the days are on which the hours of a territory or contract differ."""
    if declared.name not in {"territory", "contract"}:
        return None
    return address("calendars", **{declared.variable: key})


def _scorecard(declared: Declared, row: Any) -> str | None:
    """Return where the figures of a row stand, if it is of a kind that has some."""
    kind = _SCORECARDS.get(declared.name)
    if kind == "provider":  # reads its own
        return address("scorecard_of_graded", kind, id=row.id)
    return kind and address("scorecard", kind, id=row.code if kind == "fault" else row.id)


def related(uow: UnitOfWork, declared: Declared, row: Any) -> list[Related]:
    """Return the rows of other registers that name this one, for whoever may read those."""
    found = (_related(uow, DECLARED[one.register], one, getattr(row, one.key)) for one in declared.relations)
    return [one for one in found if one is not None]


def related_by(uow: UnitOfWork, name: str, row: Any, register: str) -> Related | None:
    """Return the rows of one register that name a row, for a page in an upper room."""
    declared = DECLARED[name]
    found = next(one for one in declared.relations if one.register == register)
    return _related(uow, DECLARED[register], found, getattr(row, found.key))


def _related(uow: UnitOfWork, other: Declared, relation: Relation, value: Any) -> Related | None:
    everything = address(other.plural, **{relation.by: value})
    if everything is None:
        return None
    wanted = {relation.by: value, "sort": other.sorts[0]}
    rows = finding.page(uow, other.register, wanted, MOST_RELATED, {}).rows
    if relation.partial and not rows:
        return None
    names = shown.names_of(uow, other, rows)
    columns = [path for path in other.columns if path != relation.by]
    told = [
        (page_of(other.name, other.key(one)), [shown.cell(other, path, one, names) for path in columns])
        for one in rows
    ]
    return Related(
        other,
        columns,
        [shown.head(other, path) for path in columns],
        told,
        finding.count(uow, other.register, wanted),
        everything,
        address(f"{other.name}_new", **{relation.by: value}) if relation.addable else None,
    )


def belongings(uow: UnitOfWork, declared: Declared, row: Any) -> list[tuple[Belongings, Sequence[Line]]]:
    """Return what upper rooms know of the row."""
    return [(one, one.find(uow, row)) for one in BELONGINGS if one.register == declared.name]


def acts(declared: Declared, row: Any) -> Acts:
    """Return what the reader may do with a row."""
    key, active = declared.key(row), getattr(row, "active", True)
    return Acts(
        edit=address(f"{declared.name}_edit", key),
        close=address(f"{declared.name}_close", key) if declared.closes and active else None,
        reopen=address(f"{declared.name}_reopen", key) if declared.closes and not active else None,
        remove=address(f"{declared.name}_remove", key) if declared.deletes else None,
        add=[
            (DECLARED[one.register].add, to)
            for one in declared.relations
            if one.addable
            and (to := address(f"{DECLARED[one.register].name}_new", **{one.by: getattr(row, one.key)}))
        ],
    )


def switch(declared: Declared, key: Any, *, active: bool) -> Response:
    """Take a row out of use, or into use again; pressed twice it acts once.

    What goes with it is named first; the answer says for just which lines it was given.
    """
    try:
        with transaction() as uow:
            row = registers.one(uow, declared.register, key)
            lines = [] if active else taken_along(uow, declared.name, row)
            if lines and request.form.get("seen") != closing.seen_key(lines):
                return closing.ask(declared, row, lines)
            registry.update(uow, declared.name, row, {"active": active})
    except refusals.REFUSED as refused:
        flash(refusals.sentence(declared, refused), "bad")
    else:
        text = Phrase("It is in use again.") if active else Phrase("Out of use: it stays on record.")
        flash(say(text), "good")
    return see(place_of(declared, key))


def remove(declared: Declared, key: Any) -> Response:
    """Delete a row that nothing names."""
    try:
        with transaction() as uow:
            registry.remove(uow, declared.name, registers.one(uow, declared.register, key))
    except refusals.REFUSED as refused:
        flash(refusals.sentence(declared, refused), "bad")
        return see(place_of(declared, key))
    flash(say(Phrase("Deleted.")), "good")
    return see(url_for(f"pages.{declared.plural}"))


def choices(declared: Declared) -> str:
    """Offer rows whose names go on as typed; a part of a form."""
    with transaction(write=False) as uow:
        found = finding.suggestions(uow, declared.name, request.args.get("q", "")[: referring.LONGEST])
        return render_template("parts/register_choices.html", found=referring.choices(declared.name, found))
