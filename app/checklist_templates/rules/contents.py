"""The content of a version: what names it, and whether two say the same.  Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from checklists import as_data, canonical_json, parse_template

Content = Mapping[str, Any]


def digest_of(content: Content) -> str:
    """Return what names the content of a published version: equal templates have one digest."""
    return hashlib.sha256(canonical_json(as_data(parse_template(content)))).hexdigest()


def numbered(content: Content, key: str, number: int) -> dict[str, Any]:
    """Return the content as that version of that checklist."""
    return {**content, "key": key, "version": number}


def says_the_same(one: Content, other: Content) -> bool:
    """Tell whether two well-formed contents differ in nothing but their version."""
    return digest_of(numbered(one, str(one["key"]), 1)) == digest_of(numbered(other, str(other["key"]), 1))


def empty(key: str, title_en: str, title_zh: str) -> dict[str, Any]:
    """Return what a new checklist begins with: a name, and no step yet."""
    title = {"en": title_en, "zh-CN": title_zh}
    return {"key": key, "version": 1, "order": 50, "title": title, "applies_to": [], "items": []}
