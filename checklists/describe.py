"""A template as a phone or a page shows it, in one language."""

from __future__ import annotations

from typing import Any

from checklists.conditions import as_dict
from checklists.items import Item
from checklists.kinds import Choice, FreeText, Kind, Number, SignedBy
from checklists.template import Template
from checklists.text import localise


def describe(template: Template, locale: str | None) -> dict[str, Any]:
    """``key``, ``version``, ``title`` and ``items`` of ``template`` as plain JSON, texts in ``locale``.

    An item has ``key``, ``type``, ``label``, ``hint``, ``when``, ``required`` (``phase`` and ``when``),
    ``must_be`` (each ``None`` if it has none) and the limits of its type. Conditions keep the form of
    ``conditions``, so that a phone can evaluate them offline.
    """
    return {
        "key": template.key,
        "version": template.version,
        "title": localise(template.title, locale),
        "items": [_item(item, locale) for item in template.items],
    }


def _item(item: Item, locale: str | None) -> dict[str, object]:
    rule = item.required
    return {
        "key": item.key,
        "type": item.kind.type,
        "label": localise(item.label, locale),
        "hint": localise(item.hint, locale) if item.hint else None,
        "when": as_dict(item.when) if item.when else None,
        "required": {"phase": rule.phase.value, "when": as_dict(rule.when) if rule.when else None}
        if rule
        else None,
        "must_be": item.must_be,
        **_limits(item.kind, locale),
    }


def _limits(kind: Kind, locale: str | None) -> dict[str, object]:
    match kind:
        case Choice(options):
            return {"options": [{"key": o.key, "label": localise(o.label, locale)} for o in options]}
        case Number(minimum, maximum, unit, decimals):
            return {
                "minimum": minimum,
                "maximum": maximum,
                "unit": localise(unit, locale),
                "decimals": decimals,
            }
        case FreeText(max_length):
            return {"max_length": max_length}
        case SignedBy(signer):
            return {"signer": signer.value}
        case _:
            return {}
