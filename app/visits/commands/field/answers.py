"""Checklist answers, each checked against its item."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from app.kernel.errors import Invalid, TooLarge
from app.kernel.phrases import Phrase
from app.visits.commands.field.context import VisitMessage
from app.visits.commands.field.departure import judge_gate_again
from app.visits.commands.field.states import EVIDENCE
from app.visits.reads.evidence import checklists_of
from app.visits.tables import ChecklistAnswer
from checklists import Answer, AnswerInvalid, Item, Template, check_answer
from checklists.kinds import SignedBy

MAX_ANSWERS = 200

_Found = tuple[str, str, Answer | None]


def answer(message: VisitMessage) -> None:
    """Keep the answers; of several to one item the last one given on the phone holds, null takes it back."""
    templates = {
        template.key: template for template in checklists_of(message.uow, message.visit, message.request)
    }
    found = _checked(message.body["answers"], templates)
    message.demand(EVIDENCE)
    keep_answers(message, found)
    message.uow.session.flush()
    judge_gate_again(message)


def keep_answers(message: VisitMessage, found: Iterable[_Found]) -> None:
    """Add answers of a template's items as the message gives them; None takes one back."""
    message.uow.session.add_all(
        ChecklistAnswer(
            id=message.uow.new_id(),
            visit_id=message.visit.id,
            engineer_id=message.engineer_id,
            event_id=message.event.event_id,
            template_key=template,
            item_key=item,
            value=value,
            device_at=message.at,
            received_at=message.event.received_at,
        )
        for template, item, value in found
    )


def _checked(rows: list[Mapping[str, Any]], templates: Mapping[str, Template]) -> list[_Found]:
    if len(rows) > MAX_ANSWERS:
        raise TooLarge("The list of answers", MAX_ANSWERS)
    errors: dict[str, str | list[str]] = {}
    found: dict[tuple[str, str], _Found] = {}
    for index, row in enumerate(rows):
        path = f"answers.{index}"
        try:
            item = _item(row, templates, path)
            value = None if row["value"] is None else check_answer(item, row["value"], f"{path}.value")
        except AnswerInvalid as bad:
            errors[bad.path] = Phrase.of(bad.text)
            continue
        except Invalid as bad:
            errors |= bad.errors
            continue
        if (row["template"], item.key) in found:
            errors[f"{path}.item"] = Phrase("is answered twice in this message")
        found[row["template"], item.key] = row["template"], item.key, value
    if errors:
        raise Invalid(errors)
    return list(found.values())


def _item(row: Mapping[str, Any], templates: Mapping[str, Template], path: str) -> Item:
    template = templates.get(row["template"])
    if template is None:
        raise Invalid({f"{path}.template": Phrase("is not a checklist of this visit")})
    item = template.by_key.get(row["item"])
    if item is None:
        raise Invalid({f"{path}.item": Phrase("is not an item of this checklist")})
    if isinstance(item.kind, SignedBy):
        raise Invalid({f"{path}.item": Phrase("is answered by signing")})
    return item
