"""Parts and charges with their totals, in whole cents."""

from __future__ import annotations

from typing import Any

from app.documents.reads.report import PartLine, ReportFacts
from app.documents.report.wording import Wording, plain
from app.visits.tables import Charge


def bill(facts: ReportFacts, words: Wording, currency: str) -> dict[str, Any]:
    """Return heads, rows and totals; without parts and charges `empty` says so."""
    parts, charges = facts.parts, facts.charges
    parts_cents = sum(line.used.quantity * line.used.unit_price_cents for line in parts)
    charges_cents = sum(charge.amount_cents for charge in charges)
    totals = [("total", parts_cents + charges_cents)]
    if parts and charges:
        totals = [("parts_total", parts_cents), ("charges_total", charges_cents), *totals]
    return {
        "title": words.word("bill"),
        "empty": "" if parts or charges else words.word("nothing_charged"),
        "heads": [words.word(key) for key in ("code", "what", "quantity", "unit_price", "amount")],
        "rows": [
            *(_part(line, words, currency) for line in parts),
            *(
                ["", _charge(charge, facts, words), "", "", words.money(charge.amount_cents, currency)]
                for charge in charges
            ),
        ],
        "totals": [[words.word(key), words.money(cents, currency)] for key, cents in totals],
    }


def _charge(charge: Charge, facts: ReportFacts, words: Wording) -> str:
    """The register's name, and what the engineer called it; of a kind without a name its code, readable."""
    named = facts.charge_names.get(charge.kind)
    name = words.of(named) if named else charge.kind.replace("_", " ")
    if not charge.label or charge.label == name:
        return plain(name)
    return plain(f"{name}\n{charge.label}" if named else charge.label)


def _part(line: PartLine, words: Wording, currency: str) -> list[str]:
    used = line.used
    named = words.of(line.name)
    if used.serial_number:
        named += f"\n{words.word('serial_number')} {used.serial_number}"
    return [
        plain(used.part_code),
        plain(named),
        str(used.quantity),
        words.money(used.unit_price_cents, currency),
        words.money(used.quantity * used.unit_price_cents, currency),
    ]
