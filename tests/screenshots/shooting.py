"""Takes the pictures with headless Chromium."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.screenshots.pages import FIRST, NO_DAY, NOWHERE, walk
from tests.support.axe import faults

CHROMIUM = "/usr/bin/chromium"
WIDTHS = (1440, 390)
LANGUAGES = ("en", "zh-CN")
THEMES = ("light", "dark")
TALL = 900
ANONYMOUS = "anonymous"

HANDBOOK = {
    "overview": ("manager", "/overview"),
    "reports": ("manager", "/reports?topic=promises&by=engineer"),
    "hotline": ("dispatcher", "/hotline"),
    "first-steps": ("admin", "/start"),
}
"""The handbook's few pictures: name → role and page; English and Chinese, light, at the desk."""
AT_WORK = {"board": ("dispatcher", "/board")}
"""Those that are taken while the day is played: at its end the board is empty."""
BESIDE = {"provider-day": ("provider", "/providers/day")}
"""Those that are taken then as well, with whatever there is."""

_BUSY = "() => document.querySelectorAll('.rows .row').length >= 6"
_BUSY_WITHIN_MS = 300_000

_SHOWN_WIDTH, _COLOURS = 1000, 96


@dataclass(frozen=True, slots=True)
class Account:
    """Who signs in; `also` are pages that no page leads to, such as a customer's link."""

    role: str
    login: str = ""
    password: str = ""
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture; `trouble` is what was wrong with the page, blank where nothing was."""

    role: str
    address: str
    width: int
    language: str
    theme: str
    file: str
    trouble: str = ""

    @property
    def name(self) -> str:
        """Tell which picture it is."""
        return f"{self.role} {self.address} {self.width} {self.language} {self.theme}"


def shoot(base: str, accounts: Sequence[Account], out: Path, *, axe: bool = False) -> list[Shot]:
    """Picture every page of every role; with `axe` what axe-core finds serious is trouble too."""
    shots: list[Shot] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for account in accounts:
            with signed_in(browser, base, account, "en", "light") as context:
                first = (*FIRST.get(account.role, ("/",)), *account.also)
                addresses = list(walk(context.new_page(), base, first))
            for language, theme in itertools.product(LANGUAGES, THEMES):
                with signed_in(browser, base, account, language, theme) as context:
                    for shot in _pictures(context, base, account.role, addresses, (language, theme), out):
                        found = faults(context.pages[0]) if axe else []
                        shots.append(replace(shot, trouble="; ".join(filter(None, (shot.trouble, *found)))))
        browser.close()
    return shots


def shoot_handbook(base: str, accounts: Sequence[Account], folder: Path) -> None:
    """Take the handbook's pictures but those of a day in full swing."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        _handbook(browser, base, accounts, folder, HANDBOOK)
        browser.close()


@contextmanager
def signed_in(
    browser: Browser, base: str, account: Account, language: str, theme: str
) -> Iterator[BrowserContext]:
    """Open a browser of its own for an account."""
    size = {"width": WIDTHS[0], "height": TALL}
    context = browser.new_context(
        locale=language,
        viewport=size,
        color_scheme=theme,
    )
    if account.role != ANONYMOUS:
        page = context.new_page()
        page.goto(f"{base}/login")
        page.fill("input[name=login]", account.login)
        page.fill("input[name=password]", account.password)
        page.press("input[name=password]", "Enter")
        page.wait_for_load_state()
        page.close()
    yield context
    context.close()


def _pictures(
    context: BrowserContext,
    base: str,
    role: str,
    addresses: Sequence[str],
    how: tuple[str, str],
    out: Path,
) -> Iterator[Shot]:
    page = context.new_page()
    troubles: list[str] = []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    for address, width in itertools.product(addresses, WIDTHS):
        troubles.clear()
        page.set_viewport_size({"width": width, "height": TALL})
        answer = page.goto(base + address)
        if answer is not None and answer.status >= 400 and address not in (NOWHERE, NO_DAY):
            troubles.append(f"status {answer.status}")
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > width:
            troubles.append(f"{wide} px wide")
        name = re.sub(r"[^a-z0-9]+", "-", f"{role}-{address}-{width}-{'-'.join(how)}".lower()).strip("-")
        page.screenshot(path=out / f"{name}.png", full_page=True)
        yield Shot(role, address, width, *how, f"{name}.png", "; ".join(troubles))
    page.close()


def shoot_at_work(base: str, accounts: Sequence[Account], folder: Path) -> None:
    """Take the handbook's pictures that show a day in full swing."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        _handbook(browser, base, accounts, folder, AT_WORK, until=_BUSY)
        _handbook(browser, base, accounts, folder, BESIDE)
        browser.close()


def _handbook(
    browser: Browser,
    base: str,
    accounts: Sequence[Account],
    folder: Path,
    pictures: Mapping[str, tuple[str, str]],
    until: str = "",
) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    by_role = {account.role: account for account in accounts}
    for language in LANGUAGES:
        for name, (role, address) in pictures.items():
            if role not in by_role:
                continue
            with signed_in(browser, base, by_role[role], language, "light") as context:
                page = context.new_page()
                page.goto(base + address)
                if until:
                    page.wait_for_function(until, timeout=_BUSY_WITHIN_MS)
                _small(page, folder / f"{name}.{language}.webp")


def _small(page: Page, file: Path) -> None:
    """Keep what a reader of the handbook sees at first, in few bytes."""
    whole = file.with_suffix(".png")
    page.screenshot(path=whole)
    with Image.open(whole) as picture:
        tall = round(picture.height * _SHOWN_WIDTH / picture.width)
        picture.convert("RGB").resize((_SHOWN_WIDTH, tall)).save(file, quality=70, method=6)
    whole.unlink()
