"""What people are told of a form that was refused, in the words and units that it asks in."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from marshmallow import Schema, validate

from app.kernel.phrases import Phrase
from app.web.pages.form_fields import declared_at, rule
from app.web.pages.form_values import KINDS

PLAIN: Mapping[str, Phrase] = {
    "Missing data for required field.": Phrase("must be filled in"),
    "Not a valid integer.": Phrase("is not a whole number"),
    "Not a valid number.": Phrase("is not a number"),
    "Not a valid date.": Phrase("is not a date"),
    "Not a valid email address.": Phrase("is not an e-mail address"),
    "Not a valid UUID.": Phrase("nothing was chosen"),
    "String does not match expected pattern.": Phrase("has signs that are not allowed here"),
}
"""What people are told in place of what programs are."""


def in_its_units(
    schema: Schema, kinds: Mapping[str, str], shown: Collection[str], wrong: Mapping[str, list[str]]
) -> dict[str, list[str]]:
    """Say what is wrong as people do, and the limits of a number in the units that it is asked for in."""
    told = {
        path: [PLAIN.get(getattr(text, "id", text), text) for text in texts] for path, texts in wrong.items()
    }
    for path in wrong.keys() & {*shown}:
        declared = declared_at(schema, path)
        span = rule(declared, validate.Range) if declared else None
        unit = kinds.get(path)
        if span is not None and unit in {"span", "money"}:
            least, most = (KINDS[unit].write(end) for end in (span.min, span.max))
            told[path] = [Phrase("must be between %(least)s and %(most)s", least=least, most=most)]
    return told
