"""The access rows of every room, with those of addresses that exist in a simulation alone."""

from __future__ import annotations

from app.shell import openapi
from app.shell.access import SIMULATION
from app.shell.doors import doors
from app.web.policy import Access

POLICY: dict[str, Access] = {
    **openapi.ACCESS,
    **SIMULATION,
    **{key: access for one in doors() for key, access in one.access.items()},
}
