"""What a condition can ask of a step, in the reader's words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from app.kernel.phrases import Phrase
from app.web.pages.i18n import named

LONGEST_NAME = 60
"""Characters of a step's text in a choice: the rest of it stands on the page."""


def passing(step: Mapping[str, Any]) -> list[tuple[str, object]]:
    """The answers of which one can be demanded."""
    if step.get("type") == "yes_no":
        return [("yes", Phrase("yes")), ("no", Phrase("no"))]
    options = step.get("options") or () if step.get("type") == "choice" else ()
    return [(str(one.get("key")), _called(one)) for one in options]


def _called(part: Mapping[str, Any]) -> str:
    """What a step or an option is called, in the reader's language; its key where it has no text."""
    key, label = str(part.get("key") or ""), part.get("label")
    texts = label if isinstance(label, Mapping) else {}
    return named(str(texts.get("en") or key), str(texts.get("zh-CN") or key))


def asked_of(content: Mapping[str, Any], at: int) -> Iterator[tuple[str, list[tuple[str, Phrase]]]]:
    """Yield what each other step is called, with what a condition can ask of it."""
    for n, step in enumerate(content["items"]):
        key, kind = step.get("key", ""), step.get("type")
        if n == at or not key:
            continue
        asked: list[tuple[str, Phrase]] = []
        if kind == "yes_no":
            asked = [(f"{key}|is|yes", Phrase("is yes")), (f"{key}|is|no", Phrase("is no"))]
        elif kind == "choice":
            for option in step.get("options") or ():
                value, called = option.get("key", ""), _called(option)
                asked.append((f"{key}|is|{value}", Phrase("is %(answer)s", answer=called)))
                asked.append((f"{key}|not|{value}", Phrase("is not %(answer)s", answer=called)))
        elif kind == "number":
            asked = [
                (f"{key}|at_least|", Phrase("is at least …")),
                (f"{key}|at_most|", Phrase("is at most …")),
                (f"{key}|equals|", Phrase("is exactly …")),
            ]
        asked.append((f"{key}|answered|", Phrase("is answered")))
        asked.append((f"{key}|unanswered|", Phrase("is not answered")))
        called = _called(step)
        yield called if len(called) <= LONGEST_NAME else f"{called[:LONGEST_NAME]}…", asked
