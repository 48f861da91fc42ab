"""Reads what was set: the text of a PDF, its pictures, the QR codes on its pages."""

from __future__ import annotations

import io
import re

import zxingcpp
from PIL import Image
from pypdf import PdfReader

from app.documents.reads.report import ReportFacts
from app.documents.report import THUMBNAIL_PX, Document, service_report, wanted_pictures
from app.files.commands.pictures import thumbnail
from tests.documents.samples import HEAD, VERIFY_URL, scene


def report(facts: ReportFacts, language: str = "en", url: str = VERIFY_URL) -> bytes:
    """The report as PDF, with a picture for every photo that has come."""
    document = service_report(facts, HEAD, language, url)
    return document.pdf(pictures(document))


def pictures(document: Document) -> dict[str, bytes]:
    """Thumbnails of photos that look each their own way."""
    wanted = wanted_pictures(document)
    return {name: thumbnail(scene(n, 400, 300), THUMBNAIL_PX) for n, name in enumerate(wanted)}


def pages(pdf: bytes) -> list[str]:
    """The text of each page on one line, without the marks that allow a break."""
    found = (page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    return [re.sub(r"\s+", " ", text.replace("\u200b", "")) for text in found]


def text(pdf: bytes) -> str:
    """The text of all pages."""
    return " ".join(pages(pdf))


def dense(pdf: bytes) -> str:
    """The text without any blank, as Chinese is broken anywhere."""
    return re.sub(r"\s+", "", text(pdf))


def picture_count(pdf: bytes) -> int:
    """How many pictures of pixels the document holds."""
    return sum(len(page.images) for page in PdfReader(io.BytesIO(pdf)).pages)


def scanned(png: bytes) -> list[str]:
    """What a phone reads off a picture of a page."""
    with Image.open(io.BytesIO(png)) as image:
        return [code.text for code in zxingcpp.read_barcodes(image.convert("L"))]


def embedded_fonts(pdf: bytes) -> set[str]:
    """Names of the fonts in the document, each marked as a subset by six letters and a plus."""
    names: set[str] = set()
    for page in PdfReader(io.BytesIO(pdf)).pages:
        fonts = page["/Resources"].get_object()["/Font"].get_object()
        names |= {str(font.get_object()["/BaseFont"]) for font in fonts.values()}
    return names


def images_of(document: Document, ppi: float = 110) -> list[bytes]:
    """The document's pages as pictures, by the same setting as the PDF."""
    from app.documents.report.typesetting import desk

    with desk(document, pictures(document)) as compiler:
        made: bytes | list[bytes] | None = compiler.compile(format="png", ppi=ppi)
    assert made
    return made if isinstance(made, list) else [made]
