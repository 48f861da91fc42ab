"""The service supervision card (服务监督卡) as a document of one page, the size of a bank card."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from app.documents.report.codes import qr_svg
from app.documents.report.typesetting import Document
from app.documents.report.wording import Letterhead, Wording, plain
from app.kernel.initials import initials

PHOTO = "face"
"""The name under which the card's template looks for the photograph."""

PPI = 300

# The card tells of no moment, and its bytes shall not change with the day.
_TIMELESS = datetime(2020, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class CardFacts:
    """Who comes.

    `photo_sha256` names the photograph.  `link` is what the QR code opens: the page that asks for the
    customer's code.
    """

    name: str
    number: str
    stars: int
    photo_sha256: str | None
    link: str = ""


def supervision_card(facts: CardFacts, head: Letterhead, language: str) -> Document:
    """Return the card; render it with `Document.png`, the photograph under `PHOTO`."""
    words = Wording(language, "UTC")
    return Document(
        "card",
        {
            "language": language,
            "company": plain(head.company),
            "hotline": words.word("hotline", phone=head.phone) if head.phone else "",
            "tagline": words.word("tagline"),
            "title": words.word("card_title"),
            "name": plain(facts.name),
            "initials": initials(facts.name),
            "number": f"{words.word('number')} {plain(facts.number)}",
            "stars": facts.stars,
            "stars_text": words.word("of_stars", n=facts.stars),
            "photo": facts.photo_sha256 or "",
            "photo_alt": words.word("photo_alt", name=facts.name),
            "qr": qr_svg(facts.link) if facts.link else "",
            "qr_alt": words.word("card_code_qr_alt"),
            "ask": words.word("card_code" if facts.link else "card_general"),
        },
        _TIMELESS,
    )
