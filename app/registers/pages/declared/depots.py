"""Depots for people."""

from __future__ import annotations

from app.kernel.phrases import Phrase
from app.registers.pages.declaration import Declared, Entry, Group, Relation
from app.registers.pages.declared import choices

DEPOTS = Declared(
    "depot",
    Phrase("Depots"),
    Phrase("Depot"),
    Phrase("New depot"),
    Phrase("Where engineers fetch parts and the five ones"),
    Phrase("Name, address, telephone"),
    lambda row: row.name,
    groups=(
        Group(
            Phrase("Depot"),
            (
                Entry("name", Phrase("Name")),
                Entry(
                    "territory_id",
                    Phrase("Territory"),
                    Phrase("A depot belongs to a territory, to a service provider, or to both."),
                    choose=choices.open_rows("territory"),
                ),
                Entry(
                    "provider_id",
                    Phrase("Service provider"),
                    Phrase("Empty: for everybody. Else only the provider's people see it."),
                    choose=choices.open_rows("provider"),
                    empty=Phrase("for everybody"),
                ),
                Entry("phone", Phrase("Telephone")),
                Entry("address", Phrase("Address"), wide=True),
                Entry("point", Phrase("Point"), Phrase("Latitude, longitude: 31.2304, 121.4737")),
                choices.EXTERNAL_ID,
            ),
        ),
        Group(
            Phrase("Opening hours"),
            (
                Entry(
                    "opening_hours",
                    Phrase("Open hours by weekday"),
                    Phrase(
                        "In the territory's local time, such as 08:00-12:00, 13:00-20:00. A weekday left"
                        " empty is closed; all left empty: around the clock."
                    ),
                    kind="hours",
                    choose=choices.weekdays,
                    empty=Phrase("around the clock"),
                    wide=True,
                ),
            ),
        ),
    ),
    columns=("name", "address", "territory_id", "provider_id", "phone", "active"),
    sorts=("name",),
    filters=("territory_id", "provider_id", "active"),
    relations=(Relation("engineer", "depot_id"),),
    bulk=("active", "territory_id", "provider_id"),
)
