"""What the phone shows: what the server told, and on top of it what was done since."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from mobile_api.client.journal import Entry, Journal
from mobile_api.client.record import STEPS, Known, build_record

VISITS, TEMPLATES, PARTS, META = "visit", "template", "part", "meta"
CHARGE_KINDS = "charge_kind"

_AFTER = {
    "accept": "accepted",
    "depart": "en_route",
    "arrive": "on_site",
    "complete": "completed",
    "incomplete": "incomplete",
}
"""The state in which a message leaves its visit, where the server agrees."""

_UNDER_WAY = ("on_site", "en_route", "accepted")
_LAST = 1_000_000


def fold_answer(journal: Journal, answer: Mapping[str, Any]) -> None:
    """Put the changes of a sync's answer and its cursor into the journal."""
    if answer["reset"]:
        for kind in (VISITS, TEMPLATES, PARTS, CHARGE_KINDS):
            journal.forget(kind)
    changes = answer["changes"]
    for template in changes["templates"]:
        journal.learn(TEMPLATES, f"{template['key']}@{template['version']}", template)
    for visit in changes["visits"]:
        journal.learn(VISITS, visit["stop"]["visit_id"], visit)
    journal.forget(VISITS, [one["visit_id"] for one in changes["gone"]])
    for register, kind in (("parts", PARTS), ("charge_kinds", CHARGE_KINDS)):
        if changes.get(register) is not None:
            journal.forget(kind)
            for row in changes[register]:
                journal.learn(kind, row["code"], row)
    journal.learn(META, "cursor", answer["cursor"])
    journal.learn(META, "skew_s", answer["skew_s"])
    journal.learn(META, "available", answer["available"])
    journal.learn(META, "voided", answer.get("voided", []))


def itinerary(journal: Journal) -> list[dict[str, Any]]:
    """Return the engineer's visits as the server last told them, in the order of `GET /itinerary`."""
    return sorted((visit["stop"] for visit in journal.known(VISITS).values()), key=_order)


def visit_detail(journal: Journal, visit_id: str) -> dict[str, Any] | None:
    """Return a visit with its checklists, as `GET /visits/{id}` does; None where it is not this phone's."""
    visit = journal.known(VISITS).get(visit_id)
    if visit is None:
        return None
    templates = journal.known(TEMPLATES)
    texts = [templates[f"{one['key']}@{one['version']}"] for one in visit["templates"]]
    return {**visit["detail"], "templates": texts}


def visit_record(journal: Journal, visit_id: str) -> dict[str, Any] | None:
    """Return the visit's record as this phone knows it; None where it is not this phone's.

    What waits in the outbox is counted in, and steps that the server holds until the rest comes.
    """
    detail = visit_detail(journal, visit_id)
    if detail is None:
        return None
    known = Known(
        detail,
        journal.known(PARTS),
        journal.known(CHARGE_KINDS),
        float(journal.known(META).get("skew_s") or 0.0),
    )
    return build_record(known, journal.unsettled(visit_id, STEPS))


def expected_state(journal: Journal, visit_id: str) -> str | None:
    """Return the visit's state once the server has taken what waits in the outbox."""
    visit = journal.known(VISITS).get(visit_id)
    done = [entry for entry in journal.outbox() if entry.visit_id == visit_id]
    return _fold_state(visit["stop"]["state"] if visit else None, done)


def _fold_state(state: str | None, done: Sequence[Entry]) -> str | None:
    for entry in done:
        state = _AFTER.get(entry.kind, state)
    return state


def _order(stop: Mapping[str, Any]) -> tuple[int, int, str]:
    rank = _UNDER_WAY.index(stop["state"]) if stop["state"] in _UNDER_WAY else len(_UNDER_WAY)
    return rank, stop["sequence"] if stop["sequence"] is not None else _LAST, stop["due_at"]
