"""Kinds of fault and the price list for people."""

from __future__ import annotations

from app.kernel.phrases import Phrase
from app.registers.pages.declaration import Declared, Entry, Group
from app.registers.pages.declared import choices
from app.web.pages.i18n import named

_CODE = Entry("code", Phrase("Short code"), Phrase("Small letters, digits and _, such as paper_jam."))
_CHARGE_CODE = Entry(
    "code", Phrase("Short code"), Phrase("Small letters, digits and _, such as data_rescue.")
)
_ZH, _EN = Entry("name_zh", Phrase("Chinese name")), Entry("name_en", Phrase("English name"))

FAULT_TYPES = Declared(
    "fault_type",
    Phrase("Kinds of fault"),
    Phrase("Kind of fault"),
    Phrase("New kind of fault"),
    Phrase("What can be wrong, the skill that it needs, how long it takes"),
    Phrase("Code, name"),
    lambda row: named(row.name_en, row.name_zh),
    groups=(
        Group(
            Phrase("Kind of fault"),
            (
                _CODE,
                _ZH,
                _EN,
                Entry("skill_code", Phrase("Skill"), choose=choices.skills),
                Entry(
                    "expected_s", Phrase("Takes about"), Phrase("Such as 45 min or 1 h 30 min."), kind="span"
                ),
                Entry("min_stars", Phrase("Stars at least"), kind="choice", choose=choices.grades),
            ),
        ),
    ),
    columns=("code", "name_zh", "name_en", "skill_code", "expected_s", "min_stars"),
    sorts=("code",),
    filters=("skill_code",),
)

CHARGE_KINDS = Declared(
    "charge_kind",
    Phrase("Kinds of charge"),
    Phrase("Kind of charge"),
    Phrase("New kind of charge"),
    Phrase("What may be charged besides parts: prices and limits"),
    Phrase("Code, name"),
    lambda row: named(row.name_en, row.name_zh),
    groups=(
        Group(
            Phrase("Kind of charge"),
            (
                _CHARGE_CODE,
                _ZH,
                _EN,
                Entry(
                    "unit_price_cents",
                    Phrase("Price"),
                    Phrase("What the engineer's phone proposes."),
                    kind="money",
                ),
                Entry(
                    "limit_cents",
                    Phrase("Limit"),
                    Phrase("Most that one visit may be charged; more waits for the office."),
                    kind="money",
                ),
            ),
        ),
    ),
    columns=("code", "name_zh", "name_en", "unit_price_cents", "limit_cents", "active"),
    sorts=("code",),
    filters=("active",),
    bulk=("active",),
)

PARTS = Declared(
    "part",
    Phrase("Parts"),
    Phrase("Part"),
    Phrase("New part"),
    Phrase("The price list"),
    Phrase("Code, name"),
    lambda row: named(row.name_en, row.name_zh),
    groups=(
        Group(
            Phrase("Part"),
            (
                Entry(
                    "code",
                    Phrase("Short code"),
                    Phrase("Letters, digits, dots and dashes, such as FUSER-220."),
                ),
                _ZH,
                _EN,
                Entry("unit_price_cents", Phrase("Price"), kind="money"),
                Entry(
                    "limit_per_visit",
                    Phrase("Most for one visit"),
                    Phrase("More of it waits for the office."),
                ),
            ),
        ),
    ),
    columns=("code", "name_zh", "name_en", "unit_price_cents", "limit_per_visit"),
    sorts=("code",),
)
