"""A step as the fields of its form, and back; what is typed is kept even where it is at fault.  Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from app.checklist_templates.rules.condition_rows import ALL, MOST_ROWS, Rows, condition_of, rows_of
from app.checklist_templates.rules.trying import number_from
from checklists import LOCALES

Values = Mapping[str, str]
Step = Mapping[str, Any]

LIMITS: Mapping[str, Sequence[str]] = {
    "number": ("minimum", "maximum", "decimals"),
    "text": ("max_length",),
    "signature": ("signer",),
}
"""The fields of a type, options and units apart."""

MOST_OPTIONS = 43
_OPTION = re.compile(r"options\[(\d+)\](?:\.(key|label(?:\.(.+))?))?")


def values_of(step: Step) -> dict[str, str]:
    """Return what the form's fields hold for a step."""
    values = {name: _text(step.get(name)) for name in ("key", "type", "minimum", "maximum", "decimals")}
    values |= {name: _text(step.get(name)) for name in ("max_length", "signer")}
    must_be = step.get("must_be")
    is_switch = isinstance(must_be, bool)
    values["must_be"] = ("yes" if must_be else "no") if is_switch else _text(must_be)
    for name in ("label", "hint", "unit"):
        values |= {f"{name}.{locale}": _text(_part(step, name).get(locale)) for locale in LOCALES}
    for n, option in enumerate(step.get("options") or ()):
        values[f"options.{n}.key"] = _text(option.get("key"))
        values |= {f"options.{n}.{one}": _text(_part(option, "label").get(one)) for one in LOCALES}
    required = step.get("required")
    phase, needed = (required, None) if isinstance(required, str) else _phase(required)
    values["required.phase"] = _text(phase)
    return values | dict(_of_condition("when", step.get("when"))) | dict(_of_condition("need", needed))


def step_of(values: Values, types: Mapping[str, object]) -> dict[str, Any]:
    """Return the step that the form's fields say; `types` holds the type of each step of the checklist."""
    kind = values.get("type", "")
    step: dict[str, Any] = {
        "key": values.get("key", "").strip(),
        "type": kind,
        "label": _texts(values, "label"),
    }
    if any(_texts(values, "hint").values()):
        step["hint"] = _texts(values, "hint")
    step |= _limits(values, kind)
    when = condition_of(_rows(values, "when"), types)
    if when is not None:
        step["when"] = when
    phase, needed = values.get("required.phase", ""), condition_of(_rows(values, "need"), types)
    if phase or needed is not None:
        step["required"] = phase if needed is None else {"phase": phase, "when": needed}
    if must_be := values.get("must_be", "").strip():
        step["must_be"] = {"yes": True, "no": False}.get(must_be, must_be) if kind == "yes_no" else must_be
    return step


def field_of(path: str) -> str:
    """Return the field of the form at which a fault within a step stands (`options[1].label.en`)."""
    if found := _OPTION.match(path):
        number, part, locale = found.groups()
        return f"options.{number}.{locale or ('key' if part == 'key' else 'en')}"
    if path.startswith("required.when"):
        return "need"
    if path.startswith("when"):
        return "when"
    return {"required": "required.phase", "label": "label.en", "hint": "hint.en", "unit": "unit.en"}.get(
        path, path
    )


def _limits(values: Values, kind: str) -> dict[str, Any]:
    limits = {name: number_from(values.get(name, "").strip()) for name in LIMITS.get(kind, ())}
    if kind == "number":
        if limits["decimals"] in ("", 0):
            del limits["decimals"]
        return {**limits, "unit": _texts(values, "unit")}
    if kind == "choice":
        return {"options": list(_options(values))}
    return limits


def _options(values: Values) -> Iterator[dict[str, Any]]:
    for n in range(MOST_OPTIONS):
        key, label = values.get(f"options.{n}.key", "").strip(), _texts(values, f"options.{n}")
        if key or any(label.values()):
            yield {"key": key, "label": label}


def _rows(values: Values, name: str) -> Rows:
    rows = [
        (values.get(f"{name}.{n}.is", ""), values.get(f"{name}.{n}.number", "")) for n in range(MOST_ROWS + 2)
    ]
    return Rows(values.get(f"{name}.join", ALL), rows, values.get(f"{name}.text", ""))


def _of_condition(name: str, condition: object) -> Iterator[tuple[str, str]]:
    said = rows_of(condition)
    yield f"{name}.join", said.join
    yield f"{name}.text", said.text
    for n, (choice, number) in enumerate(said.rows):
        yield f"{name}.{n}.is", choice
        yield f"{name}.{n}.number", number


def _phase(required: object) -> tuple[object, object]:
    rule = required if isinstance(required, Mapping) else {}
    return rule.get("phase"), rule.get("when")


def _part(step: Step, name: str) -> Mapping[str, Any]:
    part = step.get(name)
    return part if isinstance(part, Mapping) else {}


def _texts(values: Values, name: str) -> dict[str, str]:
    return {locale: values.get(f"{name}.{locale}", "").strip() for locale in LOCALES}


def _text(value: object) -> str:
    return "" if value is None else str(value)
