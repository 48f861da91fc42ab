"""axe-core in a page: what a reader with a screen reader, poor eyes or no mouse would stumble over.

`./run test` and `./run screenshots --axe` install it with the tools of `frontend/package.json`.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

_SOURCE = Path(__file__).parents[2] / "frontend/node_modules/axe-core/axe.min.js"
_SERIOUS = ("serious", "critical")
_FIND = """rules => axe.run(document, {
  resultTypes: ["violations"], elementRef: false, ...(rules && {runOnly: rules})
}).then(found => found.violations.map(one => [
  one.impact, one.id, one.nodes.map(node => `${node.target.join(" ")}: ${node.any[0]?.message ?? node.html}`)
]))"""
CONTRAST = ("color-contrast",)
"""The one rule whose answer depends on light or dark."""


@cache
def _source() -> str:
    return _SOURCE.read_text(encoding="utf-8")


def faults(page: Page, rules: tuple[str, ...] = ()) -> list[str]:
    """Return the serious and critical faults of the page as it stands, by all rules or by those named."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(_source())
    found: list[list[Any]] = page.evaluate(_FIND, list(rules) or None)
    return [f"{rule}: {node}" for impact, rule, nodes in found if impact in _SERIOUS for node in nodes]
