"""Makes list, create, read, replace and remove for one register."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Response, request
from flask.views import MethodView
from flask_smorest.pagination import PaginationParameters
from marshmallow import fields, validate

from app.kernel import UnitOfWork
from app.registers.commands import registry
from app.registers.hooks import TELLING
from app.registers.reads import registry as registers
from app.web.api import Blueprint, Schema, rows_of_page
from app.web.context import principal, transaction
from app.web.fields import Filter
from app.web.idempotency import answer

Note = Callable[[UnitOfWork, Any], None]


@dataclass(frozen=True, slots=True)
class Resource:
    """A register over HTTP at `/api/v1/<plural>`: what its bodies and filters are.

    `typed` is the body with the row's own code, of a register that is kept by code; `note` sets on a row just
    added what its answer says besides.
    """

    plural: str
    name: str
    body: type[Schema]
    filters: type[Filter]
    about: str
    typed: type[Schema] | None = None
    note: Note | None = None


class VersionedBlueprint(Blueprint):
    """A blueprint whose ETags stand for a row's version."""

    def version_etag(self, row: Any) -> str:
        """Return the tag of the row as it is now, and have it sent."""
        self.set_etag(row.version)
        return self.tag_of(row)

    def tag_of(self, row: Any) -> str:
        """Return the tag of the row as it is now."""
        return str(self._generate_etag(row.version))


def resource(
    plural: str,
    name: str,
    body: type[Schema],
    filters: type[Filter],
    about: str,
    note: Note | None = None,
) -> Blueprint:
    """Return the blueprint of the register `name` at `/api/v1/<plural>`.

    Replacing and removing need `If-Match` with the ETag read before (428 without, 412 where it is
    outdated), so that nobody overwrites what he has not seen.  `note` sets on a row just added what its
    answer says besides.
    """
    blp = VersionedBlueprint(plural, __name__, url_prefix="/api/v1", description=about)
    register = registers.REGISTERS[name]
    wanted = with_sort(filters, register)
    seen = {"parameters": [_SEEN]} if TELLING.get(name) else {}

    @blp.route(f"/{plural}")
    class Many(MethodView):
        @blp.listing(body, wanted)
        def get(self, chosen: dict[str, Any], pagination_parameters: PaginationParameters) -> list[Any]:
            """List those that I may see."""
            with transaction(write=False) as uow:
                query = registers.listing(principal(), register, chosen)
                return rows_of_page(uow, query, pagination_parameters)

        @blp.etag
        @blp.arguments(body)
        @blp.response(201, body)
        @blp.doc(**seen)
        def post(self, values: dict[str, Any]) -> Response:
            """Add one."""
            with transaction() as uow:
                with _telling(uow, name, None, values):
                    row = registry.create(uow, name, values)
                if note is not None:
                    note(uow, row)
                return answer(uow, row, body(), 201, etag=blp.version_etag(row))

    @blp.route(f"/{plural}/<uuid:{name}_id>")
    class One(MethodView):
        @blp.etag
        @blp.response(200, body)
        def get(self, **key: UUID) -> Any:
            """Read one."""
            with transaction(write=False) as uow:
                row = registers.one(uow, register, key[f"{name}_id"])
                blp.version_etag(row)
                return row

        @blp.etag
        @blp.arguments(body)
        @blp.response(200, body)
        @blp.doc(**seen)
        def put(self, values: dict[str, Any], **key: UUID) -> Response:
            """Replace one: what is left out takes its default."""
            with transaction() as uow:
                row = registers.one(uow, register, key[f"{name}_id"])
                blp.check_etag(row.version)
                with _telling(uow, name, row, values):
                    registry.update(uow, name, row, values)
                return answer(uow, row, body(), etag=blp.version_etag(row))

        @blp.etag
        @blp.response(204)
        @blp.doc(**seen)
        def delete(self, **key: UUID) -> None:
            """Close it, or delete it where nothing names it."""
            with transaction() as uow:
                row = registers.one(uow, register, key[f"{name}_id"])
                blp.check_etag(row.version)
                with _telling(uow, name, row, {}):
                    registry.remove(uow, name, row)

    return blp


_SEEN = {
    "in": "query",
    "name": "seen",
    "schema": {"type": "string", "maxLength": 64},
    "description": "Of the refusal that named what this takes away: write it all the same",
}


def _telling(uow: UnitOfWork, name: str, row: Any, values: Mapping[str, Any]) -> AbstractContextManager[None]:
    """Return what a write happens inside, of a register of which callers are told something first."""
    tell = TELLING.get(name)
    return tell(uow, row, values, request.args.get("seen", "")) if tell else nullcontext()


def with_sort(filters: type[Filter], register: registers.Register) -> type[Filter]:
    """Return `filters` with the orders that the register's list knows."""
    orders = [sign + column for column in register.sortable for sign in ("", "-")]
    sort = fields.String(
        validate=validate.OneOf(orders), metadata={"description": "Order; `-` turns it round"}
    )
    made: type[Filter] = type(filters.__name__, (filters,), {"sort": sort, "__doc__": filters.__doc__})
    return made
