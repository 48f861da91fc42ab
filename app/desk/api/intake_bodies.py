"""The body of a repair request, and the answer that says who comes."""

from __future__ import annotations

from dataclasses import fields as dataclass_fields
from typing import Any

from marshmallow import ValidationError, fields, post_load, validate, validates_schema

from app.dispatching.commands.placement import NextStep, Placement, Status
from app.kernel import UnitOfWork
from app.kernel.phrases import Phrase
from app.registers.api.resources.places import DoubleShown
from app.registers.reads.doubles import doubles_of
from app.registers.tables import Asset, Customer, Engineer, FaultType, Site
from app.requests.api.bodies import EngineerCard, RequestOwner
from app.requests.commands.intake.report import CHANNELS, Contact, NewCustomer, NewSite, Report
from app.requests.commands.links import tracking_url
from app.requests.tables import ServiceRequest
from app.web.api import Schema
from app.web.fields import STARS, PhoneWords, Point, email_for, text_for, whole_for
from app.web.shapes import word


class NewCustomerBody(Schema):
    """A customer to be recorded with the request."""

    name = text_for(Customer.name, shortest=1, required=True)
    phone = PhoneWords()
    email = email_for(Customer.email)
    locale = fields.String(load_default=None, allow_none=True, validate=validate.OneOf(["en", "zh_CN"]))
    special_needs = text_for(Customer.special_needs, load_default="")

    @post_load
    def made(self, data: dict[str, Any], **_: Any) -> NewCustomer:
        """Return what the service takes."""
        return NewCustomer(**data)


class NewSiteBody(Schema):
    """A site to be recorded with the request: its point, or an address to look it up by."""

    name = text_for(Site.name, shortest=1, required=True)
    address = text_for(Site.address, load_default="")
    point = fields.Nested(Point, load_default=None, allow_none=True)
    access_notes = text_for(Site.access_notes, load_default="")

    @validates_schema
    def has_a_place(self, data: dict[str, Any], **_: Any) -> None:
        """Refuse a site that is nowhere."""
        if data.get("point") is None and not data.get("address"):
            raise ValidationError(Phrase("is missing, and so is address"), "point")

    @post_load
    def made(self, data: dict[str, Any], **_: Any) -> NewSite:
        """Return what the service takes."""
        point = data.pop("point")
        return NewSite(**data, point=(point["lat"], point["lon"]) if point else None)


class ContactBody(Schema):
    """Whom the engineer calls."""

    name = text_for(ServiceRequest.contact_name, load_default="")
    phone = PhoneWords()

    @post_load
    def made(self, data: dict[str, Any], **_: Any) -> Contact:
        """Return what the service takes."""
        return Contact(**data)


class ReportBody(Schema):
    """A repair request (报修)."""

    customer_id = fields.UUID(load_default=None, allow_none=True)
    customer = fields.Nested(NewCustomerBody, load_default=None, allow_none=True)
    site_id = fields.UUID(load_default=None, allow_none=True)
    site = fields.Nested(NewSiteBody, load_default=None, allow_none=True)
    asset_id = fields.UUID(load_default=None, allow_none=True)
    asset_qr = text_for(Asset.qr_code, shortest=1, load_default=None, allow_none=True)
    fault_code = text_for(FaultType.code, shortest=1, required=True)
    description = text_for(ServiceRequest.description, load_default="")
    contact = fields.Nested(ContactBody, load_default=Contact, allow_none=True)
    channel = word(CHANNELS, required=True)
    requested_at = fields.AwareDateTime(
        load_default=None,
        allow_none=True,
        metadata={"description": "When the customer asked; may be earlier than now, never later"},
    )
    expected_service_s = whole_for(ServiceRequest.expected_s, load_default=None, allow_none=True)
    min_stars = fields.Integer(strict=True, load_default=None, allow_none=True, validate=STARS)

    @post_load
    def made(self, data: dict[str, Any], **_: Any) -> Report:
        """Return what the service takes."""
        data["contact"] = data["contact"] or Contact()
        return Report(**data)


class AssignmentBody(Schema):
    """Who comes and when; or why nobody can come in time, and what happens now."""

    status = word(Status)
    visit_id = fields.UUID()
    engineer = fields.Nested(EngineerCard, allow_none=True)
    eta_at = fields.AwareDateTime(allow_none=True)
    slack_s = fields.Integer(
        allow_none=True, metadata={"description": "Seconds left until due; negative means late"}
    )
    reasons = fields.List(fields.Dict())
    next = word(NextStep)


class TrackingLink(Schema):
    """A signed link by which the customer follows the visit."""

    url = fields.String()
    token = fields.String()
    expires_at = fields.AwareDateTime()


class IntakeAnswer(RequestOwner):
    """The request as it was taken in."""

    tracking_url = fields.String()
    tracking_token = fields.String()
    assignment = fields.Nested(AssignmentBody)
    likely_doubles = fields.List(
        fields.Nested(DoubleShown),
        metadata={"description": "Customers on record who are likely the one recorded with this request"},
    )


def intake_answer(
    uow: UnitOfWork, request: ServiceRequest, placement: Placement, token: str, *, new_customer: bool = False
) -> dict[str, Any]:
    """Gather what `IntakeAnswer` tells; of a new customer also who is likely the same.

    `token` is the link's, made for whoever reported.
    """
    alike = doubles_of(uow, uow.get(Customer, request.customer_id)) if new_customer else []
    engineer = uow.get(Engineer, placement.engineer_id) if placement.engineer_id else None
    assignment = {item.name: getattr(placement, item.name) for item in dataclass_fields(placement)}
    own = {"tracking_url", "tracking_token", "assignment", "likely_doubles"}
    return {name: getattr(request, name) for name in IntakeAnswer().fields if name not in own} | {
        "tracking_url": tracking_url(uow.settings, token),
        "tracking_token": token,
        "assignment": assignment | {"engineer": engineer},
        "likely_doubles": alike,
    }
