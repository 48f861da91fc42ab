"""Checklist templates: their versions, drafts, what a phone shows of them, and which visits use which."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response
from flask.views import MethodView
from flask_smorest.pagination import PaginationParameters
from marshmallow import ValidationError, fields, validate, validates_schema

from app.checklist_templates.api.shapes import (
    Preview,
    Tried,
    VersionFilter,
    VersionRow,
    VersionShown,
    VisitUsing,
    shown,
    tried,
)
from app.checklist_templates.commands import drafts
from app.checklist_templates.reads import versions
from app.checklist_templates.rules.trying import try_out
from app.checklist_templates.tables import ChecklistVersion
from app.kernel.phrases import Phrase
from app.web.api import Blueprint, QuerySchema, Schema, rows_of_page
from app.web.context import transaction
from app.web.idempotency import answer
from checklists import as_toml, describe, parse_template


class VersionedBlueprint(Blueprint):
    """A blueprint whose ETags stand for a row's version."""

    def version_etag(self, row: ChecklistVersion) -> str:
        """Return the tag of the row as it is now, and have it sent."""
        self.set_etag(row.version)
        return str(self._generate_etag(row.version))


blp = VersionedBlueprint(
    "checklist-templates", __name__, url_prefix="/api/v1", description="Checklists as the office writes them"
)

MAX_TOML = 200_000


class NewVersion(Schema):
    """A whole template, as data or as the text of its file."""

    template = fields.Dict(metadata={"description": "As `docs/checklists.md` describes it"})
    toml = fields.String(validate=validate.Length(1, MAX_TOML))

    @validates_schema
    def one_of_them(self, data: dict[str, Any], **_: Any) -> None:
        """Ask for one, not for both."""
        if len(data) != 1:
            raise ValidationError({"template": [Phrase("give either template or toml")]})


class Content(Schema):
    """The content of a draft; of a version that is known, key and version are taken from that."""

    template = fields.Dict(required=True)


class Seen(Schema):
    """The row version that was read: nothing is published that somebody changed meanwhile."""

    version = fields.Integer(required=True)


class NoFilter(QuerySchema):
    """Nothing to choose."""


class TomlText(Schema):
    """A version as the text of its file."""

    toml = fields.String()


@blp.route("/checklist-templates")
class Versions(MethodView):
    """All versions of all checklists."""

    @blp.listing(VersionRow, VersionFilter)
    def get(self, wanted: dict[str, Any], pagination_parameters: PaginationParameters) -> list[Any]:
        """List them, the newest of each checklist first."""
        with transaction(write=False) as uow:
            rows = rows_of_page(uow, versions.listing(wanted), pagination_parameters)
            return [shown(row) for row in rows]

    @blp.etag
    @blp.arguments(NewVersion)
    @blp.response(201, VersionShown)
    def post(self, body: dict[str, Any]) -> Response:
        """Bring in a whole template as a draft: the next version of its checklist, or a new one."""
        with transaction() as uow:
            row = (
                drafts.bring_in_toml(uow, body["toml"])
                if "toml" in body
                else drafts.bring_in(uow, body["template"])
            )
            return answer(uow, shown(row), VersionShown(), 201, etag=blp.version_etag(row))


@blp.route("/checklist-templates/<uuid:version_id>")
class OneVersion(MethodView):
    """One version."""

    @blp.etag
    @blp.response(200, VersionShown)
    def get(self, version_id: UUID) -> Any:
        """Read one; of a draft with all that keeps it from being published."""
        with transaction(write=False) as uow:
            row = uow.get(ChecklistVersion, version_id)
            blp.version_etag(row)
            return shown(row)

    @blp.etag
    @blp.arguments(Content)
    @blp.response(200, VersionShown)
    def put(self, body: dict[str, Any], version_id: UUID) -> Response:
        """Replace what a draft says; its key and number stay."""
        with transaction() as uow:
            row = uow.get(ChecklistVersion, version_id)
            blp.check_etag(row.version)
            drafts.check({**body["template"], "key": row.key, "version": row.number})
            row = drafts.write(uow, version_id, row.version, body["template"])
            return answer(uow, shown(row), VersionShown(), etag=blp.version_etag(row))

    @blp.etag
    @blp.response(204)
    def delete(self, version_id: UUID) -> None:
        """Throw a draft away."""
        with transaction() as uow:
            row = uow.get(ChecklistVersion, version_id)
            blp.check_etag(row.version)
            drafts.DRAFTS.throw_away(uow, version_id, row.version)


@blp.route("/checklist-templates/<uuid:version_id>/draft")
class NextDraft(MethodView):
    """The next version."""

    @blp.response(201, VersionShown)
    @blp.doc(operationId="beginChecklistDraft")
    def post(self, version_id: UUID) -> Response:
        """Begin the next version with what this one says."""
        with transaction() as uow:
            return answer(uow, shown(drafts.begin_from(uow, version_id)), VersionShown(), 201)


@blp.route("/checklist-templates/<uuid:version_id>/publish")
class Publishing(MethodView):
    """Publishing."""

    @blp.arguments(Seen)
    @blp.response(200, VersionShown)
    @blp.doc(operationId="publishChecklist")
    def post(self, body: dict[str, int], version_id: UUID) -> Response:
        """Put a draft into force for the visits made from now on."""
        with transaction() as uow:
            return answer(uow, shown(drafts.publish(uow, version_id, body["version"])), VersionShown())


@blp.route("/checklist-templates/<uuid:version_id>/preview")
class Previews(MethodView):
    """What a phone shows."""

    @blp.arguments(Preview)
    @blp.response(200, Tried)
    @blp.doc(operationId="previewChecklist")
    def post(self, body: dict[str, Any], version_id: UUID) -> dict[str, Any]:
        """Tell what a phone shows after these answers, and what each gate still lacks; nothing is written."""
        with transaction(write=False) as uow:
            content = uow.get(ChecklistVersion, version_id).content
        drafts.check(content)
        template = parse_template(content)
        return {
            "checklist": describe(template, body["locale"]),
            **tried(try_out(template, body["answers"]), body["locale"]),
        }


@blp.route("/checklist-templates/<uuid:version_id>/toml")
class Export(MethodView):
    """A version as its file."""

    @blp.response(200, TomlText)
    @blp.doc(operationId="exportChecklist")
    def get(self, version_id: UUID) -> dict[str, str]:
        """Write one as the text of a TOML file, which brought in again is equal."""
        with transaction(write=False) as uow:
            content = uow.get(ChecklistVersion, version_id).content
        drafts.check(content)
        return {"toml": as_toml(parse_template(content))}


@blp.route("/checklist-templates/<uuid:version_id>/visits")
class Uses(MethodView):
    """Visits that work through a version."""

    @blp.listing(VisitUsing, NoFilter)
    @blp.doc(operationId="listVisitsOfChecklist")
    def get(
        self, wanted: dict[str, Any], pagination_parameters: PaginationParameters, version_id: UUID
    ) -> list[Any]:
        """List them, newest first."""
        del wanted
        with transaction(write=False) as uow:
            row = uow.get(ChecklistVersion, version_id)
            rows = rows_of_page(uow, versions.visits_of(row), pagination_parameters)
            return [
                {
                    "visit_id": one.id,
                    "request_id": one.request_id,
                    "code": one.request.code,
                    "ordinal": one.ordinal,
                    "state": one.state,
                    "created_at": one.created_at,
                }
                for one in rows
            ]
