"""axe-core in a page: what a reader with a screen reader, poor eyes or no mouse would stumble over."""

from __future__ import annotations

import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

_FRONTEND = Path(__file__).parents[2] / "frontend"
_SERIOUS = ("serious", "critical")
_FIND = """() => axe.run(document, {resultTypes: ["violations"]}).then(found => found.violations.map(one => [
  one.impact, one.id, one.nodes.map(node => `${node.target.join(" ")}: ${node.any[0]?.message ?? node.html}`)
]))"""


@cache
def _source() -> str:
    subprocess.run([sys.executable, _FRONTEND / "build.py", "tools"], check=True)
    return (_FRONTEND / "node_modules/axe-core/axe.min.js").read_text(encoding="utf-8")


def faults(page: Page) -> list[str]:
    """Return the serious and critical faults of the page as it stands."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(_source())
    found: list[list[Any]] = page.evaluate(_FIND)
    return [f"{rule}: {node}" for impact, rule, nodes in found if impact in _SERIOUS for node in nodes]
