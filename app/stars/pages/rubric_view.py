"""What the page of one version of a rubric shows: its form or its lines, and what it changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from flask import render_template
from marshmallow import Schema

from app.kernel import UnitOfWork
from app.kernel.drafts import VersionState
from app.kernel.phrases import Phrase
from app.registers.reads.customers import zone_of_customer
from app.stars.pages import rubric_words as words
from app.stars.reads import rubrics
from app.stars.rules.rubric import SIDES, BonusKind, Graded, Side, VetoKind, direction_of, measures_of
from app.stars.rules.rubric_faults import STARS_WITH_CUTS
from app.stars.rules.rubric_form import is_per_cent, numbers_of, paths, typed_apart, values_of
from app.stars.tables import RubricVersion
from app.web.pages import once
from app.web.pages.form_kit import Form, Input
from app.web.wording import say

LONGEST = 12
_RANGE = "must be from %(least)g to %(most)g"
CONDITIONS = ("five_stars.visits", "five_stars.quarter", "five_stars.low", "provisional_below", "cap")


@dataclass(frozen=True, slots=True)
class TypedRubric:
    """What was typed but not written: what is wrong with it, or why nothing was saved."""

    values: Mapping[str, str] = field(default_factory=dict)
    wrong: Mapping[str, Sequence[str]] = field(default_factory=dict)
    why: str = ""


@dataclass(frozen=True, slots=True)
class LineRow:
    """A line as it is shown or asked for."""

    measure: str
    title: Phrase
    direction: Phrase
    side: Input
    weight: Input
    numbers: Sequence[Input]
    per_cent: bool
    cases: Input | None


def page(uow: UnitOfWork, row: RubricVersion, typed: TypedRubric | None = None) -> str:
    """Return the whole page."""
    every = rubrics.versions(uow, row.key)
    is_draft = row.state == VersionState.DRAFT
    form = _form(row, typed)
    old = rubrics.before(every, row)
    return render_template(
        "rubric.html",
        row=row,
        every=every,
        until={one.id: rubrics.until(every, one) for one in every},
        current=rubrics.current(every),
        is_draft=is_draft,
        draft=next((one for one in every if one.state == VersionState.DRAFT), None),
        form=form,
        sides=[(side, words.SIDES[side]) for side in SIDES[Graded(row.key)]],
        rows=_rows(form, Graded(row.key)),
        weights=_weights(row.content),
        others=_others(form),
        before=old,
        changes=_told(typed_apart(values_of(old.content), values_of(row.content))) if old else [],
        lost=typed if typed and typed.why else None,
        unsaved=_told(typed_apart(values_of(row.content), typed.values)) if typed and typed.why else [],
        once=once.fresh(uow),
        words=words,
        zone=zone_of_customer(uow, None),
        now=uow.now,
    )


def _form(row: RubricVersion, typed: TypedRubric | None) -> Form:
    values = typed.values if typed else values_of(row.content)
    wrong = {path: [_in_per_cent(path, text) for text in texts] for path, texts in _wrong(typed).items()}
    labels = {path: words.label_of(path) for path in paths(Graded(row.key))}
    return Form(Schema(), labels | {"lines": words.label_of("lines")}, values, wrong)


def _wrong(typed: TypedRubric | None) -> Mapping[str, Sequence[str]]:
    return typed.wrong if typed else {}


def _in_per_cent(path: str, text: str) -> str:
    """Say the limits of a share as the form asks for it."""
    if is_per_cent(path) and isinstance(text, Phrase) and text.id == _RANGE:
        return Phrase(_RANGE, **{name: 100 * float(str(limit)) for name, limit in text.values.items()})
    return text


def _rows(form: Form, graded: Graded) -> list[LineRow]:
    sides = [(side.value, words.SIDES[side]) for side in SIDES[graded]]
    found = []
    for measure in measures_of(graded):
        at = f"lines.{measure}"
        found.append(
            LineRow(
                measure,
                words.MEASURES[measure],
                words.DIRECTIONS[direction_of(measure)],
                replace(form[f"{at}.side"], kind="choice", choices=sides),
                form[f"{at}.weight"],
                [form[f"{at}.{name}"] for name in numbers_of(measure)],
                is_per_cent(f"{at}.floor"),
                form[f"{at}.cases"] if f"{at}.cases" in form.labels else None,
            )
        )
    order = {side.value: n for n, side in enumerate(SIDES[graded])}
    return sorted(found, key=lambda one: order.get(one.side.value, len(order)))


def _weights(content: Mapping[str, Any]) -> dict[str, float]:
    found: dict[str, float] = dict.fromkeys(Side, 0.0)
    for line in content["lines"].values():
        found[line["side"]] += line["weight"]
    return found


def _others(form: Form) -> list[tuple[Phrase, list[Input]]]:
    """Return what stands beside the lines, in groups."""
    return [
        (Phrase("Stars by points"), [form[f"cuts.{stars}"] for stars in STARS_WITH_CUTS]),
        (Phrase("Conditions"), [form[path] for path in CONDITIONS]),
        (Phrase("Bonus"), [form["bonus_most"], *(form[f"bonuses.{kind}"] for kind in BonusKind)]),
        (Phrase("Veto: what no figure makes good"), [form[f"vetoes.{kind}"] for kind in VetoKind]),
        (Phrase("Suspension"), [form["suspension.below"], form["suspension.quarters"]]),
    ]


def _told(found: Sequence[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    return [
        (say(words.label_of(path)), words.said_of(path, one), words.said_of(path, other))
        for path, one, other in found
    ]
