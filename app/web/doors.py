"""What a room brings to the web: its addresses with who may call them, its pages, menu entries, explanations.

A room's `doors.py` names it as `DOORS`, and its `capability.py` names that module, so that worker processes
load nothing of the web.  Tags of the OpenAPI document are the blueprints' names and descriptions.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Protocol

from flask import Blueprint
from sqlalchemy import Select

from app.kernel import Principal, Role, UnitOfWork
from app.kernel.phrases import Phrase
from app.kernel.standing import Standing
from app.web.pages.explanations import Explanation
from app.web.policy import Rows

SET_UP = "set_up"
"""Under which an application keeps the pages of all rooms where something is set up, in their order."""


class Part(Protocol):
    """A module of pages."""

    def register(self, site: Blueprint) -> None:
        """Add its addresses, or what templates ask for, to the site."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for somebody on a page, as a number beside its name: how it is counted, and for whom."""

    count: Callable[[UnitOfWork], int]
    roles: frozenset[Role]


@dataclass(frozen=True, slots=True)
class MenuGroup:
    """Entries that open together under one title, where the caller has more than two of them."""

    title: Phrase
    place: int


PEOPLE = MenuGroup(Phrase("People"), 55)
"""Who works when, what they are able to do, and what becomes of it."""


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """A page in the menu, shown to whom its access row lets in; entries stand in the order of `place`.

    `values` returns what the address needs, None for whom the entry is not meant. `holds` are the first parts
    of the addresses that are reached by it, beside those under its own; with `holds_set_up` those of the
    pages where something is set up too, unless another entry holds them. Those of a `group` open together.
    """

    page: str
    title: Phrase
    place: int
    waiting: Waiting | None = None
    values: Callable[[Principal], Mapping[str, Any] | None] = lambda _: {}
    holds: frozenset[str] = frozenset()
    holds_set_up: bool = False
    group: MenuGroup | None = None


@dataclass(frozen=True, slots=True)
class WorkList:
    """A list that people work through: its page, how it stands, and whether what waits there `presses`.

    `things` selects what it is about, by id: the menu counts a request once on however many lists it stands.
    The list of what one has on already is `taken`; the menu leaves that out.
    """

    page: str
    title: Phrase
    place: int
    roles: frozenset[Role]
    look: Callable[[UnitOfWork], Standing]
    things: Callable[[UnitOfWork], Select[Any]]
    values: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    presses: bool = False
    taken: bool = False


@dataclass(frozen=True, slots=True)
class SetUpPage:
    """A page where something is set up rarely: reached from one place, so that the menu stays short.

    `about` says what it is for; it is shown to whom its access row lets in, in the order of `place`.
    """

    page: str
    title: Phrase
    about: Phrase
    place: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Doors:
    """What one room brings; `blueprints` are doors of their own, `pages` parts of the one site for people.

    `fragments` are those of its pages that answer a part of another, asked for while somebody types: no menu
    is shown there, and nothing counted for one.
    """

    access: Rows = field(default_factory=lambda: MappingProxyType({}))
    blueprints: Sequence[Blueprint] = ()
    pages: Sequence[Part] = ()
    fragments: Sequence[str] = ()
    menu: Sequence[MenuEntry] = ()
    work: Sequence[WorkList] = ()
    set_up: Sequence[SetUpPage] = ()
    explanations: Mapping[str, Explanation] = field(default_factory=lambda: MappingProxyType({}))
