"""Bodies of certificates and their kinds."""

from __future__ import annotations

from marshmallow import fields

from app.registers.api.resources.people import CODE
from app.registers.tables import Certificate, CertificateKind
from app.web.fields import Filter, Row, external_id, reference, switch, text_for


class CertificateKindRecord(Row):
    """A kind of certificate (证书种类): the skill that it carries, or none."""

    code = fields.String(required=True, validate=CODE)
    name_en = text_for(CertificateKind.name_en, shortest=1, required=True)
    name_zh = text_for(CertificateKind.name_zh, shortest=1, required=True)
    skill_code = text_for(
        CertificateKind.skill_code,
        load_default=None,
        allow_none=True,
        metadata={"description": "The skill that is not used once the certificate has expired; null: none"},
    )
    required = fields.Boolean(
        load_default=False, metadata={"description": "The skill may not be used without one"}
    )
    external_id = external_id()
    active = switch()


class CertificateKindFilter(Filter):
    """Filters of the kinds' list."""

    code = fields.String()
    skill_code = fields.String()
    required = fields.Boolean()
    active = fields.Boolean()


class CertificateRecord(Row):
    """A certificate of an engineer (证书)."""

    engineer_id = reference()
    certificate_kind_id = reference()
    number = text_for(Certificate.number, load_default="")
    issuer = text_for(Certificate.issuer, load_default="")
    valid_from = fields.Date(required=True)
    valid_until = fields.Date(
        load_default=None, allow_none=True, metadata={"description": "The last day; null has no end"}
    )
    picture_sha256 = fields.String(
        dump_only=True,
        allow_none=True,
        metadata={"description": "Of the picture at `/api/v1/certificates/{id}/picture`; null: none"},
    )
    external_id = external_id()
    active = switch()


class CertificateFilter(Filter):
    """Filters of the certificates' list."""

    engineer_id = fields.UUID()
    certificate_kind_id = fields.UUID()
    active = fields.Boolean()
    valid_before = fields.Date(metadata={"description": "Those that end before this day"})
