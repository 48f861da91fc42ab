"""Bodies of engineers, skills, shifts, providers and accounts."""

from __future__ import annotations

from marshmallow import fields, validate

from app.registers.rules.roster import LeaveReason, ShiftKind
from app.registers.tables import Engineer, Leave, Provider, Shift, Skill
from app.web.api import Schema
from app.web.field_messages import Message
from app.web.fields import (
    STARS,
    Codes,
    Filter,
    Instant,
    PhoneWords,
    Place,
    Row,
    external_id,
    numbers_shown,
    phone_shown,
    reference,
    switch,
    text_for,
    whole_for,
)
from app.web.lists import List
from app.web.shapes import word

CODE = validate.Regexp(
    r"^[a-z0-9_]{1,40}$", error=Message("takes small letters, digits and _ only, such as printer_2")
)


class SkillNames(Schema):
    """A skill as people call it."""

    code = fields.String()
    name_en = fields.String()
    name_zh = fields.String()


class EngineerRecord(Row):
    """A service engineer (服务工程师)."""

    number = text_for(Engineer.number, shortest=1, required=True)
    name = text_for(Engineer.name, shortest=1, required=True)
    phone = PhoneWords()
    phone_as_said = fields.String(dump_only=True)
    phone_shown = phone_shown()
    phone_numbers = numbers_shown()
    stars = fields.Integer(
        strict=True,
        validate=STARS,
        metadata={"description": "Left out: a newcomer's provisional star by the settings; kept as it is"},
    )
    stars_reason = text_for(
        Engineer.stars_reason,
        load_default="",
        metadata={
            "description": "Why these stars: needed for other stars than a newcomer's, and where they change;"
            " a reason without a change confirms provisional stars"
        },
    )
    stars_provisional_until = fields.Date(
        dump_only=True,
        allow_none=True,
        metadata={"description": "By when somebody grades or confirms a newcomer's stars; null: done"},
    )
    territory_id = reference()
    provider_id = reference(required=False)
    depot_id = reference(required=False)
    base = Place("base_", required=True, metadata={"description": "Where a shift starts"})
    skills = Codes(load_default=list, metadata={"description": "Codes of the skills held"})
    skill_names = fields.List(fields.Nested(SkillNames), attribute="skills", dump_only=True)
    in_trade_since = fields.Date(
        load_default=None,
        allow_none=True,
        metadata={"description": "Since when he has worked in the trade; null: not known"},
    )
    education = text_for(Engineer.education, load_default="")
    external_id = external_id()
    active = switch()
    available = fields.Boolean(dump_only=True)


class EngineerFilter(Filter):
    """Filters of the engineers' list."""

    territory_id = fields.UUID()
    provider_id = fields.UUID()
    depot_id = fields.UUID()
    stars = fields.Integer(validate=STARS)
    provisional = fields.Boolean(metadata={"description": "Whether the stars are a newcomer's"})
    skill = fields.String()
    number = fields.String()
    active = fields.Boolean()


class SkillRecord(Row):
    """What an engineer can repair."""

    code = fields.String(required=True, validate=CODE)
    name_en = text_for(Skill.name_en, shortest=1, required=True)
    name_zh = text_for(Skill.name_zh, shortest=1, required=True)
    aliases = text_for(
        Skill.aliases,
        load_default="",
        metadata={"description": "What it is called besides, with `;` between the names"},
    )


class SkillFilter(Filter):
    """Filters of the skills' list."""

    code = fields.String()


class ShiftRecord(Row):
    """A span in which an engineer works."""

    engineer_id = reference()
    starts_at = fields.AwareDateTime(required=True)
    ends_at = fields.AwareDateTime(required=True)
    breaks = List(
        List(Instant(), validate=validate.Length(equal=2)),
        load_default=list,
        validate=validate.Length(max=20),
        metadata={"description": "Spans [start, end] within the shift, in order of time"},
    )
    kind = word(
        ShiftKind,
        load_default=ShiftKind.DUTY.value,
        metadata={"description": "`duty`, or `on_call`: at home, sent where nobody on duty comes as well"},
    )
    external_id = external_id()
    setout_s = whole_for(
        Shift.setout_s,
        metadata={"description": "On call: seconds from the call until on the road; 0 on duty"},
    )


class ShiftFilter(Filter):
    """Filters of the shifts' list."""

    engineer_id = fields.UUID()
    from_at = fields.AwareDateTime(data_key="from", metadata={"description": "Shifts that end after this"})
    to_at = fields.AwareDateTime(data_key="to", metadata={"description": "Shifts that start before this"})


class LeaveRecord(Row):
    """A span in which an engineer is away and not planned; shifts under it stay as they are."""

    engineer_id = reference()
    starts_at = fields.AwareDateTime(required=True)
    ends_at = fields.AwareDateTime(required=True)
    reason = word(LeaveReason, required=True)
    note = text_for(Leave.note, load_default="")


class LeaveFilter(Filter):
    """Filters of the leaves' list."""

    engineer_id = fields.UUID()
    from_at = fields.AwareDateTime(data_key="from", metadata={"description": "Leaves that end after this"})
    to_at = fields.AwareDateTime(data_key="to", metadata={"description": "Leaves that start before this"})


class ProviderRecord(Row):
    """A partner company whose engineers also serve (服务商)."""

    name = text_for(Provider.name, shortest=1, required=True)
    stars = fields.Integer(strict=True, load_default=3, validate=STARS)
    stars_reason = text_for(
        Provider.stars_reason,
        load_default="",
        metadata={"description": "Why the stars change; asked for where they do, of no meaning otherwise"},
    )
    phone = PhoneWords()
    phone_as_said = fields.String(dump_only=True)
    phone_numbers = numbers_shown()
    external_id = external_id()
    active = switch()


class ProviderFilter(Filter):
    """Filters of the providers' list."""

    active = fields.Boolean()
