"""Makes what is read at run time out of `messages.po`, the one catalogue of pages, problems and scripts.

    python frontend/catalogue.py                     the Chinese of every `t("…")` in src/, as TypeScript
    python frontend/catalogue.py compile FROM TO     a compiled catalogue, which the server reads

The TypeScript's type `Text` names every text, so that a text that stands in no catalogue does not compile.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

FRONTEND = Path(__file__).resolve().parent
CATALOGUE = FRONTEND.parent / "app/web/translations/zh_Hans_CN/LC_MESSAGES/messages.po"
GENERATED = FRONTEND / "src" / "generated"
METHODS = [("**.ts", "javascript"), ("**.tsx", "javascript")]


def texts(folder: Path) -> set[str]:
    """Return what the scripts in `folder` say, except for their tests."""
    options = {pattern: {"jsx": "true"} for pattern, _ in METHODS}
    found = extract_from_dir(folder, METHODS, options, {"t": None})
    return {str(text) for file, _, text, _, _ in found if ".test." not in file}


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
        "// Made from messages.po by frontend/catalogue.py; not to be edited.\n"
        f"export const chinese = {entries} as const;\n\n"
        "/** Every text that the scripts may say. */\n"
        "export type Text = keyof typeof chinese;\n"
    )


def read(path: Path) -> Catalog:
    """Read a catalogue."""
    with path.open("rb") as file:
        return read_po(file, locale="zh_Hans_CN")


def compiled(source: Path, target: Path) -> int:
    """Write the compiled catalogue in one step, for processes may be reading the one before."""
    fresh = target.with_suffix(".new")
    with fresh.open("wb") as file:
        write_mo(file, read(source))
    fresh.replace(target)
    return 0


def main(arguments: Sequence[str] = ()) -> int:
    """Write what is asked for; return the exit status."""
    if arguments[:1] == ["compile"]:
        return compiled(*map(Path, arguments[1:]))
    catalogue = read(CATALOGUE)
    try:
        written = module(translated(texts(FRONTEND / "src"), catalogue))
    except KeyError as missing:
        print(f"Not in {CATALOGUE.name}:\n{missing.args[0]}", file=sys.stderr)
        return 1
    target = GENERATED / "texts.ts"
    target.parent.mkdir(exist_ok=True)
    if not target.is_file() or target.read_text(encoding="utf-8") != written:
        target.write_text(written, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
