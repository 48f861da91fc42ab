"""Engineers, their skills and the companies that send them, for people."""

from __future__ import annotations

from app.kernel.phrases import Phrase
from app.registers.pages.declaration import Declared, Entry, Group, Relation
from app.registers.pages.declared import choices
from app.web.pages.i18n import named

ENGINEERS = Declared(
    "engineer",
    Phrase("Engineers"),
    Phrase("Engineer"),
    Phrase("New engineer"),
    Phrase("Who makes the visits"),
    Phrase("Number, name, telephone"),
    lambda row: row.name,
    groups=(
        Group(
            Phrase("Engineer"),
            (
                Entry("number", Phrase("Number"), Phrase("The company's own, as it stands on the card.")),
                Entry("name", Phrase("Full name")),
                Entry("phone", Phrase("Telephone")),
                Entry(
                    "stars",
                    Phrase("Stars"),
                    Phrase("Empty, of a new engineer: provisional, as the territory says."),
                    kind="choice",
                    choose=choices.grades,
                ),
                choices.STARS_REASON,
                Entry("territory_id", Phrase("Territory"), choose=choices.open_rows("territory")),
                Entry(
                    "provider_id",
                    Phrase("Service provider"),
                    Phrase("Empty: our own staff."),
                    choose=choices.open_rows("provider"),
                    empty=Phrase("own staff"),
                ),
                Entry("base", Phrase("Sets out from"), Phrase("Latitude, longitude: 31.2304, 121.4737")),
                Entry(
                    "depot_id",
                    Phrase("Depot"),
                    Phrase("Where parts and the five ones are fetched."),
                    choose=choices.open_rows("depot"),
                ),
                Entry("in_trade_since", Phrase("In the trade since")),
                Entry("education", Phrase("Education")),
                choices.EXTERNAL_ID,
                Entry("skills", Phrase("Skills"), choose=choices.skills, wide=True),
            ),
        ),
    ),
    columns=("number", "name", "stars", "skills", "territory_id", "provider_id", "phone", "active"),
    sorts=("number", "name", "stars"),
    filters=("territory_id", "provider_id", "depot_id", "stars", "provisional", "skill", "active"),
    bulk=("active", "territory_id", "provider_id"),
    begins_with_own=True,
    page_elsewhere=True,
)

SKILLS = Declared(
    "skill",
    Phrase("Skills"),
    Phrase("Skill"),
    Phrase("New skill"),
    Phrase("What engineers can repair"),
    Phrase("Code, names"),
    lambda row: named(row.name_en, row.name_zh),
    groups=(
        Group(
            Phrase("Skill"),
            (
                Entry(
                    "code",
                    Phrase("Short code"),
                    Phrase("Small letters, digits and _, such as laser_printer."),
                ),
                Entry("name_zh", Phrase("Chinese name")),
                Entry("name_en", Phrase("English name")),
                Entry(
                    "aliases",
                    Phrase("Other names"),
                    Phrase(
                        "What your files call it besides, one a line: an import of engineers finds the skill"
                        " by any of them."
                    ),
                    wide=True,
                ),
            ),
        ),
    ),
    columns=("code", "name_zh", "name_en", "aliases"),
    sorts=("code",),
    relations=(
        Relation("engineer", "skill", "code", addable=False),
        Relation("fault_type", "skill_code", "code"),
    ),
)

PROVIDERS = Declared(
    "provider",
    Phrase("Service providers"),
    Phrase("Service provider"),
    Phrase("New service provider"),
    Phrase("Partner companies whose engineers serve too"),
    Phrase("Name"),
    lambda row: row.name,
    groups=(
        Group(
            Phrase("Service provider"),
            (
                Entry("name", Phrase("Name")),
                Entry("phone", Phrase("Telephone")),
                Entry("stars", Phrase("Stars"), kind="choice", choose=choices.grades),
                choices.STARS_REASON,
                choices.EXTERNAL_ID,
            ),
        ),
    ),
    columns=("name", "stars", "phone", "active"),
    sorts=("name", "stars"),
    filters=("active",),
    relations=(Relation("engineer", "provider_id"),),
    bulk=("active",),
)
