"""The rubrics over HTTP: their versions, drafts, and the file that each can be saved as."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response
from flask.views import MethodView
from flask_smorest.pagination import PaginationParameters
from marshmallow import ValidationError, fields, validate, validates_schema

from app.kernel.drafts import VersionState
from app.kernel.phrases import Phrase
from app.stars.commands import rubrics as service
from app.stars.reads import rubrics as reads
from app.stars.rules.rubric import Graded
from app.stars.rules.rubric_data import as_toml, parsed
from app.stars.tables import RubricVersion
from app.web.api import Blueprint, QuerySchema, Schema, rows_of_page
from app.web.context import transaction
from app.web.idempotency import answer
from app.web.shapes import word

blp = Blueprint("rubrics", __name__, url_prefix="/api/v1", description="What the grades are made of")


class RubricFilter(QuerySchema):
    """Which versions to list."""

    key = word(Graded)
    state = word(VersionState)


class RubricShown(Schema):
    """A version; `published_at` is null for what came with the product."""

    id = fields.UUID()
    key = word(Graded)
    number = fields.Integer(metadata={"description": "The rubric's own version"})
    state = word(VersionState)
    published_at = fields.AwareDateTime(allow_none=True)
    published_by = fields.String(allow_none=True)
    updated_at = fields.AwareDateTime()
    updated_by = fields.String()
    version = fields.Integer(metadata={"description": "Of the row, for what changes it"})
    rubric = fields.Dict(attribute="content", metadata={"description": "As `docs/stars.md` describes it"})


class NewRubric(Schema):
    """A whole rubric, as data or as the text of its file."""

    rubric = fields.Dict()
    toml = fields.String(validate=validate.Length(1, service.MAX_TOML))

    @validates_schema
    def one_of_them(self, data: dict[str, Any], **_: Any) -> None:
        """Ask for one, not for both."""
        if len(data) != 1:
            raise ValidationError({"rubric": [Phrase("give either rubric or toml")]})


class SeenRubric(Schema):
    """The row version that was read: nothing is done to what somebody changed meanwhile."""

    version = fields.Integer(required=True, strict=True)


class RubricContent(SeenRubric):
    """The content of a draft; its key and number stay."""

    rubric = fields.Dict(required=True)


class RubricToml(Schema):
    """A version as the text of its file."""

    toml = fields.String()


@blp.route("/rubrics")
class Rubrics(MethodView):
    """All versions of both rubrics."""

    @blp.listing(RubricShown, RubricFilter)
    def get(self, wanted: dict[str, Any], pagination_parameters: PaginationParameters) -> list[Any]:
        """List them, the newest of each rubric first."""
        with transaction(write=False) as uow:
            return rows_of_page(uow, reads.listing(wanted), pagination_parameters)

    @blp.arguments(NewRubric)
    @blp.response(201, RubricShown)
    def post(self, body: dict[str, Any]) -> Response:
        """Bring in a whole rubric as the draft of its next version."""
        with transaction() as uow:
            bring = service.bring_in_toml(uow, body["toml"]) if "toml" in body else None
            row = bring or service.bring_in(uow, body["rubric"])
            return answer(uow, row, RubricShown(), 201)


@blp.route("/rubrics/<uuid:version_id>")
class OneRubric(MethodView):
    """One version."""

    @blp.response(200, RubricShown)
    def get(self, version_id: UUID) -> RubricVersion:
        """Read one."""
        with transaction(write=False) as uow:
            return uow.get(RubricVersion, version_id)

    @blp.arguments(RubricContent)
    @blp.response(200, RubricShown)
    def put(self, body: dict[str, Any], version_id: UUID) -> Response:
        """Replace what a draft says."""
        with transaction() as uow:
            row = service.write(uow, version_id, body["version"], body["rubric"])
            return answer(uow, row, RubricShown())


@blp.route("/rubrics/<uuid:version_id>/draft")
class NextRubric(MethodView):
    """The next version."""

    @blp.response(201, RubricShown)
    @blp.doc(operationId="beginRubricDraft")
    def post(self, version_id: UUID) -> Response:
        """Begin the next version with what this one says."""
        with transaction() as uow:
            return answer(uow, service.begin_from(uow, version_id), RubricShown(), 201)


@blp.route("/rubrics/<uuid:version_id>/publish")
class PublishingRubric(MethodView):
    """Publishing."""

    @blp.arguments(SeenRubric)
    @blp.response(200, RubricShown)
    @blp.doc(operationId="publishRubric")
    def post(self, body: dict[str, int], version_id: UUID) -> Response:
        """Put a draft into force that somebody else wrote."""
        with transaction() as uow:
            return answer(uow, service.publish(uow, version_id, body["version"]), RubricShown())


@blp.route("/rubrics/<uuid:version_id>/discard")
class DiscardingRubric(MethodView):
    """Throwing a draft away."""

    @blp.arguments(SeenRubric)
    @blp.response(204)
    @blp.doc(operationId="discardRubricDraft")
    def post(self, body: dict[str, int], version_id: UUID) -> None:
        """Throw a draft away."""
        with transaction() as uow:
            service.DRAFTS.throw_away(uow, version_id, body["version"])


@blp.route("/rubrics/<uuid:version_id>/toml")
class RubricFile(MethodView):
    """A version as its file."""

    @blp.response(200, RubricToml)
    @blp.doc(operationId="exportRubric")
    def get(self, version_id: UUID) -> dict[str, str]:
        """Write one as the text of a TOML file, which brought in again is equal."""
        with transaction(write=False) as uow:
            return {"toml": as_toml(parsed(uow.get(RubricVersion, version_id).content))}
