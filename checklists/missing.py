"""What still keeps a visit from passing a gate, whatever the way its answers came in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from checklists.answers import answer_text, check_answer
from checklists.conditions import Condition, holds, references, same
from checklists.errors import AnswerInvalid
from checklists.items import Item, Phase
from checklists.kinds import Answer, SignedBy
from checklists.messages import message
from checklists.template import Template
from checklists.text import Text

NestedAnswers = Mapping[str, Mapping[str, object]]
"""Template key → item key → value."""


@dataclass(frozen=True, slots=True)
class Missing:
    """One item that is not as it must be.

    ``code`` is ``unanswered``, ``not_as_required`` (answered, but not what ``must_be`` demands) or
    ``invalid`` (an answer that the item does not take); ``phase`` is the gate at which it fell due.
    """

    template: str
    item: str
    code: str
    phase: Phase
    text: Text


def visible_items(template: Template, answers: Mapping[str, object]) -> tuple[Item, ...]:
    """The items whose conditions hold.

    The answer of a hidden item counts as not given, so hiding carries on to what depends on it.
    """
    decided: dict[str, bool] = {}

    def visible(item: Item) -> bool:
        if item.key not in decided:
            decided[item.key] = item.when is None or holds(item.when, _seen_by(item.when))
        return decided[item.key]

    def _seen_by(condition: Condition) -> dict[str, object]:
        asked = {key: template.by_key[key] for key in references(condition)}
        return {key: answers.get(key) for key, item in asked.items() if visible(item)}

    return tuple(item for item in template.items if visible(item))


def missing(templates: Iterable[Template], answers: NestedAnswers, phase: Phase) -> list[Missing]:
    """What keeps a visit from passing the gate ``phase``, in checklist order; empty when it may pass.

    Answers due at an earlier gate are still wanted, so a departure recorded offline without the five ones
    shows up here at completion. ``must_be`` however binds at its own gate alone: once the engineer has left,
    an honest "no" is the record, and demanding a "yes" would only buy a false one.
    """
    return [
        found
        for template in templates
        for found in missing_in(template, answers.get(template.key, {}), phase)
    ]


def missing_in(template: Template, answers: Mapping[str, object], phase: Phase) -> list[Missing]:
    """Like ``missing``, for one template and its own answers (item key → value)."""
    visible = visible_items(template, answers)
    shown = {item.key: answers[item.key] for item in visible if answers.get(item.key) is not None}
    found = (_judge(template, item, shown, phase) for item in visible)
    return [entry for entry in found if entry is not None]


def shown_answers(templates: Iterable[Template], answers: NestedAnswers) -> dict[str, dict[str, Answer]]:
    """The answers that belong in the visit record: visible items only, canonical, without the signatures.

    A signature stands for the record and so cannot be part of it. Raises ``AnswerInvalid`` with the path
    ``answers.<template>.<item>``.
    """
    record: dict[str, dict[str, Answer]] = {}
    for template in templates:
        given = answers.get(template.key, {})
        record[template.key] = {
            item.key: check_answer(item, given[item.key], f"answers.{template.key}.{item.key}")
            for item in visible_items(template, given)
            if given.get(item.key) is not None and not isinstance(item.kind, SignedBy)
        }
    return record


def _judge(template: Template, item: Item, shown: Mapping[str, object], phase: Phase) -> Missing | None:
    rule = item.required
    due = rule.phase if rule else Phase.COMPLETE
    if due.rank > phase.rank:
        return None
    needed = rule is not None and (rule.when is None or holds(rule.when, shown))
    if item.key not in shown:
        return _entry(template, item, due, "unanswered") if needed else None
    try:
        answer = check_answer(item, shown[item.key])
    except AnswerInvalid as error:
        return _entry(template, item, due, "invalid", problem=error.text)
    if needed and due is phase and item.must_be is not None and not same(answer, item.must_be):
        return _entry(template, item, due, "not_as_required", wanted=answer_text(item, item.must_be))
    return None


def _entry(template: Template, item: Item, due: Phase, code: str, **values: Text) -> Missing:
    return Missing(template.key, item.key, code, due, message(code, label=item.label, **values))
