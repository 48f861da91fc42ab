"""Named engineers for people."""

from __future__ import annotations

from collections.abc import Mapping

from app.kernel.phrases import Phrase
from app.registers.pages.declaration import Declared, Entry, Group
from app.registers.pages.declared import choices
from app.registers.tables import NamedAs
from app.web.wording import say

KINDS: Mapping[str, Phrase] = {
    NamedAs.PREFERRED: Phrase("preferred: if possible"),
    NamedAs.REQUIRED: Phrase("required: nobody else"),
    NamedAs.EXCLUDED: Phrase("excluded: never sent"),
}

SHORT: Mapping[str, Phrase] = {
    NamedAs.PREFERRED: Phrase("Preferred"),
    NamedAs.REQUIRED: Phrase("Required"),
    NamedAs.EXCLUDED: Phrase("Excluded"),
}

NAMED_ENGINEERS = Declared(
    "named_engineer",
    Phrase("Named engineers"),
    Phrase("Named engineer"),
    Phrase("Name an engineer"),
    Phrase("Who is preferred, required or excluded at a customer, a site or a machine"),
    Phrase("Reason, who asked for it"),
    lambda row: f"{say(SHORT[row.kind])} · {row.reason}",
    groups=(
        Group(
            Phrase("Named engineer"),
            (
                Entry("engineer_id", Phrase("Engineer")),
                Entry(
                    "kind",
                    Phrase("Named as"),
                    Phrase("Required outweighs preferred at the same place; excluded always holds."),
                    words=KINDS,
                ),
                Entry("reason", Phrase("Reason"), wide=True),
                Entry("asked_by", Phrase("Asked for by"), Phrase("Empty: whoever enters it.")),
                Entry("starts_on", Phrase("Valid from"), Phrase("Empty: from today.")),
                Entry(
                    "ends_on",
                    Phrase("Valid until"),
                    Phrase("Empty: without end."),
                    empty=Phrase("without end"),
                ),
                choices.EXTERNAL_ID,
            ),
        ),
        Group(
            Phrase("Where"),
            (
                Entry("customer_id", Phrase("Customer")),
                Entry("site_id", Phrase("Site")),
                Entry("asset_id", Phrase("Machine")),
            ),
            Phrase("Fill in one. The machine's entry outweighs the site's, and that the customer's."),
        ),
    ),
    columns=(
        "kind",
        "engineer_id",
        "customer_id",
        "site_id",
        "asset_id",
        "reason",
        "asked_by",
        "starts_on",
        "ends_on",
    ),
    sorts=("starts_on",),
    filters=("kind",),
    nothing=Phrase(
        "Nobody is named yet. When a customer asks for somebody, or wants somebody never again, a dispatcher"
        " names him here or on the page of the customer, the site or the machine."
    ),
)
