"""Names that lead to the page of what they name, wherever the reader may open it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, current_app, url_for

from app.web.context import principal
from app.web.policy import access_to


def page_of(kind: str, key: Any) -> str | None:
    """Return the address of the page of a thing (`site`, its id); None where the reader may not open it."""
    return None if key is None else address(kind, key)


def address(endpoint: str, key: Any = None, **more: Any) -> str | None:
    """Return the address of a page or act that the reader may use; `more` stands behind the `?`."""
    rule = next(iter(current_app.url_map.iter_rules(f"pages.{endpoint}")), None) if _known(endpoint) else None
    if rule is None or (key is None) != (not rule.arguments):
        return None
    access = access_to(f"{'POST' if 'GET' not in (rule.methods or ()) else 'GET'} {rule.rule}")
    if access is None or principal().role not in access.roles:
        return None
    return url_for(f"pages.{endpoint}", **dict.fromkeys(rule.arguments, key), **more)


def _known(endpoint: str) -> bool:
    return f"pages.{endpoint}" in current_app.view_functions


def register(site: Blueprint) -> None:
    """Give the templates the addresses."""
    site.app_context_processor(lambda: {"page_of": page_of, "address_of": address})
