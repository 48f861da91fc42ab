"""What was typed into a form that was refused: shown again there, with what is wrong by field."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from flask import Blueprint, flash, g, request, session

from app.kernel import errors
from app.kernel.phrases import Phrase
from app.web import problems
from app.web.pages.explanations import Explanation, explain
from app.web.wording import say

_KEY = "kept_form"
_ROOM = 1900
"""Bytes, packed: the session's cookie has to stay below the 4 kB that browsers keep."""

REFUSALS = (errors.Conflict, errors.Invalid, errors.Forbidden)

FIELDS: Mapping[str, Phrase] = {
    "accepted_at": Phrase("Accepted"),
    "agreed_by": Phrase("Who wanted it"),
    "answer": Phrase("Answer"),
    "arrived_at": Phrase("Engineer was on site at"),
    "asset_id": Phrase("Machine"),
    "assigned_at": Phrase("Assigned"),
    "at": Phrase("Time"),
    "contact_name": Phrase("Contact"),
    "contact_phone": Phrase("Telephone"),
    "current_password": Phrase("Present password"),
    "customer_wish": Phrase("Customer's wish"),
    "departed_at": Phrase("Departed"),
    "description": Phrase("Description"),
    "ended_at": Phrase("Ended at (empty: now)"),
    "ending": Phrase("How did it end?"),
    "fault_code": Phrase("Fault"),
    "external_reference": Phrase("Customer's own number"),
    "how": Phrase("How"),
    "into": Phrase("Customer"),
    "new_password": Phrase("New password"),
    "note": Phrase("Note"),
    "on_site_at": Phrase("On site"),
    "point": Phrase("Point"),
    "reason": Phrase("Reason"),
    "result": Phrase("What the customer said"),
    "solved": Phrase("Is the problem solved?"),
    "stage": Phrase("Stage"),
    "verdict": Phrase("What happened"),
    "visit_id": Phrase("Visit"),
    "why": Phrase("Why the office ends it"),
}


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed into one form; of any other form it is empty."""

    values: Mapping[str, str] = field(default_factory=dict)
    wrong: Mapping[str, str] = field(default_factory=dict)
    refused: bool = False

    def value(self, name: str, default: str = "") -> str:
        """Return what was typed into a field."""
        return self.values.get(name, default)

    def chosen(self, name: str, value: object) -> bool:
        """Tell whether this was the choice."""
        return self.values.get(name) == str(value)


def keep(refused: Exception, form: str = "", said: str = "") -> None:
    """Say on the next page why it was refused, and keep what was typed for the form with the action `form`.

    `form` is where this was sent to, where it is not given; `said` stands for what the problem means.
    """
    wrong = wrong_fields(refused)
    values = {name: text for name, text in request.form.items() if text and name != "csrf_token"}
    kept = {"form": form or request.path, "values": values, "wrong": wrong}
    while values and _packed(kept) > _ROOM:
        longest = max(values, key=lambda name: len(values[name]))
        values[longest] = values[longest][: len(values[longest]) // 2]
    session[_KEY] = kept
    flash(said or why_not(refused), "bad")


def why_not(refused: Exception) -> str:
    """Say what was wrong: field by field where fields are, else what the problem means."""
    if isinstance(refused, errors.VersionConflict):
        return say(
            Phrase("It changed after you opened the page. Look at what stands now, and send it again.")
        )
    explained = explain(problems.slug_of(refused))
    wrong = wrong_fields(refused)
    if wrong:
        told = say(Phrase("; ")).join(wrong.values()).rstrip(".。")
        return say(Phrase("%(what)s. %(fields)s.", what=explained.title, fields=told))
    return in_words(explained)


def in_words(explained: Explanation) -> str:
    """Say what a problem means, and what to do about it."""
    return say(Phrase("%(what)s. %(remedy)s", what=explained.title, remedy=explained.remedy))


def wrong_fields(refused: Exception) -> dict[str, str]:
    """Return what is wrong with each field, in words that name it."""
    if not isinstance(refused, errors.Invalid):
        return {}
    colon = say(Phrase(": "))
    said = {name: "; ".join(say(text) for text in texts) for name, texts in refused.errors.items()}
    return {
        name: f"{say(FIELDS[name])}{colon}{text}" if name in FIELDS else text for name, text in said.items()
    }


def typed(form: str) -> Typed:
    """Return what was typed into the form with this action, if it was the one refused; told once."""
    if "kept_form" not in g:
        g.kept_form = session.pop(_KEY, None) or {}
    kept = g.kept_form
    if kept.get("form") != form:
        return Typed()
    return Typed(kept["values"], kept["wrong"], refused=True)


def _packed(kept: object) -> int:
    return len(zlib.compress(json.dumps(kept).encode()))


def register(site: Blueprint) -> None:
    """Give the templates what was typed."""

    @site.app_context_processor
    def helpers() -> dict[str, object]:
        return {"typed": typed}
