"""Examinations: which questions are sound, how they are drawn, taken and marked.  Pure."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any, Final

from app.kernel.phrases import Phrase

TWO: Final = 2
TRIES_WITHIN = timedelta(days=365)
"""In which tries are counted."""

Options = Sequence[Mapping[str, Any]]
Answers = Mapping[str, Mapping[str, Any]]
"""By the question's number: {chosen: numbers of options, revision}."""


class ExamPart(StrEnum):
    """Theory is answered on the phone or the page; practice is entered by who watched it."""

    THEORY = "theory"
    PRACTICE = "practice"


class QuestionKind(StrEnum):
    """How many options are right: one, some, or one of two."""

    SINGLE = "single"
    MULTIPLE = "multiple"
    TRUE_FALSE = "true_false"


def fault_of(kind: str, options: Options) -> str | None:
    """Return what is wrong with the options of a question; None where they are sound."""
    right = sum(bool(one.get("right")) for one in options)
    if len(options) < TWO:
        return Phrase("must be two at least")
    if kind == QuestionKind.TRUE_FALSE and len(options) != TWO:
        return Phrase("must be just two: true and false")
    if kind == QuestionKind.MULTIPLE and not right:
        return Phrase("need one at least that is right")
    if kind != QuestionKind.MULTIPLE and right != 1:
        return Phrase("need just one that is right")
    return None


def drawn(bank: Sequence[Mapping[str, Any]], count: int, rng: random.Random) -> list[dict[str, Any]]:
    """Return `count` questions of the bank in any order; but of true and false the options are shuffled."""
    chosen = rng.sample(list(bank), count)
    return [{**one, "options": _shuffled(one, rng)} for one in chosen]


def _shuffled(question: Mapping[str, Any], rng: random.Random) -> list[Any]:
    options = list(question["options"])
    if question["kind"] != QuestionKind.TRUE_FALSE:
        rng.shuffle(options)
    return options


def without_answers(questions: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return questions as whoever sits may see them: nothing says which option is right."""
    return [
        {
            "number": number,
            "kind": one["kind"],
            "text_en": one["text_en"],
            "text_zh": one["text_zh"],
            "options": [{"en": option["en"], "zh": option["zh"]} for option in one["options"]],
        }
        for number, one in enumerate(questions)
    ]


@dataclass(frozen=True, slots=True)
class Given:
    """An answer as it comes: which options of which question; the highest revision counts."""

    question: int
    chosen: tuple[int, ...]
    revision: int


def merged(
    questions: Sequence[Mapping[str, Any]], answers: Answers, given: Sequence[Given]
) -> dict[str, Any]:
    """Return the answers with those that came: a repeat changes nothing, an older one neither.

    What names no question or option of the paper is left out.
    """
    found = dict(answers)
    for one in given:
        if not 0 <= one.question < len(questions):
            continue
        most = len(questions[one.question]["options"])
        chosen = sorted({option for option in one.chosen if 0 <= option < most})
        before = found.get(str(one.question))
        if before is None or before["revision"] < one.revision:
            found[str(one.question)] = {"chosen": chosen, "revision": one.revision}
    return found


def share_right(questions: Sequence[Mapping[str, Any]], answers: Answers) -> float:
    """Return the share of questions of which just the right options were chosen."""
    right = sum(is_right(one, answers.get(str(n))) for n, one in enumerate(questions))
    return round(right / len(questions), 6) if questions else 0.0


def is_right(question: Mapping[str, Any], answer: Mapping[str, Any] | None) -> bool:
    """Tell whether just the right options were chosen."""
    wanted = [n for n, option in enumerate(question["options"]) if option["right"]]
    return answer is not None and list(answer["chosen"]) == wanted
