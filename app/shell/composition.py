"""Puts the doors of the rooms together, and refuses what is incomplete before anything is served."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TypeVar

import flask_smorest
from flask import Blueprint, Flask
from jinja2 import FileSystemLoader

from app.kernel import visibility
from app.kernel.scopes import SCOPES
from app.shell import openapi
from app.shell.auth import UNGUARDED_ENDPOINTS
from app.web import policy
from app.web.api import Api
from app.web.doors import SET_UP, Doors
from app.web.pages import explanations, menu, work
from app.web.policy import Access, Rows

T = TypeVar("T")


class Incomplete(RuntimeError):
    """A room forgot something that each room says, or two rooms say it."""

    def __init__(self, faults: Iterable[str]) -> None:
        super().__init__("; ".join(sorted(faults)))


def compose(flask_app: Flask, api: Api, doors: Iterable[Doors]) -> Rows:
    """Register what the doors bring, and find every room's templates; returns the access rows of all.

    Raises:
        Incomplete: two rooms give a row for one address, or explain one kind of problem.
    """
    every = list(doors)
    for blueprint in (one for door in every for one in door.blueprints):
        if isinstance(blueprint, flask_smorest.Blueprint):
            api.register_blueprint(blueprint)
        else:
            flask_app.register_blueprint(blueprint)
    parts = [part for door in every for part in door.pages]
    if parts:
        site = Blueprint("pages", "app.web")
        for part in parts:
            part.register(site)
        flask_app.register_blueprint(site)
        flask_app.jinja_loader = FileSystemLoader(
            sorted(Path(flask_app.root_path).parent.glob("*/templates"))
        )
    rows = _once(item for door in (Doors(access=openapi.ACCESS), *every) for item in door.access.items())
    entries = sorted((entry for door in every for entry in door.menu), key=lambda entry: entry.place)
    flask_app.extensions[policy.EXTENSION] = rows
    flask_app.extensions[menu.EXTENSION] = entries
    flask_app.extensions[menu.FRAGMENTS] = frozenset(name for door in every for name in door.fragments)
    flask_app.extensions[work.EXTENSION] = sorted(
        (one for door in every for one in door.work), key=lambda one: one.place
    )
    flask_app.extensions[SET_UP] = sorted(
        (one for door in every for one in door.set_up), key=lambda one: one.place
    )
    flask_app.extensions[explanations.EXTENSION] = _once(
        item for door in every for item in door.explanations.items()
    )
    return rows


def check(flask_app: Flask) -> None:
    """Look whether everything fits together.

    Raises:
        Incomplete: it names an address without access row, a row without address, a scope or a kind of
            things that no room has, and a menu entry or fragment without page.
    """
    rows: Rows = flask_app.extensions[policy.EXTENSION]
    routes = {
        f"{method} {rule.rule}"
        for rule in flask_app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if rule.endpoint not in UNGUARDED_ENDPOINTS
    }
    faults = [
        *(f"{key} has no access row" for key in routes - rows.keys()),
        *(f"the access row {key} has no address" for key in rows.keys() - routes),
        *(fault for key, access in rows.items() for fault in _strange(key, access)),
        *(
            f"the list of work {one.page} has no page"
            for one in flask_app.extensions[work.EXTENSION]
            if f"pages.{one.page}" not in flask_app.view_functions
        ),
        *(
            f"the page {one.page}, where something is set up, does not exist"
            for one in flask_app.extensions[SET_UP]
            if f"pages.{one.page}" not in flask_app.view_functions
        ),
        *(
            f"the menu entry {entry.page} has no page"
            for entry in flask_app.extensions[menu.EXTENSION]
            if f"pages.{entry.page}" not in flask_app.view_functions
        ),
        *(
            f"the fragment {name} has no page"
            for name in flask_app.extensions[menu.FRAGMENTS]
            if f"pages.{name}" not in flask_app.view_functions
        ),
    ]
    if faults:
        raise Incomplete(faults)


def _strange(key: str, access: Access) -> Iterator[str]:
    if access.owns and visibility.KINDS.get(access.owns[0]) is None:
        yield f"{key} names things that no room has: {access.owns[0]}"
    if policy.PARTNER & access.roles and access.scope and access.scope not in SCOPES:
        yield f"{key} asks for a scope that no room gives: {access.scope}"


def _once(items: Iterable[tuple[str, T]]) -> dict[str, T]:
    found: dict[str, T] = {}
    for key, thing in items:
        if key in found:
            raise Incomplete([f"{key} stands twice"])
        found[key] = thing
    return found
