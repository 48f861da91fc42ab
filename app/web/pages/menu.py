"""The menu: the pages that the caller may open, with what waits there for somebody."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import Blueprint, current_app, g, request, url_for

from app.kernel import Principal, Role
from app.kernel.phrases import Phrase
from app.web.context import principal, transaction
from app.web.doors import SET_UP, MenuEntry, MenuGroup, SetUpPage
from app.web.pages import i18n
from app.web.policy import access_to

EXTENSION = "menu"
"""Under which an application keeps the entries of all rooms, in their order."""

FRAGMENTS = "fragments"
"""Under which an application keeps the pages of all rooms that are parts of others."""


@dataclass(frozen=True, slots=True)
class Section:
    """An entry as it is shown; `here` is `page` at its own page, `true` at one reached by it, else blank.

    A group has the entries `below` it, and no address.
    """

    address: str
    title: Phrase
    here: str
    waiting: int
    below: tuple[Section, ...] = ()


def _entries() -> list[MenuEntry]:
    entries: list[MenuEntry] = current_app.extensions[EXTENSION]
    return entries


_FEW = 2
"""So many of a group are found faster side by side."""


def sections() -> list[Section]:
    """Return the pages that the caller may open."""
    who = i18n.signed_in()
    every = [] if who is None else [(entry, _section(entry, who)) for entry in _entries()]
    found = [(entry, section) for entry, section in every if section is not None]
    if any(one.here == "page" for _, one in found):  # a page of the menu below another one's address
        found = [(entry, replace(one, here="") if one.here == "true" else one) for entry, one in found]
    elif any(one.here for entry, one in found if not entry.holds_set_up):
        # What has an entry of its own is not marked under what gathers all that is set up, too.
        found = [(entry, replace(one, here="") if entry.holds_set_up else one) for entry, one in found]
    return list(_grouped(found))


def _grouped(found: Sequence[tuple[MenuEntry, Section]]) -> Iterator[Section]:
    groups: dict[MenuGroup, list[Section]] = {}
    for entry, section in found:
        if entry.group is not None:
            groups.setdefault(entry.group, []).append(section)
    large = {group: below for group, below in groups.items() if len(below) > _FEW}
    places = [(entry.place, section) for entry, section in found if entry.group not in large]
    places += [(group.place, _group(group, below)) for group, below in large.items()]
    yield from (section for _, section in sorted(places, key=lambda one: one[0]))


def _group(group: MenuGroup, below: Sequence[Section]) -> Section:
    here = "true" if any(one.here for one in below) else ""
    return Section("", group.title, here, sum(one.waiting for one in below), tuple(below))


def _section(entry: MenuEntry, who: Principal) -> Section | None:
    values = entry.values(who)
    if values is None or not _lets_in(entry, who.role):
        return None
    address = url_for(f"pages.{entry.page}", **values)
    here = _here(entry, address, values, who)
    return Section(address, entry.title, here, g.get("menu_counts", {}).get(entry.page, 0))


def _here(entry: MenuEntry, address: str, values: Mapping[str, Any], who: Principal) -> str:
    shown = g.get("menu_page") or (request.endpoint or "").removeprefix("pages.")
    if shown == entry.page and (request.view_args or {}) == values:
        return "page"
    below = f"{request.path}/".startswith(f"{address}/") or request.path.split("/")[1] in _held(entry, who)
    return "true" if below else ""


def _held(entry: MenuEntry, who: Principal) -> frozenset[str]:
    """Return what is reached by an entry; that of all set up also leads to what others have an entry for."""
    if not entry.holds_set_up:
        return entry.holds
    places: Sequence[SetUpPage] = current_app.extensions[SET_UP]
    pages = {one.page for one in places}
    gathered = {url_for(f"pages.{page}").split("/")[1] for page in pages}
    others: set[str] = set()
    for one in _entries():
        if one.values(who) is not None and _lets_in(one, who.role):
            others |= one.holds
        elif one.page in pages:
            gathered |= one.holds
    return entry.holds | (gathered - others)


def _lets_in(entry: MenuEntry, role: Role) -> bool:
    rows = (access_to(f"GET {rule.rule}") for rule in current_app.url_map.iter_rules(f"pages.{entry.page}"))
    return any(role in row.roles for row in rows if row)


def has_page(name: str) -> bool:
    """Tell whether there is a page of this name that the caller may open."""
    who = i18n.signed_in()
    rules = (
        current_app.url_map.iter_rules(f"pages.{name}")
        if f"pages.{name}" in current_app.view_functions
        else ()
    )
    rows = (access_to(f"{method} {rule.rule}") for rule in rules for method in rule.methods or ())
    return any(who is not None and row is not None and who.role in row.roles for row in rows)


def count() -> None:
    """Count before a page is made, so that a page of an error never asks the database again."""
    role = principal().role
    waiting = {one.page: one.waiting for one in _entries() if one.waiting and role in one.waiting.roles}
    if waiting and _shows_menu():
        with transaction(write=False) as uow:
            g.menu_counts = {page: one.count(uow) for page, one in waiting.items()}


def _shows_menu() -> bool:
    if request.method != "GET" or "part" in request.args:
        return False
    fragments: frozenset[str] = current_app.extensions[FRAGMENTS]
    return (request.endpoint or "").removeprefix("pages.") not in fragments


def register(site: Blueprint) -> None:
    """Give the templates the menu."""
    site.before_request(count)
    site.app_context_processor(lambda: {"sections": sections, "has_page": has_page})
