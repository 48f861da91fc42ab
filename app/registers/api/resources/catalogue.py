"""Fault types and the price list: kept by code, by administrators."""

from __future__ import annotations

from typing import Any

from flask import Response
from flask.views import MethodView
from flask_smorest.pagination import PaginationParameters
from marshmallow import fields, missing, validate

from app.kernel.errors import Invalid, NotFound
from app.registers.api.resources.factory import Resource, with_sort
from app.registers.api.resources.people import CODE
from app.registers.commands import registry
from app.registers.reads import registry as registers
from app.registers.tables import ChargeKind, FaultType, Part, Skill
from app.web.api import Blueprint, Schema, rows_of_page
from app.web.context import principal, transaction
from app.web.field_messages import Message
from app.web.fields import STARS, Filter, text_for, whole_for
from app.web.idempotency import answer
from app.web.problems import flatten

CHARGE_CODE = validate.Regexp(
    r"^[a-z][a-z0-9_]{0,39}$",
    error=Message("takes small letters, digits and _ only, and begins with a letter, such as night_visit"),
)
PART_CODE = validate.Regexp(
    r"^[A-Za-z0-9._-]{1,40}$",
    error=Message("takes letters, digits, dots, dashes and _ only, such as CE505A-2"),
)


class FaultTypeRecord(Schema):
    """A kind of fault: the skill it needs, how long it takes, the stars it demands."""

    code = fields.String(dump_only=True)
    name_en = text_for(FaultType.name_en, shortest=1, required=True)
    name_zh = text_for(FaultType.name_zh, shortest=1, required=True)
    skill_code = text_for(Skill.code, shortest=1, required=True)
    expected_s = whole_for(FaultType.expected_s, required=True)
    min_stars = fields.Integer(strict=True, load_default=1, validate=STARS)


class FaultTypeRow(FaultTypeRecord):
    """A kind of fault as a form has it, with its code."""

    code = fields.String(required=True, validate=CODE)


class FaultTypeFilter(Filter):
    """Filters of the fault types' list."""

    skill_code = fields.String()


class PartRecord(Schema):
    """A part of the price list."""

    code = fields.String(dump_only=True)
    name_en = text_for(Part.name_en, shortest=1, required=True)
    name_zh = text_for(Part.name_zh, shortest=1, required=True)
    unit_price_cents = whole_for(Part.unit_price_cents, required=True)
    limit_per_visit = whole_for(
        Part.limit_per_visit,
        load_default=missing,
        metadata={"description": "Most for one visit without the office; at first 5, kept if left out"},
    )


class PartRow(PartRecord):
    """A part as a file or a form has it, with its code."""

    code = fields.String(required=True, validate=PART_CODE)


class PartFilter(Filter):
    """Filters of the price list."""


class ChargeKindRecord(Schema):
    """What may be charged besides parts; a charge above the limit waits for the office."""

    code = fields.String(dump_only=True)
    name_en = text_for(ChargeKind.name_en, shortest=1, required=True)
    name_zh = text_for(ChargeKind.name_zh, shortest=1, required=True)
    unit_price_cents = whole_for(
        ChargeKind.unit_price_cents,
        load_default=0,
        metadata={"description": "What a phone proposes"},
    )
    limit_cents = whole_for(
        ChargeKind.limit_cents,
        required=True,
        metadata={"description": "Most that one visit may be charged without the office"},
    )
    active = fields.Boolean(load_default=True)


class ChargeKindRow(ChargeKindRecord):
    """A kind of charge as a file or a form has it, with its code."""

    code = fields.String(required=True, validate=CHARGE_CODE)


class ChargeKindFilter(Filter):
    """Filters of the charge kinds."""

    active = fields.Boolean()


def catalogue(one: Resource, typed: type[Schema]) -> Blueprint:
    """Return the blueprint of a register whose rows are kept by their code, which `typed` checks."""
    plural, name, body = one.plural, one.name, one.body
    blp = Blueprint(plural, __name__, url_prefix="/api/v1", description=one.about)
    register = registers.REGISTERS[name]
    wanted = with_sort(one.filters, register)

    @blp.route(f"/{plural}")
    class Many(MethodView):
        @blp.listing(body, wanted, page_size=500)
        def get(self, chosen: dict[str, Any], pagination_parameters: PaginationParameters) -> list[Any]:
            """List them."""
            with transaction(write=False) as uow:
                query = registers.listing(principal(), register, chosen)
                return rows_of_page(uow, query, pagination_parameters)

    @blp.route(f"/{plural}/<code>")
    class One(MethodView):
        @blp.arguments(body)
        @blp.response(200, body)
        def put(self, values: dict[str, Any], code: str) -> Response:
            """Add it, or change it for the future: what was recorded before keeps its figures."""
            if wrong := typed(only=("code",)).validate({"code": code}):
                raise Invalid(flatten(wrong))
            with transaction() as uow:
                try:
                    row = registers.one(uow, register, code)
                except NotFound:
                    row = registry.create(uow, name, {**values, "code": code})
                else:
                    registry.update(uow, name, row, values)
                return answer(uow, row, body())

    return blp


RESOURCES = (
    Resource("fault-types", "fault_type", FaultTypeRecord, FaultTypeFilter, "Kinds of fault", FaultTypeRow),
    Resource(
        "charge-kinds",
        "charge_kind",
        ChargeKindRecord,
        ChargeKindFilter,
        "What may be charged besides parts",
        ChargeKindRow,
    ),
    Resource("parts", "part", PartRecord, PartFilter, "The price list", PartRow),
)
