"""What a browser calls itself, as people call it."""

from __future__ import annotations

import re

from flask import Blueprint

_BROWSERS = (
    ("MicroMessenger/", "WeChat"),
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
"""What stands in the header, the more particular first: most claim to be Chrome and Safari too."""

_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


def agent(label: str | None) -> str:
    """Return `Chrome 131, Windows` of a browser's header; any other label as it is."""
    if not label or not label.startswith("Mozilla/"):
        return label or "–"
    browser = next((f"{name}{_version(label, sign)}" for sign, name in _BROWSERS if sign in label), "")
    system = next((name for sign, name in _SYSTEMS if sign in label), "")
    return ", ".join(filter(None, (browser, system))) or label


def _version(label: str, sign: str) -> str:
    found = re.search(re.escape(sign) + r"[A-Za-z]*/?(\d+)", label)
    return f" {found[1]}" if found else ""


def register(site: Blueprint) -> None:
    """Give the templates the filter."""
    site.add_app_template_filter(agent)
