"""The checklists of a visit with their answers, and its photos, in words."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from typing import Any

from app.documents.reads.report import ReportFacts
from app.documents.report.wording import Wording, plain
from app.visits.reads.signature_state import Standing
from checklists import AnswerInvalid, Item, SignerRole, Template, answer_text, check_answer, visible_items
from checklists.kinds import Photo, SignedBy, YesNo

_SHOWN_DIGITS = 12


def checklists(facts: ReportFacts, words: Wording) -> list[dict[str, Any]]:
    """Return `{"title", "item", "answer", "rows"}` of each checklist; a row is label, answer and tone.

    `tone` is `good` (yes), `bad` (no), `none` (no answer) or empty.
    """
    numbers = {photo.sha256: n for n, photo in enumerate(facts.photos, 1)}
    signed = {state.role for state in facts.signing.roles if state.standing == Standing.VALID}
    return [
        {
            "title": plain(words.of(template.title)),
            "item": words.word("item"),
            "answer": words.word("answer"),
            "rows": _rows(template, facts.answers.get(template.key, {}), words, numbers, signed),
        }
        for template in facts.templates
    ]


def photos(facts: ReportFacts, words: Wording) -> dict[str, Any]:
    """Return the photos in the order taken; `picture` names the thumbnail.

    It is empty while the bytes lack, and where they are not what was announced; `instead` says which.
    """
    altered = facts.altered_photos
    return {
        "title": words.word("photos"),
        "rows": [
            {
                "picture": "" if photo.sha256 in altered or not photo.completed_at else photo.sha256,
                "instead": words.word("photo_altered" if photo.sha256 in altered else "photo_pending"),
                "number": words.word("photo_number", n=n),
                "caption": plain(photo.caption),
                "at": words.at(facts.taken_at.get(photo.sha256, photo.taken_at)),
                "digest": photo.sha256[:_SHOWN_DIGITS],
            }
            for n, photo in enumerate(facts.photos, 1)
        ],
    }


def _rows(
    template: Template,
    answers: Mapping[str, object],
    words: Wording,
    photo_numbers: Mapping[str, int],
    signed: AbstractSet[SignerRole],
) -> list[list[str]]:
    rows = []
    for item in visible_items(template, answers):
        text, tone = _answer(item, answers.get(item.key), words, photo_numbers, signed)
        rows.append([plain(words.of(item.label)), plain(text), tone])
    return rows


def _answer(
    item: Item,
    value: object,
    words: Wording,
    photo_numbers: Mapping[str, int],
    signed: AbstractSet[SignerRole],
) -> tuple[str, str]:
    if isinstance(item.kind, SignedBy):
        standing = item.kind.signer in signed
        return words.word("signed_below" if standing else "not_signed"), "good" if standing else "none"
    if value is None:
        return words.word("not_answered"), "none"
    try:
        answer = check_answer(item, value)
    except AnswerInvalid:
        # What is stored is shown even where the item would not take it: a report hides nothing.
        return str(value), "bad"
    match item.kind:
        case Photo():
            number = photo_numbers.get(str(answer))
            return words.word("photo_number", n=number) if number else str(answer)[:_SHOWN_DIGITS], ""
        case YesNo():
            return words.of(answer_text(item, answer)), "good" if answer else "bad"
    return words.of(answer_text(item, answer)), ""
