"""The ledger's events of one request, told as sentences."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.desk.pages import bill_words, findings, flags
from app.dispatching.events import is_far_off
from app.kernel.events import EVENTS
from app.kernel.events_of_ledger import WHY_ERASED
from app.kernel.ledger_text import ERASED
from app.kernel.phrases import Phrase
from app.portal.pages import card_words
from app.promise.pages import words
from app.requests.events.taken_back import OPENED, WHY_BACK
from app.requests.reads.history import HistoryEvent
from app.visits.reads.message_facts import Figures
from app.web.context import runtime
from app.web.pages.i18n import money, span
from app.web.wording import say


@dataclass(frozen=True, slots=True)
class Told:
    """One event for people; `tone` is good, bad or plain."""

    at: datetime
    title: str
    detail: str
    actor: str
    tone: str


def told(
    events: Iterable[HistoryEvent],
    engineers: Mapping[str, str],
    figures: Mapping[str, Figures] | None = None,
    people: Mapping[str, str] | None = None,
) -> list[Told]:
    """Tell the events, newest first.

    `engineers` maps ids to names, `figures` event ids to measurements, `people` actors to names.
    """
    return [_tell(event, engineers, figures or {}, people or {}) for event in events][::-1]


def _tell(
    event: HistoryEvent,
    engineers: Mapping[str, str],
    figures: Mapping[str, Figures],
    people: Mapping[str, str],
) -> Told:
    kind = EVENTS.get(event.kind)
    details = _of_message(event.data, figures) if event.kind.startswith("phone.") else []
    if event.erased:
        details.append(say(ERASED))
    return Told(
        at=event.at,
        title=_title(event),
        detail=" · ".join(text for text in (*_details(event.data, engineers), *details) if text),
        actor=words.who(event.actor, str(event.data.get("link_maker") or ""), people),
        tone="plain" if kind is None or is_far_off(event.data) else kind.tone,
    )


def _title(event: HistoryEvent) -> str:
    kind = EVENTS.get(event.kind)
    title = kind.title(event.data) if kind else None
    return say(title) if title else event.kind


def _of_message(data: Mapping[str, Any], figures: Mapping[str, Figures]) -> list[str]:
    """What the message was, and what was the matter with it."""
    named = words.word(flags.MESSAGES, str(data.get("message", "")))
    measured = figures.get(str(data.get("event_id")))
    said = flags.said_of(data, measured)
    if measured and measured.beyond_m and "outside_geofence" not in (data.get("flags") or ()):
        distance = flags.distance(measured.distance_m or 0)
        said = flags.listed([said, say(Phrase("%(distance)s from the site", distance=distance))])
    return [named, said]


_SAID = (
    *("solved_by", "agreed_by", "again_code", "note", "comment", "result", "to"),
    *("contact_name", "contact_phone", "description", "machine", "external_reference", "customer_wish"),
    *("file", "code"),
)
"""What is told as it was said."""


def _why_nobody(data: Mapping[str, Any]) -> list[str]:
    """Why nobody serves a visit; skills and stars that lack stand with who could come."""
    if is_far_off(data):
        return []
    return [words.refusal_alone(str(code)) for code in data.get("codes") or ()]


def _details(data: Mapping[str, Any], engineers: Mapping[str, str]) -> list[str]:
    said = [engineers.get(str(data.get("engineer_id")), "")]
    if data.get("findings") is not None and data.get("verdict"):
        said.append(words.word(findings.VERDICTS, str(data["verdict"])))
        first = "was" in data and data["was"] is None
        said += [one.text for one in findings.said(data["findings"]) if first or one.tone != "good"]
    if data.get("decision"):
        said.append(words.word(findings.DECISIONS, str(data["decision"])))
    if data.get("rung"):
        said.append(words.word(words.CAUSES, str(data["rung"])))
    if "score" in data:
        said += [words.stars(int(data["score"])), *card_words.told(data)]
    if data.get("ending"):
        said += [
            words.word(words.VISIT_STATES, str(data["ending"])),
            say(Phrase("no signatures were asked for")),
        ]
    if data.get("how"):
        said.append(words.word(words.HOWS, str(data["how"])))
    if data.get("reason"):
        reason = str(data["reason"])
        known = {**flags.END_REASONS, **flags.VOID_REASONS, **words.TAKEN_ON, **WHY_ERASED, **OPENED}
        said.append(say(known[reason]) if reason in known else reason)
    said += [str(data[name]) for name in _SAID if data.get(name)]
    said += [*_why_nobody(data), *_by_office(data), *_of_bill(data), _to_whom(data, engineers)]
    if data.get("role"):
        said.append(words.word(words.ROLES, str(data["role"])))
    if data.get("late_s", 0) > 0 and "alert_id" not in data:
        said.append(say(Phrase("%(span)s late in sum", span=span(data["late_s"]))))
    return [text for text in said if text]


def _to_whom(data: Mapping[str, Any], engineers: Mapping[str, str]) -> str:
    """Who has it instead of whom it was taken from, else why it was taken back."""
    name = engineers.get(str(data.get("to_engineer_id")))
    if name:
        return say(Phrase("given to %(name)s", name=name))
    return say(WHY_BACK.get(str(data.get("why")), "")) if data.get("was") else ""


def _of_bill(data: Mapping[str, Any]) -> list[str]:
    """What is or was to be paid, and why it waits; or that it was confirmed knowingly."""
    if isinstance(data.get("to_cents"), int):
        return bill_words.changed(data)
    if not isinstance(data.get("amount_cents"), int):
        return []
    called = bill_words.line(data) + bill_words.times(data.get("quantity"))
    said = [called, money(data["amount_cents"], runtime().settings.currency)]
    if data.get("void_signatures"):
        said.append(say(Phrase("knowing that a signature was void")))
    return [*said, words.word(words.HELD, str(data["why"]))] if data.get("why") in words.HELD else said


def _by_office(data: Mapping[str, Any]) -> list[str]:
    """Who of the office said so, where the event names one; or that it was the office's word alone."""
    if data.get("by") == "office":
        return [say(Phrase("as the office was told"))]
    return [str(data["by"])] if data.get("by") and (data.get("outcome") or data.get("ending")) else []
