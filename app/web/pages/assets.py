"""The scripts that `frontend/` builds, under hashed names, and sheets and icons: browsers keep them.

A checkout whose scripts could not be built has none; the pages then do without.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, request

FOLDER = "dist"
KEEP = "public, max-age=31536000, immutable"
_DIST = Path(__file__).parents[1] / "static" / FOLDER
_STATIC = _DIST.parent
_HASHED = f"/static/{FOLDER}/assets/"
_KEPT = frozenset({".css", ".svg"})
"""What is asked for with its digest.  Scripts are not: one that imports another names it without, and a
browser would run two of the same."""


@dataclass(frozen=True, slots=True)
class Asset:
    """The files of one page, relative to the static folder: its script, and what that one imports."""

    script: str
    imports: tuple[str, ...]


def asset(name: str, folder: Path = _DIST) -> Asset | None:
    """Return the files of the entry `src/entries/<name>.tsx`; None where nothing was built."""
    manifest = folder / "manifest.json"
    try:
        built_at = manifest.stat().st_mtime_ns
    except FileNotFoundError:
        return None
    return _read(manifest, built_at).get(name)


@lru_cache(maxsize=2)
def _read(manifest: Path, built_at: int) -> dict[str, Asset]:
    """Read the manifest once for each build; a server may outlive several."""
    del built_at
    chunks: dict[str, Any] = json.loads(manifest.read_text(encoding="utf-8"))
    return {
        chunk["name"]: Asset(
            script=f"{FOLDER}/{chunk['file']}",
            imports=tuple(f"{FOLDER}/{chunks[key]['file']}" for key in _needed(chunks, chunk)),
        )
        for chunk in chunks.values()
        if chunk.get("isEntry")
    }


def _needed(chunks: dict[str, Any], chunk: dict[str, Any]) -> list[str]:
    """Return the keys of all that `chunk` imports, directly or not, each once."""
    found: dict[str, None] = {}
    pending = list(chunk.get("imports", ()))
    while pending:
        key = pending.pop(0)
        if key not in found:
            found[key] = None
            pending += chunks[key].get("imports", ())
    return list(found)


def _name_digest(endpoint: str, values: dict[str, Any]) -> None:
    """Add the digest of a sheet or an icon to its address, so that the address changes with the file."""
    name = Path(str(values.get("filename", "")))
    if endpoint == "static" and name.suffix in _KEPT and "v" not in values:
        values["v"] = _digest(name)


def _digest(name: Path) -> str | None:
    try:
        return _of_content(_STATIC / name, (_STATIC / name).stat().st_mtime_ns)
    except FileNotFoundError:
        return None


@lru_cache(maxsize=128)
def _of_content(file: Path, changed_at: int) -> str:
    del changed_at
    return hashlib.sha256(file.read_bytes()).hexdigest()[:12]


def _keep(response: Response) -> Response:
    """What a hashed name or a digest stands for never changes, so it need not be asked for again."""
    if response.status_code in {200, 304} and (request.path.startswith(_HASHED) or _is_by_digest()):
        response.headers["Cache-Control"] = KEEP
    return response


def _is_by_digest() -> bool:
    if request.endpoint != "static" or "v" not in request.args:
        return False
    return request.args["v"] == _digest(Path(str((request.view_args or {}).get("filename"))))


def register(site: Blueprint) -> None:
    """Give the templates `asset`, and have browsers keep the built files, sheets and icons."""
    site.app_context_processor(lambda: {"asset": asset})
    site.app_url_defaults(_name_digest)
    site.after_app_request(_keep)
