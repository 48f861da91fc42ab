"""Labels for machines, to print and stick on: the QR code by which a report may name the machine."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import segno
from flask import render_template
from markupsafe import Markup

from app.registers.pages.declared import DECLARED
from app.registers.pages.listing import wanted_of
from app.registers.reads import finding
from app.registers.tables import Asset
from app.web.context import transaction
from app.web.pages import lists
from app.web.pages.linked import address

MOST = 200


@dataclass(frozen=True, slots=True)
class Label:
    """A machine, and the drawing of its code; None where it has none yet."""

    asset: Asset
    site: str
    drawing: Markup | None


def labels() -> str:
    """Show the label of one machine, or of those that a list shows, in its order."""
    declared = DECLARED["asset"]
    with transaction(write=False) as uow:
        key = lists.key("asset_id")
        if key is not None:
            rows = list(finding.rows_of(uow, "asset", [key]).values())
        else:
            rows = list(finding.page(uow, declared.register, wanted_of(declared)[0], MOST, {}).rows)
        sites = finding.rows_of(uow, "site", (row.site_id for row in rows))
        made = [_label(row, sites) for row in rows]
        return render_template(
            "asset_labels.html",
            labels=[label for label in made if label.drawing],
            without=[(one.asset, address("asset_edit", one.asset.id)) for one in made if not one.drawing],
            back=address("assets"),
        )


def _label(row: Asset, sites: Mapping[Any, Any]) -> Label:
    site = sites.get(row.site_id)
    return Label(row, site.name if site else "", drawing(row.qr_code) if row.qr_code else None)


def drawing(text: str) -> Markup:
    """Draw a code, black on white with the quiet zone around it; a scratch over a seventh does no harm."""
    target = io.BytesIO()
    code = segno.make_qr(text, error="m", boost_error=False)
    code.save(target, kind="svg", xmldecl=False, border=4, light="#fff", svgclass="qr", omitsize=True)
    return Markup(target.getvalue().decode())  # noqa: S704 - drawn here
