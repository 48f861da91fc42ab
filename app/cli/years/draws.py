"""The chance that a request's acts meet: ids, codes and salts out of one seeded stream, noted in order."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, TypeVar, cast
from uuid import UUID

from app.demo.randomness import uuid7
from app.kernel import Runtime

_SALT_BITS = 128
Came = TypeVar("Came")


@dataclass(frozen=True, slots=True)
class Drawn:
    """One draw: what was asked for, when, and what came."""

    what: str
    asked: Any
    came: Any


@dataclass
class Draws:
    """Stands in for a process's ids, randomness and salts; what nobody expected to be drawn is an error."""

    rng: random.Random = field(default_factory=random.Random)
    noted: list[Drawn] = field(default_factory=list)

    def begin(self, rng: random.Random) -> None:
        """Go on with the stream of another request."""
        self.rng = rng
        self.noted.clear()

    def new_id(self, at: datetime) -> UUID:
        """Draw an id of that instant."""
        return self._note("id", at, uuid7(at, self.rng))

    def choices(self, population: str, *, k: int) -> list[str]:
        """Draw a code's signs."""
        return list(self._note("code", (population, k), code(self.rng, population, k)))

    def randrange(self, stop: int) -> int:
        """Draw a number below."""
        return self._note("number", stop, self.rng.randrange(stop))

    def salt(self) -> str:
        """Draw what personal data are hashed with."""
        return self._note("salt", None, salt(self.rng))

    def given_to(self, runtime: Runtime) -> Runtime:
        """Return the same means, which draw here."""
        return replace(runtime, new_id=self.new_id, random=cast("random.Random", self), salt=self.salt)

    def _note(self, what: str, asked: Any, came: Came) -> Came:
        self.noted.append(Drawn(what, asked, came))
        return came


def code(rng: random.Random, population: Sequence[str], k: int) -> str:
    """Draw a code."""
    return "".join(rng.choices(population, k=k))


def salt(rng: random.Random) -> str:
    """Draw a salt, as long as those of a running installation."""
    return f"{rng.getrandbits(_SALT_BITS):032x}"
