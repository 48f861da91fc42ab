"""The rooms' catalogues: which room says which text, and whether its Chinese stands where it belongs.

A text stands in the catalogue of the room that says it.  What several rooms say stands in each of them, in
the same Chinese, or once in a shared catalogue.  Entries name no files, so that moving a file edits none.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

from frontend.build import ROOT, catalogues

Key = tuple[str | None, str | tuple[str, ...]]
"""What a text is found by: its context, mostly none, and its English, in both numbers if it has two."""

Catalogues = Mapping[str, Catalog]
Said = Mapping[Key, set[str]]

KERNEL, WEB = "app/kernel", "app/web"
SHARED = (KERNEL, WEB)
"""Whose catalogues may hold what several rooms say; the second also holds what the scripts say."""

LOCALE = "zh_Hans_CN"
KEYWORDS: dict[str, tuple[int, ...] | None] = {
    "_": None,
    "ngettext": (1, 2),
    "Phrase": None,
    "counted": (1, 2),
    **dict.fromkeys(("Message", "NotFound", "TooLarge", "VersionConflict"), (1,)),
}
_SCRIPTS = [("**.ts", "javascript"), ("**.tsx", "javascript")]
_NO_DATE = datetime.fromtimestamp(0, UTC)


def room_of(file: str) -> str:
    """Return the folder of a file's room: `app/desk` of `app/desk/pages/board.py`."""
    top, *below = Path(file).parts
    if top != "app":
        return top
    return f"app/{below[0]}" if len(below) > 1 else WEB


def said_in(root: Path = ROOT) -> dict[Key, set[str]]:
    """Return every text that Python and templates mark, with the rooms that say it."""
    with (ROOT / "babel.cfg").open(encoding="utf-8") as config:
        methods, options = parse_mapping_cfg(config)  # type: ignore[no-untyped-call]
    tops = {pattern.partition("/")[0] for pattern, _ in methods}

    def holds_texts(folder: str) -> bool:
        return Path(folder).relative_to(root).parts[0] in tops

    found: dict[Key, set[str]] = defaultdict(set)
    for file, _, text, _, context in extract_from_dir(
        root, methods, options, KEYWORDS, directory_filter=holds_texts
    ):
        found[context, text].add(room_of(file))
    return found


def said_by_scripts(folder: Path) -> set[str]:
    """Return what the scripts in `folder` say, except for their tests."""
    options = {pattern: {"jsx": "true"} for pattern, _ in _SCRIPTS}
    found = extract_from_dir(folder, _SCRIPTS, options, {"t": None})
    return {str(text) for file, _, text, _, _ in found if ".test." not in file}


def said() -> dict[Key, set[str]]:
    """Return every text with the rooms that say it; the scripts count as the web's."""
    found = said_in()
    for text in said_by_scripts(ROOT / "frontend" / "src"):
        found[None, text].add(WEB)
    return found


def read(path: Path) -> Catalog:
    """Read a catalogue."""
    with path.open("rb") as file:
        return read_po(file, locale=LOCALE)


def read_all() -> dict[str, Catalog]:
    """Return the catalogue of each room that has one."""
    return {room_of(str(path.relative_to(ROOT))): read(path) for path in catalogues()}


def entries(catalogue: Catalog) -> Iterator[tuple[Key, Message]]:
    """Yield what a catalogue translates, without its head."""
    return ((key_of(one), one) for one in catalogue if one.id)


def key_of(one: Message) -> Key:
    """Return what an entry is found by."""
    return one.context, one.id if isinstance(one.id, str) else tuple(one.id)


def joined(found: Catalogues) -> Catalog:
    """Return all catalogues as one.

    Raises:
        ValueError: two say the same text in different Chinese; the message names text and rooms.
    """
    first: dict[Key, tuple[str, Message]] = {}
    for room, catalogue in found.items():
        for key, one in entries(catalogue):
            home, present = first.setdefault(key, (room, one))
            if one.string != present.string:
                raise ValueError(f"{home} and {room} say {one.id!r} in different Chinese")
    whole = Catalog(locale=LOCALE, creation_date=_NO_DATE, revision_date=_NO_DATE)
    for _, one in first.values():
        whole[one.id] = one
    return whole


def belongs(room: str, rooms: set[str]) -> bool:
    """Whether a text that `rooms` say may stand in the catalogue of `room`."""
    return room in rooms or (room in SHARED and len(rooms) > 1)


def faults(found: Catalogues, wanted: Said) -> list[str]:
    """Return what is wrong with the catalogues, a sentence for each fault."""
    told = []
    for room, catalogue in found.items():
        for key, one in entries(catalogue):
            if key not in wanted:
                told.append(f"{room}: nobody says {one.id!r}")
            elif not belongs(room, wanted[key]):
                told.append(f"{room}: {one.id!r} is said by {', '.join(sorted(wanted[key]))}")
            elif any(_has(found, other, key) for other in SHARED if other != room):
                told.append(f"{room}: a shared catalogue has {one.id!r} already")
            if one.locations:
                told.append(f"{room}: {one.id!r} names a file")
    for key, rooms in wanted.items():
        lacking = [room for room in sorted(rooms) if not any(_has(found, at, key) for at in (room, *SHARED))]
        told += [f"{room}: {key[1]!r} has no Chinese" for room in lacking]
    return told


def _has(found: Catalogues, room: str, key: Key) -> bool:
    context, text = key
    one = found[room].get(text, context) if room in found else None
    return one is not None and key_of(one)[1] == text and bool(one.string) and not one.fuzzy
