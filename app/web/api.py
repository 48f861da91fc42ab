"""flask-smorest's classes, subclassed once."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from json import JSONDecodeError
from typing import Any, ClassVar, NoReturn, TypeVar, cast

import flask_smorest
from flask import Flask, Request
from flask_smorest.pagination import PaginationParameters
from marshmallow import RAISE, ValidationError, fields, post_dump, pre_load
from marshmallow import Schema as MarshmallowSchema
from sqlalchemy import Select
from webargs.flaskparser import FlaskParser, abort
from werkzeug.exceptions import BadRequest, UnsupportedMediaType

from app.kernel import Role, UnitOfWork
from app.kernel.paging import counted, rows_from
from app.kernel.phrases import Phrase
from app.web import field_messages
from app.web.context import principal
from app.web.hygiene import MAX_FAULTS, check_json
from app.web.instants import guard
from app.web.problems import Problem

_CUSTOMERS = frozenset({Role.CUSTOMER, Role.TRACKING})

F = TypeVar("F", bound=Callable[..., Any])


class Schema(MarshmallowSchema):
    """Base of all bodies: what is not declared is refused.

    The fields named in `SHOWN_ONCE` are secrets: an answer under an Idempotency-Key is stored without
    them, so a repeat is answered with null in their place.
    """

    error_messages = field_messages.SCHEMA
    SHOWN_ONCE: ClassVar[tuple[str, ...]] = ()

    class Meta:
        """Refuse unknown fields."""

        unknown = RAISE

    def on_bind_field(self, field_name: str, field_obj: fields.Field[Any]) -> None:  # noqa: ARG002 - marshmallow calls it
        """Have every instant of a body looked at, whoever declared it."""
        guard(field_obj)

    @pre_load
    def without_a_flood(self, data: Any, **_: Any) -> Any:
        """Refuse a body of nothing but unknown fields at once: an error for each would cost far more."""
        if isinstance(data, dict) and len(data) > MAX_FAULTS + len(self.load_fields):
            known = {field.data_key or name for name, field in self.load_fields.items()}
            unknown = [str(name) for name in data if name not in known][:MAX_FAULTS]
            raise ValidationError({name: [self.error_messages["unknown"]] for name in unknown})
        return data


class WithOfficeNotes(Schema):
    """Base of answers with what an office writes for itself: a customer is shown none of `OFFICE_NOTES`."""

    OFFICE_NOTES: ClassVar[tuple[str, ...]] = ()

    @post_dump
    def without_notes(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        """Say nothing there to a customer."""
        if principal().role in _CUSTOMERS:
            kept = [name for name in self.OFFICE_NOTES if name in data]
            data |= {name: None if self.fields[name].allow_none else "" for name in kept}
        return data


class QuerySchema(Schema):
    """Base of all filters; paging is read by flask-smorest itself."""

    @pre_load
    def without_paging(self, data: Any, **_: Any) -> dict[str, Any]:
        """Leave `page` and `page_size` to the pagination."""
        return {key: value for key, value in data.items() if key not in {"page", "page_size"}}


class StrictParser(FlaskParser):
    """Refuses unknown query arguments as it refuses unknown fields."""

    DEFAULT_UNKNOWN_BY_LOCATION = {  # noqa: RUF012 - the base class declares it so
        **FlaskParser.DEFAULT_UNKNOWN_BY_LOCATION,
        "query": None,
    }

    def load_json(self, req: Request, schema: MarshmallowSchema) -> Any:
        """Read a JSON body; one sent as something else is refused instead of taken for empty."""
        if req.content_length and not req.is_json:
            raise UnsupportedMediaType(Phrase("Send application/json."))
        return super().load_json(req, schema)

    def _raw_load_json(self, req: Request) -> Any:
        """Parse, and refuse what no database keeps; what the parser gives up on is the caller's fault too."""
        try:
            value = super()._raw_load_json(req)
        except (JSONDecodeError, UnicodeDecodeError):
            raise
        except (RecursionError, ValueError) as bad:
            raise BadRequest(
                Phrase("The JSON is nested too deep, or holds a number that is too long.")
            ) from bad
        check_json(value)
        return value

    def _handle_invalid_json_error(self, error: Any, req: Request, *args: Any, **kwargs: Any) -> NoReturn:
        """Say it in the reader's language."""
        del req, args, kwargs
        abort(400, exc=error, messages={"json": [Phrase("Invalid JSON body.")]})


