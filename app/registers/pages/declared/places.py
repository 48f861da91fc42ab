"""Customers, their sites, machines and contracts for people."""

from __future__ import annotations

from app.kernel.phrases import Phrase
from app.registers.pages.declaration import Declared, Entry, Group, Relation
from app.registers.pages.declared import choices
from app.registers.pages.words import calendar_name

CUSTOMERS = Declared(
    "customer",
    Phrase("Customers"),
    Phrase("Customer"),
    Phrase("New customer"),
    Phrase("Who asks for repair"),
    Phrase("Name, number, telephone, e-mail"),
    lambda row: row.name,
    groups=(
        Group(
            Phrase("Customer"),
            (
                Entry("name", Phrase("Name")),
                Entry("phone", Phrase("Telephone"), Phrase("As said: several numbers, extensions, names.")),
                Entry("email", Phrase("E-mail")),
                Entry("locale", Phrase("Language"), words=choices.LANGUAGES),
                Entry(
                    "quiet_hours",
                    Phrase("Quiet hours"),
                    Phrase(
                        "Such as 22:00-07:00: nothing that can wait is sent then. Empty: the territory's."
                    ),
                ),
                Entry(
                    "min_stars",
                    Phrase("Stars at least"),
                    Phrase("For all that this customer asks; the contract and the fault may ask for more."),
                    kind="choice",
                    choose=choices.grades,
                ),
                choices.EXTERNAL_ID,
                Entry("special_needs", Phrase("Special needs"), wide=True),
            ),
        ),
    ),
    columns=("name", "external_id", "phone", "email", "special_needs", "active", "created_at"),
    sorts=("name", "created_at"),
    filters=("active",),
    relations=(
        Relation("site", "customer_id"),
        Relation("contract", "customer_id"),
        Relation("named_engineer", "customer_id"),
    ),
    bulk=("active",),
    page_elsewhere=True,
)

SITES = Declared(
    "site",
    Phrase("Sites"),
    Phrase("Site"),
    Phrase("New site"),
    Phrase("Places where machines stand"),
    Phrase("Name, address"),
    lambda row: row.name,
    groups=(
        Group(
            Phrase("Site"),
            (
                Entry("customer_id", Phrase("Customer")),
                Entry("name", Phrase("Name")),
                Entry("address", Phrase("Address"), wide=True),
                Entry("point", Phrase("Point"), Phrase("Latitude, longitude: 31.2304, 121.4737")),
                Entry(
                    "territory_id",
                    Phrase("Territory"),
                    Phrase("Empty: the territory in which the point lies."),
                    choose=choices.open_rows("territory"),
                    empty=Phrase("none set: the point decides"),
                ),
                Entry(
                    "time_zone",
                    Phrase("Time zone"),
                    Phrase("Empty: the territory's."),
                    kind="known",
                    choose=choices.zones,
                    empty=Phrase("that of the territory"),
                ),
                choices.EXTERNAL_ID,
                Entry(
                    "access_notes",
                    Phrase("Access"),
                    Phrase("What an engineer must know to get in: gate, floor, whom to ask."),
                    wide=True,
                ),
            ),
        ),
    ),
    columns=("name", "customer_id", "address", "territory_id", "active"),
    sorts=("name",),
    filters=("territory_id", "active"),
    relations=(Relation("asset", "site_id"), Relation("named_engineer", "site_id")),
    bulk=("active", "territory_id"),
    whose="customer_id",
)

ASSETS = Declared(
    "asset",
    Phrase("Machines"),
    Phrase("Machine"),
    Phrase("New machine"),
    Phrase("What is repaired"),
    Phrase("Serial number, model, QR code"),
    lambda row: f"{row.model} · {row.serial_number}",
    groups=(
        Group(
            Phrase("Machine"),
            (
                Entry("site_id", Phrase("Site")),
                Entry("kind", Phrase("Kind"), Phrase("Such as printer, scanner, desktop.")),
                Entry("model", Phrase("Model")),
                Entry("serial_number", Phrase("Serial number")),
                Entry("qr_code", Phrase("QR code"), Phrase("What the label on the machine says.")),
                Entry("warranty_ends_on", Phrase("Warranty until")),
                choices.EXTERNAL_ID,
            ),
        ),
    ),
    columns=("serial_number", "model", "kind", "site_id", "warranty_ends_on", "active"),
    sorts=("serial_number",),
    filters=("active",),
    relations=(Relation("named_engineer", "asset_id"),),
    bulk=("active",),
)

CONTRACTS = Declared(
    "contract",
    Phrase("Contracts"),
    Phrase("Contract"),
    Phrase("New contract"),
    Phrase("What customers were promised"),
    Phrase("Number"),
    lambda row: row.number,
    groups=(
        Group(
            Phrase("Contract"),
            (
                Entry("customer_id", Phrase("Customer")),
                Entry("number", Phrase("Number")),
                Entry("starts_on", Phrase("Valid from")),
                Entry(
                    "ends_on",
                    Phrase("Valid until"),
                    Phrase("Empty: without end."),
                    empty=Phrase("without end"),
                ),
                Entry(
                    "promise_s",
                    Phrase("On site within"),
                    Phrase("From the report, or from the next opening of the coverage hours."),
                    kind="span",
                ),
                Entry("min_stars", Phrase("Stars at least"), kind="choice", choose=choices.grades),
                Entry("priority", Phrase("Priority"), words=choices.PRIORITIES, kind="choice"),
                choices.EXTERNAL_ID,
                Entry(
                    "notes",
                    Phrase("Notes"),
                    Phrase("The office's own: customers do not read them."),
                    wide=True,
                ),
            ),
        ),
        Group(
            Phrase("Coverage hours"),
            (
                Entry(
                    "coverage",
                    Phrase("Open hours by weekday"),
                    Phrase(
                        "In the site's local time, such as 08:00-12:00, 13:00-20:00; 22:00-06:00 runs past"
                        " midnight. A weekday left empty is closed; all left empty: around the clock."
                    ),
                    kind="hours",
                    choose=choices.weekdays,
                    empty=Phrase("around the clock"),
                    wide=True,
                ),
                Entry(
                    "holiday_calendar",
                    Phrase("Holiday calendar"),
                    Phrase("Whose public holidays count."),
                    kind="choice",
                    choose=choices.calendars(choices.CONTRACT_CALENDARS),
                    spell=calendar_name,
                    words=choices.CONTRACT_CALENDARS,
                ),
            ),
        ),
    ),
    columns=("number", "customer_id", "promise_s", "min_stars", "starts_on", "ends_on"),
    sorts=("number", "starts_on"),
)
