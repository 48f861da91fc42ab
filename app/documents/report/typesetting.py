"""Renders a document: JSON and pictures in, PDF or PNG out.  The same input gives the same bytes.

Texts reach the template as data, so that what a customer wrote is rendered as it stands and never read as
markup.  Templates are read from a folder of their own, in which they find nothing but their pictures.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import BoundedSemaphore
from typing import TYPE_CHECKING, Any, Literal

import structlog

from app.kernel.errors import TryAgain

if TYPE_CHECKING:
    import typst

_TEMPLATES = Path(__file__).with_name("typst")
_FONT_PACKAGE = "manimgx-fonts-cjk"
_ARCHIVAL: tuple[Literal["a-2a"], Literal["ua-1"]] = ("a-2a", "ua-1")
"""PDF/A for the archive, PDF/UA for who has it read aloud."""

_AT_ONCE = BoundedSemaphore(2)
"""Rendering takes one core; more at a time would only starve the other requests of the process."""
_PATIENCE_S = 20.0


@dataclass(frozen=True, slots=True)
class Document:
    """A document before it is rendered: `template` by name, `data` as JSON, `moment` its creation date."""

    template: str
    data: Mapping[str, Any]
    moment: datetime

    @property
    def fingerprint(self) -> str:
        """What the bytes depend on besides pictures, which `data` names: good as an ETag."""
        told = json.dumps([self.template, self.data, self.moment.isoformat(), _tools()], sort_keys=True)
        return hashlib.sha256(told.encode()).hexdigest()[:32]

    @property
    def _dated(self) -> datetime:
        # A document's date has whole seconds, and typst refuses any others.
        return self.moment.astimezone(UTC).replace(microsecond=0)

    def pdf(self, pictures: Mapping[str, bytes]) -> bytes:
        """Render it as PDF/A-2a and PDF/UA-1; as plain PDF if a text has signs that no font of ours draws.

        `pictures` are JPEGs by name.

        Raises:
            TryAgain: too many documents are being rendered.
        """
        import typst

        with desk(self, pictures) as compiler:
            try:
                made = compiler.compile(format="pdf", pdf_standards=list(_ARCHIVAL), timestamp=self._dated)
            except typst.TypstError as refused:
                structlog.get_logger(__name__).info("not_archival", why=refused.message)
                made = compiler.compile(format="pdf", timestamp=self._dated)
        return _whole(made)

    def png(self, pictures: Mapping[str, bytes], ppi: float) -> bytes:
        """Render its only page as PNG.

        Raises:
            TryAgain: too many documents are being rendered.
        """
        with desk(self, pictures) as compiler:
            return _whole(compiler.compile(format="png", ppi=ppi, timestamp=self._dated))


@contextmanager
def desk(document: Document, pictures: Mapping[str, bytes]) -> Iterator[typst.Compiler]:
    """A compiler in a folder of its own, while no more than two are at work."""
    import typst

    if not _AT_ONCE.acquire(timeout=_PATIENCE_S):
        raise TryAgain
    try:
        with TemporaryDirectory(prefix="onehour-document-") as name:
            folder = Path(name)
            for source in _TEMPLATES.glob("*.typ"):
                (folder / source.name).write_bytes(source.read_bytes())
            for picture, data in pictures.items():
                (folder / f"{picture}.jpg").write_bytes(data)
            told = {"data": json.dumps({**document.data, "pictures": sorted(pictures)})}
            main = folder / f"{document.template}.typ"
            yield typst.Compiler(main, root=folder, font_paths=_fonts(), sys_inputs=told)
    finally:
        _AT_ONCE.release()


@cache
def _fonts() -> typst.Fonts:
    import typst

    folder = str(files(_FONT_PACKAGE.replace("-", "_")))
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder])


@cache
def _tools() -> str:
    """The versions of all that has a hand in the bytes."""
    ours = b"".join(source.read_bytes() for source in sorted(_TEMPLATES.glob("*.typ")))
    theirs = [version(name) for name in ("typst", _FONT_PACKAGE, "pillow")]
    return " ".join([hashlib.sha256(ours).hexdigest(), *theirs])


def _whole(made: bytes | list[bytes] | None) -> bytes:
    if not isinstance(made, bytes):
        raise TypeError("the document has several pages, or none")
    return made
