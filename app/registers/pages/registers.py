"""The registers for people: an overview, and the same pages for each one that is declared."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, render_template

from app.kernel.keyset import MOST_COUNTED
from app.kernel.phrases import Phrase
from app.registers.pages import editing, exporting, labels, listing, viewing
from app.registers.pages.declaration import Declared
from app.registers.pages.declared import DECLARED, OWN
from app.registers.reads import finding
from app.web.context import transaction
from app.web.pages.linked import address
from app.web.wording import say

BESIDE = (
    ("calendars", Phrase("Calendars"), Phrase("Holidays, and days with other hours")),
    ("rosters", Phrase("Rosters"), Phrase("Who works when")),
    ("imports", Phrase("Import from a file"), Phrase("Registers filled from files")),
)
"""Pages beside the registers, where this installation has them."""


def overview() -> str:
    """Show all registers that the reader may look through, with how many rows each has."""
    with transaction(write=False) as uow:
        shown = [
            (one, to, _counted(finding.count(uow, one.register, {})), address(f"{one.name}_new"))
            for one in DECLARED.values()
            if (to := address(one.plural))
        ]
    others = [(title, about, to) for page, title, about in BESIDE if (to := address(page))]
    return render_template("registers.html", registers=shown, others=others)


def _counted(count: int) -> str:
    return say(Phrase("more than %(n)s", n=MOST_COUNTED)) if count > MOST_COUNTED else str(count)


def _for(view: Callable[..., Any], declared: Declared, **fixed: Any) -> Callable[..., Any]:
    """Return the view of one register; the key of a row stands in its address."""

    def shown(**key: Any) -> Any:
        return view(declared, *key.values(), **fixed)

    return shown


def register(site: Blueprint) -> None:
    """Add the addresses of each register; `page_elsewhere` leaves those of one row to an upper room."""
    site.add_url_rule("/registers", "registers", overview)
    site.add_url_rule("/assets/labels", "asset_labels", labels.labels)
    site.app_context_processor(lambda: {"register_acts": _acts})
    for one in OWN.values():
        _register(site, one)


class Brought:
    """The registers of an upper room: the same pages, and known to whatever names their rows."""

    def __init__(self, *declared: Declared) -> None:
        self._declared = declared

    def register(self, site: Blueprint) -> None:
        """Add the addresses of each."""
        for one in self._declared:
            DECLARED[one.name] = one
            _register(site, one)


def _register(site: Blueprint, one: Declared) -> None:
    many, name = f"/{one.plural}", one.name
    row = f"{many}/<code>" if one.by_code else f"{many}/<uuid:{one.variable}>"
    gets = [
        (many, one.plural, _for(listing.page, one)),
        (f"{many}/export", f"{name}_export", _for(exporting.export, one)),
        (f"{many}/choices", f"{name}_choices", _for(viewing.choices, one)),
        (f"{many}/new", f"{name}_new", _for(editing.new, one)),
        (f"{row}/edit", f"{name}_edit", _for(editing.edit, one)),
    ]
    if not one.page_elsewhere:
        gets.append((f"{row}/view" if one.by_code else row, name, _for(viewing.view, one)))
    for address_, endpoint, view in gets:
        site.add_url_rule(address_, endpoint, view)
    posts = [
        (f"{many}/new", f"{name}_create", _for(editing.create, one)),
        (f"{row}/edit", f"{name}_save", _for(editing.save, one)),
    ]
    if one.bulk:
        posts.append((f"{many}/set", f"{name}_set", _for(listing.set_many, one)))
    if one.closes:
        posts.append((f"{row}/close", f"{name}_close", _for(viewing.switch, one, active=False)))
        posts.append((f"{row}/reopen", f"{name}_reopen", _for(viewing.switch, one, active=True)))
    if one.deletes:
        posts.append((f"{row}/remove", f"{name}_remove", _for(viewing.remove, one)))
    for address_, endpoint, view in posts:
        site.add_url_rule(address_, endpoint, view, methods=["POST"])


def _acts(name: str, row: Any) -> viewing.Acts:
    """Return for the page of a row in an upper room what can be done with it."""
    return viewing.acts(DECLARED[name], row)
