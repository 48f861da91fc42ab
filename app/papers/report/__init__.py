"""Papers that the company hands out: the service report as PDF, the supervision card as a picture.

Rows become texts in one language (`content`, `card`), and texts become a document (`typesetting`).  The
first part is pure and says what stands on the paper; the second knows nothing of visits.
"""

from __future__ import annotations

from app.cards.report.card import PHOTO, PPI, CardFacts, supervision_card
from app.papers.report.document import THUMBNAIL_PX, service_report, wanted_pictures
from app.papers.report.typesetting import Document
from app.papers.report.wording import LANGUAGES, Letterhead, initials, language_of

__all__ = [
    "LANGUAGES",
    "PHOTO",
    "PPI",
    "THUMBNAIL_PX",
    "CardFacts",
    "Document",
    "Letterhead",
    "initials",
    "language_of",
    "service_report",
    "supervision_card",
    "wanted_pictures",
]
