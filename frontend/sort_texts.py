"""Puts every entry into the catalogue of the room that says it: `python frontend/build.py texts --sort`.

What nobody says is dropped, and what has no Chinese yet gets an empty entry.  An entry that already stands
where it may stays there, and a catalogue in which nothing changes is not written.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Mapping

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import write_po

from frontend.build import CATALOGUE, ROOT
from frontend.room_texts import (
    KERNEL,
    LOCALE,
    SHARED,
    WEB,
    Catalogues,
    Key,
    Said,
    belongs,
    entries,
    faults,
    read_all,
    said,
)

_WIDTH = 110
_HEADER = f"""# Chinese (simplified) texts of {{room}}.
msgid ""
msgstr ""
"Language: {LOCALE}\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""

_Kept = dict[str, dict[Key, Message]]


def arranged(found: Catalogues, wanted: Said) -> Mapping[str, list[Message]]:
    """Return the entries of each room as they should stand; what moves comes to the end."""
    kept: _Kept = defaultdict(dict, {room: {} for room in found})
    strays: list[tuple[Key, Message]] = []
    for room, catalogue in found.items():
        for key, one in entries(catalogue):
            if key in wanted and belongs(room, wanted[key]):
                kept[room][key] = one
            elif key in wanted:
                strays.append((key, one))
    for key, one in strays:
        _settle(kept[_home(wanted[key])], key, one)
    for key, rooms in wanted.items():
        _keep_once(kept, key, rooms)
    return {room: list(inside.values()) for room, inside in kept.items()}


def _home(rooms: set[str]) -> str:
    """Return where a text that `rooms` say stands, unless each of them has it."""
    if KERNEL in rooms:
        return KERNEL
    return next(iter(rooms)) if len(rooms) == 1 else WEB


def _settle(room: dict[Key, Message], key: Key, one: Message) -> None:
    """Add an entry from elsewhere; of two different Chinese the one that stands there stays."""
    present = room.setdefault(key, one)
    if not present.string:
        room[key] = one
    elif one.string and present.string != one.string:
        print(f"{one.id!r} stays {present.string!r}; dropped: {one.string!r}", file=sys.stderr)


def _keep_once(kept: _Kept, key: Key, rooms: set[str]) -> None:
    """Have a text stand once in a shared catalogue, or in that of each of its rooms."""
    shared = next((room for room in SHARED if key in kept[room]), None)
    if shared is None and all(key in kept[room] for room in rooms):
        return
    home = shared or _home(rooms)
    for room in {*rooms, *SHARED} - {home}:
        if (one := kept[room].pop(key, None)) is not None:
            _settle(kept[home], key, one)
    kept[home].setdefault(key, Message(key[1], context=key[0]))


def write(room: str, kept: list[Message]) -> None:
    """Write the catalogue of a room; one that says nothing any more has none."""
    path = ROOT / room / CATALOGUE
    if not kept:
        path.unlink(missing_ok=True)
        return
    catalogue = Catalog(locale=LOCALE)
    for one in kept:
        catalogue[one.id] = one
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.write(_HEADER.format(room=room).encode())
        write_po(file, catalogue, width=_WIDTH, no_location=True, omit_header=True, ignore_obsolete=True)


def main() -> int:
    """Arrange the catalogues and say what is left to do; return the exit status."""
    found, wanted = read_all(), said()
    for room, kept in arranged(found, wanted).items():
        old = [one for _, one in entries(found[room])] if room in found else []
        same = [(one.id, one.string) for one in old] == [(one.id, one.string) for one in kept]
        if not same or any(one.locations for one in old):
            write(room, kept)
    left = faults(read_all(), wanted)
    print("\n".join(left) or "Every text stands with its room.")
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main())
