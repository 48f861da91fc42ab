"""One call, and what the rows of all doors share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from app.kernel import Role
from tests.support.build import SHANGHAI
from tests.support.phone import picture
from tests.web.world import World


@dataclass
class Call:
    """Who calls, with which variables of the address, and what is sent."""

    role: Role
    url: dict[str, Any] = field(default_factory=dict)
    json: Any = None
    data: Any = None
    query: dict[str, Any] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)


Prepared = Callable[[World], Call]
POINT = {"lat": SHANGHAI[0], "lon": SHANGHAI[1]}
API = "/api/v1"
DATA = picture()


def read(role: Role, **url: str) -> Prepared:
    """A GET whose variables are attributes of the own side or its job."""
    return lambda world: Call(role, {name: _own(world, source) for name, source in url.items()})


def _own(world: World, name: str) -> UUID:
    side = world.own
    found: UUID = getattr(side, name) if hasattr(side, name) else getattr(side.job, name)
    return found


def etag(world: World, address: str) -> dict[str, str]:
    return {"If-Match": world.client(Role.ADMIN).get(address).headers["ETag"]}
