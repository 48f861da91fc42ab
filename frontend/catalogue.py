"""Makes what is read at run time out of the catalogues of all rooms.

    python -m frontend.catalogue               the Chinese of every `t("…")` in src/, as TypeScript
    python -m frontend.catalogue compile TO    one compiled catalogue, which the server reads

The TypeScript's type `Text` names every text, so that a text that stands in no catalogue does not compile.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from frontend.build import FRONTEND
from frontend.room_texts import joined, read_all, said_by_scripts

GENERATED = FRONTEND / "src" / "generated"


def translated(wanted: set[str], catalogue: Catalog) -> dict[str, str]:
    """Return each text with its Chinese.

    Raises:
        KeyError: some have none; the message names them.
    """
    said = {str(message.id): str(message.string) for message in catalogue if message.id and message.string}
    missing = sorted(wanted - set(said))
    if missing:
        raise KeyError("\n".join(missing))
    return {text: said[text] for text in sorted(wanted)}


def module(chinese: dict[str, str]) -> str:
    """Return the TypeScript of the catalogue."""
    entries = json.dumps(chinese, ensure_ascii=False, indent=2)
    return (
        "// Made from the catalogues by frontend/catalogue.py; not to be edited.\n"
        f"export const chinese = {entries} as const;\n\n"
        "/** Every text that the scripts may say. */\n"
        "export type Text = keyof typeof chinese;\n"
    )


def compiled(whole: Catalog, target: Path) -> int:
    """Write the compiled catalogue in one step, for processes may be reading the one before."""
    fresh = target.with_suffix(".new")
    with fresh.open("wb") as file:
        write_mo(file, whole)
    fresh.replace(target)
    return 0


def main(arguments: Sequence[str] = ()) -> int:
    """Write what is asked for; return the exit status."""
    try:
        whole = joined(read_all())
        if arguments[:1] == ["compile"]:
            return compiled(whole, Path(arguments[1]))
        written = module(translated(said_by_scripts(FRONTEND / "src"), whole))
    except (KeyError, ValueError) as wrong:
        print(f"The texts are not right:\n{wrong.args[0]}", file=sys.stderr)
        return 1
    target = GENERATED / "texts.ts"
    target.parent.mkdir(exist_ok=True)
    if not target.is_file() or target.read_text(encoding="utf-8") != written:
        target.write_text(written, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
