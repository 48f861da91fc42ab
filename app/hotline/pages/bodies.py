"""What the form of a call says, read by the same schemas as the bodies of the API."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import request
from marshmallow import fields

from app.desk.api.intake_bodies import ContactBody, ReportBody
from app.enquiries.api.enquiries import NewEnquiry
from app.enquiries.commands.enquiries import Question
from app.hotline.commands.calls import Taken
from app.hotline.pages.words import FIELDS
from app.hotline.reads.terms import Place
from app.hotline.rules.outcomes import CallOutcome
from app.hotline.tables import Call
from app.kernel.errors import Invalid
from app.kernel.phrases import Phrase
from app.registers.api.resources.places import AssetRecord
from app.registers.pages.declared.choices import LANGUAGES
from app.requests.commands.intake.report import Contact, Report
from app.web.api import Schema
from app.web.fields import text_for
from app.web.languages import chosen_locale
from app.web.pages.form_kit import Form, read_point
from app.web.pages.forms import local_instant
from app.web.pages.once import FIELD, key
from app.web.shapes import word

NOT_KEPT = ("csrf_token", FIELD, "told", "outcome", "draft")
NEW, SITE, ASSET, CHASE = "new", "site:", "asset:", "chase:"
STANDS_FOR = {
    "site_id": "about",
    "asset_id": "about",
    "customer_id": "customer.name",
    "customer": "customer.name",
    "customer.phone": "contact.phone",
    "contact": "contact.phone",
    "site": "site.address",
    "question": "description",
    "note": "description",
}


class CallBody(Schema):
    """What is said of every call."""

    outcome = word(CallOutcome, required=True)
    contact = fields.Nested(ContactBody, load_default=Contact)
    description = text_for(Call.note, load_default="")
    call_back_at = fields.AwareDateTime(load_default=None, allow_none=True)
    appointment_at = fields.AwareDateTime(load_default=None, allow_none=True)


class MachineBody(Schema):
    """A machine that nobody has recorded yet."""

    machine = fields.Nested(AssetRecord(only=("kind", "model", "serial_number")))


class Shown(CallBody, ReportBody, MachineBody):
    """All fields of the page, for their labels and limits."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What was sent, or stands in the address: the fields by their paths."""

    values: Mapping[str, str]
    zone: str

    @property
    def customer_id(self) -> UUID | None:
        """The customer on record."""
        return _uuid(self.values.get("customer_id", ""))

    @property
    def about(self) -> str:
        """The place or machine that was chosen: `site:…`, `asset:…`, else new."""
        said = self.values.get("about", "")
        return said if said.startswith((SITE, ASSET)) and _uuid(said.partition(":")[2]) else NEW

    @property
    def asset_id(self) -> UUID | None:
        """The machine that was chosen."""
        return _uuid(self.about.removeprefix(ASSET)) if self.about.startswith(ASSET) else None

    @property
    def is_left_as_it_was(self) -> bool:
        """Whether place or machine are those that the page chose by itself."""
        return self.about != NEW and self.values.get("about_was") == self.about

    @property
    def chased_id(self) -> UUID | None:
        """The open request that the caller asks about."""
        said = self.values.get("outcome", "")
        return _uuid(said.removeprefix(CHASE)) if said.startswith(CHASE) else None

    @property
    def engineer_id(self) -> UUID | None:
        """The engineer who was chosen instead of the one that the plan would send."""
        return _uuid(self.values.get("engineer_id", ""))

    @property
    def is_new_place(self) -> bool:
        """Whether anything was said of a place or customer to be recorded."""
        return self.about == NEW

    def form(self, wrong: Mapping[str, list[str]] | None = None) -> Form:
        """The form as it is shown."""
        values = {"customer.locale": chosen_locale(), **self.values}
        choices = {"customer.locale": [*LANGUAGES.items()]}
        return Form(Shown(), FIELDS, values, wrong or {}, self.zone, STANDS_FOR, choices=choices)

    def taken(self) -> Taken:
        """Return the call.

        Raises:
            Invalid: names the fields.
        """
        values = {**self.values, "outcome": self.values.get("outcome", "").partition(":")[0]}
        said = Form(CallBody(), FIELDS, values, zone=self.zone).read()
        return Taken(
            form_key=key(),
            outcome=CallOutcome(said["outcome"]),
            contact_name=said["contact"].name,
            contact_phone=said["contact"].phone,
            note=said["description"],
            call_back_at=said["call_back_at"],
            appointment_at=said["appointment_at"],
        )

    def report(self) -> Report:
        """Return the repair request.

        Raises:
            Invalid: names the fields.
        """
        values = self._reported()
        try:
            made: Report = Form(ReportBody(), FIELDS, values, zone=self.zone).read()
        except Invalid as bad:
            raise Invalid(_in_words(bad.errors, values)) from bad
        return made

    def machine(self) -> dict[str, Any] | None:
        """Return the machine to be recorded; None where none is meant.

        Raises:
            Invalid: it is not whole.
        """
        told = {name: text for name, text in self.values.items() if name.startswith("machine.")}
        if self.about.startswith(ASSET) or not any(text.strip() for text in told.values()):
            return None
        made: dict[str, dict[str, Any]] = Form(MachineBody(), FIELDS, told).read()
        return made["machine"]

    def question(self) -> Question:
        """Return the enquiry.

        Raises:
            Invalid: names the fields.
        """
        values = {**self.values, "question": self.values.get("description", ""), "channel": "phone"}
        said = Form(NewEnquiry(), FIELDS, values, zone=self.zone).read()
        contact = said["contact"]
        name, phone = contact.get("name", ""), contact.get("phone", "")
        return Question(said["question"], "phone", said["customer_id"], name, phone)

    def appointment_at(self) -> datetime | None:
        """Return the hour that the caller wants instead; None where he wants none.

        Raises:
            Invalid: it is none.
        """
        text = self.values.get("appointment_at", "").strip()
        return local_instant(text, self.zone, "appointment_at") if text else None

    def place(self) -> Place:
        """Return where somebody is wanted.

        Raises:
            Invalid: the point is none.
        """
        kind, _, text = self.about.partition(":")
        chosen = _uuid(text)
        if chosen is not None:
            return Place(site_id=chosen) if kind == "site" else Place(asset_id=chosen)
        said = self.values.get("site.point", "").strip()
        point = read_point(said, "site.point") if said else None
        at = (point["lat"], point["lon"]) if point else None
        return Place(None, None, at, self.values.get("site.address", "").strip(), self.customer_id)

    def _reported(self) -> dict[str, str]:
        """The fields of a report: what is on record leaves no room for what would be new."""
        said = {name: text.strip() for name, text in self.values.items() if text.strip()}
        said["channel"] = "phone"
        if not self.is_new_place:
            said = {name: text for name, text in said.items() if not name.startswith("site.")}
            said["site_id" if self.about.startswith(SITE) else "asset_id"] = self.about.partition(":")[2]
        if self.customer_id is not None or not self.is_new_place:
            return {name: text for name, text in said.items() if not name.startswith("customer.")} | (
                {"site.name": said.get("site.name") or self._own_name(said)} if self.is_new_place else {}
            )
        name = said.get("customer.name") or said.get("contact.name", "")
        named = {"customer.name": name, "customer.phone": said.get("contact.phone", "")}
        return {**said, **named, "site.name": said.get("site.name") or name or "-"}

    @staticmethod
    def _own_name(said: Mapping[str, str]) -> str:
        return said.get("site.address", "") or "-"


def sent(zone: str) -> Sent:
    """Return what was sent, else what the address says; the names are as the form has them."""
    source = request.form if request.method == "POST" else request.args
    values = {name: text for name, text in source.items() if name not in ("csrf_token", FIELD)}
    if phone := values.pop("phone", ""):
        values.setdefault("contact.phone", phone)
    return Sent(values, zone)


def _in_words(errors: Mapping[str, list[str]], values: Mapping[str, str]) -> dict[str, list[str]]:
    """Ask for what is missing as a person would; the API's words name its fields."""
    said = dict(errors)
    if "fault_code" in said and not values.get("fault_code"):
        said["fault_code"] = [Phrase("is missing: choose what comes nearest")]
    if "site.point" in said and not values.get("site.point"):
        del said["site.point"]
        said["site.address"] = [Phrase("is missing: where shall the engineer go?")]
    if "customer.name" in said and not values.get("customer.name"):
        said["customer.name"] = [Phrase("is missing: who is calling?")]
    return said


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
