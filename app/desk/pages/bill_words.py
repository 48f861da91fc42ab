"""What changed on a bill, in words: `Laptop battery × 50: ¥0.00 → ¥14,450.00`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.kernel.phrases import Phrase
from app.web.context import runtime
from app.web.pages.i18n import money, named
from app.web.wording import say


def changed(data: Mapping[str, Any]) -> list[str]:
    """Tell a `bill.changed` event: which line, how many, and the amounts before and after."""
    currency = runtime().settings.currency
    called = line(data)
    old, new = int(data.get("from_quantity") or 0), int(data.get("to_quantity") or 0)
    if data.get("what") == "part" and old and new and old != new:
        called += f" × {old} → {new}"
    elif data.get("what") == "part":
        called += times(new or old)
    amounts = f"{money(int(data['from_cents']), currency)} → {money(int(data['to_cents']), currency)}"
    return [str(data.get("serial_number") or ""), called + say(Phrase(": ")) + amounts]


def line(data: Mapping[str, Any]) -> str:
    """What an event's line is called; a code that no register names is at least readable."""
    code = spelled(str(data.get("code") or ""))
    return named(str(data.get("name_en") or code), str(data.get("name_zh") or code))


def spelled(code: str) -> str:
    """Write a code that has no name: `parking_fee` as `parking fee`."""
    return code.replace("_", " ")


def times(quantity: object) -> str:
    """Write how many, where there is more to say than one."""
    return f" × {quantity}" if isinstance(quantity, int) and quantity > 1 else ""
