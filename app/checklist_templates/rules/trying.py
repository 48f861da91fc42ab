"""A checklist tried out: what an engineer is shown after these answers, what each gate lacks.  Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from checklists import (
    AnswerInvalid,
    Item,
    Missing,
    Phase,
    Template,
    Text,
    check_answer,
    missing_in,
    visible_items,
)
from checklists.kinds import Number, Photo, SignedBy, YesNo

_WHOLE = re.compile(r"-?\d{1,18}", re.ASCII)
_DECIMAL = re.compile(r"-?\d{1,18}\.\d{1,20}|-?\d(\.\d{1,20})?e[+-]?\d{1,3}", re.ASCII)
_A_PHOTO, _A_SIGNATURE = "0" * 64, "tried-out"


@dataclass(frozen=True, slots=True)
class Tried:
    """The steps that are shown, in their order; what each gate lacks; and what is wrong with an answer."""

    shown: tuple[Item, ...]
    lacks: Mapping[Phase, list[Missing]]
    wrong: Mapping[str, Text]


def try_out(template: Template, answers: Mapping[str, object]) -> Tried:
    """Work through a checklist as a phone does; an answer that its step does not take is told."""
    taken: dict[str, object] = {}
    wrong: dict[str, Text] = {}
    for key, value in answers.items():
        item = template.by_key.get(key)
        if item is None or value is None:
            continue
        try:
            taken[key] = check_answer(item, value)
        except AnswerInvalid as bad:
            wrong[key] = bad.text
    lacks = {phase: missing_in(template, taken, phase) for phase in Phase}
    return Tried(visible_items(template, taken), lacks, wrong)


def answer_from(item: Item, text: str) -> object:
    """Return what a field of a page says as a phone would send it; None where nothing was entered."""
    said = text.strip()
    if not said:
        return None
    match item.kind:
        case YesNo():
            return {"yes": True, "no": False}.get(said, said)
        case Number():
            return number_from(said)
        case Photo():
            return _A_PHOTO
        case SignedBy():
            return _A_SIGNATURE
        case _:
            return said


def number_from(text: str) -> object:
    """Return the number that a text is, as TOML would read it; any other text as it stands."""
    if _WHOLE.fullmatch(text):
        return int(text)
    return float(text) if _DECIMAL.fullmatch(text) else text
