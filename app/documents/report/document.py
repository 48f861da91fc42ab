"""The service report as a document: PDF in one language, with the pictures that have come."""

from __future__ import annotations

from app.documents.reads.report import ReportFacts
from app.documents.report.codes import qr_svg
from app.documents.report.content import content
from app.documents.report.typesetting import Document
from app.documents.report.wording import Letterhead, Wording

THUMBNAIL_PX = 640
"""Longest edge of a photo on the report: 5.5 cm at 300 dots to the inch."""


def service_report(facts: ReportFacts, head: Letterhead, language: str, verify_url: str) -> Document:
    """Return the report of a visit that has ended, dated when it ended.

    Render it with `Document.pdf`, which takes the thumbnails of `wanted_pictures`.
    """
    told = content(facts, Wording(language, facts.time_zone), head, verify_url)
    told["seal"]["qr"] = qr_svg(verify_url)
    return Document("report", told, facts.visit.completed_at or facts.request.requested_at)


def wanted_pictures(document: Document) -> list[str]:
    """The hashes of the photos that the report shows."""
    return [row["picture"] for row in document.data["photos"]["rows"] if row["picture"]]
