"""Reading what a phone sends so that one unreadable character keeps back nothing else.

What a database cannot keep is no reason to lose an engineer's work: it is cleaned, and the message flagged.
What cannot be cleaned is a fault of its own message, which is answered by itself.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any

from flask import Request, g, request
from webargs import core

from app.web.api import Blueprint, StrictParser
from app.web.hygiene import check_json, fault_of_text, faults_of

TEXT_CLEANED = "text_cleaned"
READINGS_DROPPED = "readings_dropped"

_LONGEST_NUMBER = 40
"""Digits; what has more is no number that anybody means, and reading it is slow."""

_KEPT_DEPTH = 24
_INSTEAD = "\N{REPLACEMENT CHARACTER}"


class PhoneParser(StrictParser):
    """Cleans texts; of a batch and of positions it refuses nothing for what one of them holds."""

    def _raw_load_json(self, req: Request) -> Any:
        if not req.is_json:
            return super()._raw_load_json(req)
        return self.checked(parsed(req.get_data(cache=True)))

    def checked(self, value: Any) -> Any:
        """Return a parsed body, cleaned.

        Raises:
            Invalid: it holds, outside of what is judged singly, what cannot be kept.
        """
        if value is core.missing or not isinstance(value, dict):
            check_json(value)
            return value
        events = value.get("events")
        if isinstance(events, list) and request.path.endswith("/sync"):
            check_json(value | {"events": []})
            return value
        value, g.text_cleaned = cleaned(value)
        check_json(_without_readings(value))
        return value


def parsed(raw: bytes) -> Any:
    """Parse JSON as phones write it: with NaN, raw control characters, and bytes that are no UTF-8.

    Raises:
        JSONDecodeError: it is no JSON for all that.
    """
    if not raw:
        return core.missing
    text = raw.decode("utf-8", "replace")
    try:
        return json.loads(text, strict=False, parse_int=_whole)
    except RecursionError as deep:
        raise json.JSONDecodeError("nested too deep", "", 0) from deep


def event_faults(event: Mapping[str, Any]) -> dict[str, str]:
    """Return what of a cleaned event of a batch cannot be kept; of positions each is judged singly."""
    body = event.get("body")
    if event.get("kind") == "positions" and isinstance(body, dict):
        event = {**event, "body": _without_readings(body)}
    return faults_of(event)


def cleaned(value: Any) -> tuple[Any, bool]:
    """Return JSON without what is no text, and whether there was any; accuracies that are none are null."""
    made = _clean(value, 0)
    return made, _has_bad_text(value, 0)


def _clean(value: Any, depth: int) -> Any:
    if depth > _KEPT_DEPTH:
        return value
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, dict):
        return {_text(key): _clean(_known(key, inner), depth + 1) for key, inner in value.items()}
    return [_clean(inner, depth + 1) for inner in value] if isinstance(value, list) else value


def _known(key: str, value: Any) -> Any:
    is_none = key == "accuracy_m" and isinstance(value, float) and not math.isfinite(value)
    return None if is_none else value


def _text(value: str) -> str:
    if fault_of_text(value) is None:
        return value
    # The halves of a pair that stand together are a character; one on its own is none.
    paired = value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return paired.replace("\0", _INSTEAD)


def _has_bad_text(value: Any, depth: int) -> bool:
    if depth > _KEPT_DEPTH:
        return False
    if isinstance(value, str):
        return fault_of_text(value) is not None
    if isinstance(value, dict):
        return any(fault_of_text(key) or _has_bad_text(inner, depth + 1) for key, inner in value.items())
    return isinstance(value, list) and any(_has_bad_text(inner, depth + 1) for inner in value)


def _without_readings(body: dict[str, Any]) -> dict[str, Any]:
    return body | {"positions": []} if isinstance(body.get("positions"), list) else body


def _whole(digits: str) -> int | float:
    return int(digits) if len(digits) <= _LONGEST_NUMBER else math.inf


class PhoneBlueprint(Blueprint):
    """A blueprint whose bodies come from phones."""

    ARGUMENTS_PARSER = PhoneParser()
