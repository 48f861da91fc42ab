"""Where lower rooms leave a place for what upper ones bring: rules, timers, registers, answers to questions.

A room names a `Slot` or a `TableSlot` that it reads.  Each room's `capability.py` says what it puts into the
slots of the rooms below it; `app.capabilities` lists the rooms, and its `install` fills every slot.  A
process that forgot that fails at the first question, not with an empty answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any, Generic, TypeVar

T = TypeVar("T")
K = TypeVar("K")


class NothingInstalled(RuntimeError):
    """A slot was read before `app.capabilities.install` was called."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name!r} is empty: app.capabilities.install was not called here")


class FilledTwice(RuntimeError):
    """Two rooms gave a value for one key."""

    def __init__(self, name: str, key: object) -> None:
        super().__init__(f"{name!r} has two values for {key!r}")


@dataclass(frozen=True)
class Filling:
    """What one room puts into one slot."""

    slot: Slot[Any] | TableSlot[Any, Any]
    things: Any

    def put(self) -> None:
        """Put it there.

        Raises:
            FilledTwice: another room gave a value for the same key.
        """
        self.slot.put(self.things)


@dataclass(frozen=True)
class Capability:
    """One room: its name, its tables (naming them has them known), and what it brings to the rooms below.

    `doors` names the module that brings it to the web, and which web processes alone load.
    """

    name: str
    fillings: tuple[Filling, ...] = ()
    tables: ModuleType | None = None
    doors: str = ""


@dataclass
class Slot(Generic[T]):
    """Things in the order of the rooms that bring them."""

    name: str
    _things: list[T] = field(default_factory=list)

    def of(self, *things: T) -> Filling:
        """Return what `put` will put here."""
        return Filling(self, things)

    def put(self, things: tuple[T, ...]) -> None:
        """Add things at the end."""
        self._things.extend(things)

    def __iter__(self) -> Iterator[T]:
        """Go through all of them.

        Raises:
            NothingInstalled: no room has brought any.
        """
        if not self._things:
            raise NothingInstalled(self.name)
        return iter(self._things)


@dataclass
class TableSlot(Generic[K, T]):
    """Things by a key of which each has one."""

    name: str
    _things: dict[K, T] = field(default_factory=dict)

    def of(self, things: Mapping[K, T]) -> Filling:
        """Return what `put` will put here."""
        return Filling(self, things)

    def put(self, things: Mapping[K, T]) -> None:
        """Add things under keys that nobody has used.

        Raises:
            FilledTwice: somebody has.
        """
        for key, thing in things.items():
            if key in self._things:
                raise FilledTwice(self.name, key)
            self._things[key] = thing

    def __getitem__(self, key: K) -> T:
        """Return the thing of `key`.

        Raises:
            NothingInstalled: no room has brought any.
            KeyError: none has this key.
        """
        return self.all()[key]

    def get(self, key: K) -> T | None:
        """Return the thing of `key`, None where there is none."""
        return self.all().get(key)

    def all(self) -> Mapping[K, T]:
        """Return everything by its key.

        Raises:
            NothingInstalled: no room has brought any.
        """
        if not self._things:
            raise NothingInstalled(self.name)
        return self._things
