"""The record of a visit as a phone knows it: what the server told, and on top what was done since.

`docs/checklists.md` describes the format field by field.  Who signs without a connection signs this one, and
the server compares it with its own once everything has come.
"""

from __future__ import annotations

import copy
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from mobile_api.client.checklist import shown_answers
from mobile_api.client.journal import Entry

_TIMES = {"accept": "accepted_at", "depart": "departed_at", "arrive": "on_site_at"}


@dataclass(frozen=True)
class Known:
    """What the server told a phone: a visit's detail with its checklists, the price list, the charge kinds.

    `skew_s` is what to add to the phone's clock.
    """

    detail: Mapping[str, Any]
    parts: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    charge_kinds: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    skew_s: float = 0.0


STEPS = tuple(_TIMES)
"""The kinds of message whose time stands in the record."""


def build_record(known: Known, done: Sequence[Entry]) -> dict[str, Any]:
    """Return the record with `done`, the messages that the server has not taken yet, counted in.

    They are counted in their order; what would be held for the office is left out, as the server leaves it.
    """
    draft = _Draft.of(known)
    for entry in done:
        if fold := _FOLDS.get(entry.kind):
            fold(draft, entry)
    detail = known.detail
    return {
        "visit_id": detail["id"],
        "request": {
            name: detail["request"][name]
            for name in ("id", "code", "site_id", "asset_id", "fault_code", "description")
        },
        "engineer": {name: detail["engineer"][name] for name in ("id", "number")},
        "times": {name: instant(at) for name, at in draft.times.items() if at is not None},
        "templates": {one["key"]: one["version"] for one in detail["templates"]},
        "answers": shown_answers(detail["templates"], draft.answers),
        "parts": _sorted(row for row in draft.parts.values() if row["quantity"] > 0),
        "charges": _sorted(row for row in draft.charges.values() if row["amount_cents"] > 0),
        "photos": _sorted(draft.photos.values()),
        "notes": "",
    }


def instant(at: str) -> str:
    """Return an ISO 8601 time with offset as the record writes it: UTC, six digits of fraction, `Z`."""
    utc = datetime.fromisoformat(at).astimezone(UTC).replace(tzinfo=None)
    return f"{utc.isoformat(timespec='microseconds')}Z"


@dataclass
class _Draft:
    known: Known
    times: dict[str, str | None]
    answers: dict[str, dict[str, Any]]
    parts: dict[str, dict[str, Any]]
    charges: dict[str, dict[str, Any]]
    photos: dict[str, dict[str, Any]]
    ended_at: str | None

    @classmethod
    def of(cls, known: Known) -> _Draft:
        detail, asked = known.detail, known.detail["request"]
        times = {name: detail[name] for name in _TIMES.values()}
        parts = (_part(row["part_code"], row["serial_number"], row) for row in detail["parts"])
        charges = (_charge(row["kind"], row["label"], row["amount_cents"]) for row in detail["charges"])
        photos = (_photo(row["sha256"], row["size"]) for row in detail["photos"])
        return cls(
            known,
            {"requested_at": asked["requested_at"], "due_at": asked["due_at"], **times},
            copy.deepcopy(dict(detail["answers"])),
            {row["id"]: row for row in parts},
            {row["id"]: row for row in charges},
            {row["id"]: row for row in photos},
            detail["completed_at"],
        )


def _step(draft: _Draft, entry: Entry) -> None:
    """A step counts from when it was first taken, on the server's clock, and never before the one before."""
    at = datetime.fromisoformat(entry.device_at) + timedelta(seconds=draft.known.skew_s)
    name = _TIMES[entry.kind]
    if name == "on_site_at" and draft.times["departed_at"]:
        at = max(at, datetime.fromisoformat(draft.times["departed_at"]))
    if draft.times[name] is None:
        draft.times[name] = at.isoformat()


def _answers(draft: _Draft, entry: Entry) -> None:
    for row in entry.body["answers"]:
        given = draft.answers.setdefault(row["template"], {})
        if row["value"] is None:
            given.pop(row["item"], None)
        else:
            given[row["item"]] = row["value"]


def _announced(draft: _Draft, entry: Entry) -> None:
    draft.photos[entry.body["sha256"]] = _photo(entry.body["sha256"], entry.body["size"])


def _withdrawn(draft: _Draft, entry: Entry) -> None:
    """A photo that is withdrawn takes the answers that name it along."""
    draft.photos.pop(entry.body["sha256"], None)
    for given in draft.answers.values():
        for item in [item for item, value in given.items() if value == entry.body["sha256"]]:
            del given[item]


def _fitted(draft: _Draft, entry: Entry) -> None:
    body = entry.body
    code, serial_number = clean(body["part_code"]), clean(body.get("serial_number"))
    row = _part(code, serial_number, {"quantity": body["quantity"], "unit_price_cents": 0})
    before = draft.parts.get(row["id"])
    if _is_late(draft) or (before is None and code not in draft.known.parts):
        return
    row["unit_price_cents"] = (before or draft.known.parts[code])["unit_price_cents"]
    if row["quantity"] > (before["quantity"] if before else 0) and _is_too_many(draft, row):
        return
    draft.parts[row["id"]] = row


def _is_too_many(draft: _Draft, row: Mapping[str, Any]) -> bool:
    """More of a part than its limit, over all serial numbers, waits for the office."""
    others = (one for one in draft.parts.values() if one["code"] == row["code"] and one["id"] != row["id"])
    limit = draft.known.parts.get(row["code"], {}).get("limit_per_visit")
    return limit is not None and sum(one["quantity"] for one in others) + row["quantity"] > limit


def _charged(draft: _Draft, entry: Entry) -> None:
    kind, cents = clean(entry.body["kind"]), entry.body["amount_cents"]
    row = _charge(kind, clean(entry.body.get("label")), cents)
    register = draft.known.charge_kinds.get(kind)
    is_same = draft.charges.get(kind) == row
    if is_same or _is_late(draft) or (cents and (register is None or cents > register["limit_cents"])):
        return
    draft.charges[kind] = row


def _ended(draft: _Draft, entry: Entry) -> None:
    draft.ended_at = entry.device_at


def _is_late(draft: _Draft) -> bool:
    """What is charged after the end of the visit waits for the office."""
    return draft.ended_at is not None


_FOLDS: Mapping[str, Callable[[_Draft, Entry], None]] = {
    **dict.fromkeys(_TIMES, _step),
    "answers": _answers,
    "photo": _announced,
    "photo_withdrawn": _withdrawn,
    "part": _fitted,
    "charge": _charged,
    "complete": _ended,
    "incomplete": _ended,
}


def _part(code: str, serial_number: str, row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": f"{code}/{serial_number}",
        "code": code,
        "serial_number": serial_number,
        "quantity": row["quantity"],
        "unit_price_cents": row["unit_price_cents"],
    }


def _charge(kind: str, label: str, amount_cents: int) -> dict[str, Any]:
    return {"id": kind, "label": label, "amount_cents": amount_cents}


def _photo(sha256: str, size: int) -> dict[str, Any]:
    return {"id": sha256, "sha256": sha256, "length": size}


def clean(text: Any) -> str:
    """Return a text as the server keeps it: trimmed, in NFC; "" for none."""
    return unicodedata.normalize("NFC", (text or "").replace("\r\n", "\n").strip())


def _sorted(rows: Any) -> list[dict[str, Any]]:
    return sorted(rows, key=lambda row: str(row["id"]))
