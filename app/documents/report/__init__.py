"""Documents for customers: the service report as PDF.

Rows become texts in one language (`content`), and texts become a document (`typesetting`).  The
first part is pure and says what stands in the document; the second knows nothing of visits.
"""

from __future__ import annotations

from app.documents.report.document import THUMBNAIL_PX, service_report, wanted_pictures
from app.documents.report.typesetting import Document
from app.documents.report.wording import LANGUAGES, Letterhead, language_of

__all__ = [
    "LANGUAGES",
    "THUMBNAIL_PX",
    "Document",
    "Letterhead",
    "language_of",
    "service_report",
    "wanted_pictures",
]