class Blueprint(flask_smorest.Blueprint):
    """Blueprint of a door."""

    ARGUMENTS_PARSER = StrictParser()
    DEFAULT_PAGINATION_PARAMETERS: ClassVar[dict[str, int]] = {
        "page": 1,
        "page_size": 50,
        "max_page_size": 500,
    }

    def register_views_in_doc(self, api: Api, *where: Any, **named: Any) -> None:
        """Put the description off (`Api`)."""
        api.undescribed.append(partial(super().register_views_in_doc, api, *where, **named))

    def listing(
        self, shown: type[Schema], wanted: type[QuerySchema], page_size: int | None = None
    ) -> Callable[[F], F]:
        """Describe a list: filtered by `wanted`, answered page by page, each row as `shown`."""

        def described(view: F) -> F:
            paged = self.paginate(page_size=page_size)(view)
            answered = self.response(200, shown(many=True))(paged)
            return cast("F", self.arguments(wanted, location="query")(answered))

        return described


class Api(flask_smorest.Api):
    """The OpenAPI document and its blueprints; errors are problems.

    The doors are described when the document is asked for: that takes as long as composing all the rest.
    """

    ERROR_SCHEMA = Problem

    def __init__(self, flask_app: Flask) -> None:
        self.undescribed: list[Callable[[], None]] = []
        super().__init__(flask_app)

    def _register_error_handlers(self) -> None:
        """`app.web.problems` handles all errors of the application."""

    def described(self) -> dict[str, Any]:
        """Return the document of all doors."""
        while self.undescribed:
            self.undescribed.pop(0)()
        return dict(self.spec.to_dict())


def rows_of_page(uow: UnitOfWork, query: Select[Any], parameters: PaginationParameters) -> list[Any]:
    """Return the rows of the page that `parameters` name, and note the total for the header."""
    parameters.item_count = counted(uow, query)
    if parameters.first_item >= parameters.item_count:
        return []  # without asking: the number may be larger than a database can read
    return list(rows_from(uow, query, parameters.first_item, parameters.page_size))


def make_api(flask_app: Flask) -> Api:
    """Describe the API: title, version, security schemes, where the document is served."""
    flask_app.config.update(
        API_TITLE="OneHour",
        API_VERSION="v1",
        OPENAPI_VERSION="3.1.0",
        OPENAPI_URL_PREFIX=None,
        PROPAGATE_EXCEPTIONS=False,
    )
    api = Api(flask_app)
    api.spec.components.security_scheme(
        "bearer", {"type": "http", "scheme": "bearer", "description": "A bearer token or an API key"}
    )
    api.spec.components.security_scheme(
        "session", {"type": "apiKey", "in": "cookie", "name": "onehour_session"}
    )
    return api


EVENT_STREAM = {
    "type": "object",
    "required": ["data"],
    "properties": {
        "id": {"type": "string", "description": "The cursor to come back with"},
        "event": {"type": "string", "description": "The kind"},
        "data": {"type": "string", "contentMediaType": "application/json"},
        "retry": {
            "type": "integer",
            "description": "Milliseconds until a client cut off comes back",
        },
    },
    "description": "One message; `data` holds {id, kind, at, stream, visit_id, request_id, data}. "
    "`hello` comes at once, a comment as heartbeat, `overflow` or `bye` before an end",
}
"""What flask-smorest is to say about each message of Server-Sent Events."""
