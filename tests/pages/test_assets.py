from __future__ import annotations

import json
import os
import re
from pathlib import Path

from app.web.pages.assets import KEEP, Asset, asset
from tests.pages.conftest import Browser

MANIFEST = {
    "_shared.js": {"file": "assets/shared-1.js", "name": "shared", "imports": ["_deep.js"]},
    "_deep.js": {"file": "assets/deep-1.js", "name": "deep"},
    "src/entries/list.tsx": {
        "file": "assets/list-1.js",
        "name": "list",
        "isEntry": True,
        "imports": ["_shared.js", "_deep.js"],
    },
}


def write(folder: Path, text: str, minute: int) -> None:
    file = folder / "manifest.json"
    file.write_text(text, encoding="utf-8")
    os.utime(file, (minute * 60, minute * 60))


def test_entry_is_found_with_all_that_it_imports_once(tmp_path: Path) -> None:
    write(tmp_path, json.dumps(MANIFEST), 1)
    assert asset("list", tmp_path) == Asset(
        "dist/assets/list-1.js", ("dist/assets/shared-1.js", "dist/assets/deep-1.js")
    )


def test_chunk_that_is_no_entry_is_no_asset(tmp_path: Path) -> None:
    write(tmp_path, json.dumps(MANIFEST), 1)
    assert asset("shared", tmp_path) is None


def test_scripts_that_were_not_built_are_done_without(tmp_path: Path) -> None:
    assert asset("list", tmp_path) is None


def test_server_that_outlives_a_build_finds_the_new_files(tmp_path: Path) -> None:
    write(tmp_path, json.dumps(MANIFEST), 1)
    asset("list", tmp_path)
    write(tmp_path, json.dumps(MANIFEST).replace("list-1", "list-2"), 2)
    found = asset("list", tmp_path)
    assert found
    assert found.script == "dist/assets/list-2.js"


def test_browsers_keep_built_files_and_ask_for_others_again(browser: Browser) -> None:
    built = asset("rosters")
    assert built, "the scripts are built by ./run"
    assert browser.open(f"/static/{built.script}").headers["Cache-Control"] == KEEP
    assert browser.open("/static/favicon.svg").headers["Cache-Control"] != KEEP
    sheet = re.search(r'href="(/static/css/base.css\?v=\w+)"', browser.open("/login").text)
    assert sheet
    assert browser.open(sheet[1]).headers["Cache-Control"] == KEEP
    assert browser.open("/static/css/base.css?v=other").headers["Cache-Control"] != KEEP
    gone = browser.open("/static/dist/assets/gone-1.js")
    assert (gone.status_code, gone.headers.get("Cache-Control")) != (404, KEEP)
