"""Certificates and their kinds, for people."""

from __future__ import annotations

from app.kernel.phrases import Phrase
from app.registers.pages.declaration import Declared, Entry, Group, Relation
from app.registers.pages.declared import choices
from app.web.pages.i18n import named

CERTIFICATE_KINDS = Declared(
    "certificate_kind",
    Phrase("Kinds of certificate"),
    Phrase("Kind of certificate"),
    Phrase("New kind of certificate"),
    Phrase("Which certificates there are, and the skill that each carries"),
    Phrase("Code, names"),
    lambda row: named(row.name_en, row.name_zh),
    groups=(
        Group(
            Phrase("Kind of certificate"),
            (
                Entry(
                    "code",
                    Phrase("Short code"),
                    Phrase("Small letters, digits and _, such as electrician_low_voltage."),
                ),
                Entry("name_zh", Phrase("Chinese name")),
                Entry("name_en", Phrase("English name")),
                Entry(
                    "skill_code",
                    Phrase("Skill"),
                    Phrase("Whoever's certificate has expired is not sent to work that needs this skill."),
                    kind="choice",
                    choose=choices.skills,
                    empty=Phrase("carries no skill"),
                ),
                Entry(
                    "required",
                    Phrase("Required for the skill"),
                    Phrase("Whoever has none is not sent either."),
                ),
                choices.EXTERNAL_ID,
            ),
        ),
    ),
    columns=("code", "name_zh", "name_en", "skill_code", "required", "active"),
    sorts=("code",),
    filters=("skill_code", "required", "active"),
    relations=(Relation("certificate", "certificate_kind_id"),),
    bulk=("active",),
)

CERTIFICATES = Declared(
    "certificate",
    Phrase("Certificates"),
    Phrase("Certificate"),
    Phrase("New certificate"),
    Phrase("What engineers are certified for, and until when"),
    Phrase("Number, issuer"),
    lambda row: row.number or row.issuer or row.valid_from.isoformat(),
    groups=(
        Group(
            Phrase("Certificate"),
            (
                Entry("engineer_id", Phrase("Engineer")),
                Entry(
                    "certificate_kind_id",
                    Phrase("Kind"),
                    choose=choices.open_kinds,
                ),
                Entry("number", Phrase("Number")),
                Entry("issuer", Phrase("Issued by")),
                Entry("valid_from", Phrase("Valid from")),
                Entry(
                    "valid_until",
                    Phrase("Valid until"),
                    Phrase("The last day. Empty: it does not expire."),
                    empty=Phrase("does not expire"),
                ),
                choices.EXTERNAL_ID,
            ),
        ),
    ),
    columns=(
        "number",
        "engineer_id",
        "certificate_kind_id",
        "issuer",
        "valid_from",
        "valid_until",
        "active",
    ),
    sorts=("valid_until", "number"),
    filters=("engineer_id", "certificate_kind_id", "active"),
    page_elsewhere=True,
)
