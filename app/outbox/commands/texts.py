"""The texts of notices, one TOML file a language; a test holds them to the same keys and placeholders."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

LOCALES = ("en", "zh_CN")
RUNGS, CUSTOMER_SAYS = "rungs", "customer_says"
GENERIC, TEST = "event", "test"


@dataclass(frozen=True, slots=True)
class Text:
    """What is sent: a short title, and a body without markup that fits an SMS gateway."""

    title: str
    body: str


class Facts(dict[str, str]):
    """What fills the placeholders; what is not known is shown as a dash, never as a failure."""

    def __missing__(self, key: str) -> str:
        """Return the dash."""
        return "–"


def render(template: str, locale: str, facts: Mapping[str, str]) -> Text:
    """Return the text in `locale`; a template that does not exist is the generic one."""
    catalogue = texts(locale)
    chosen = catalogue.get(template) or catalogue[GENERIC]
    known = Facts(facts)
    title, body = (" ".join(chosen[part].format_map(known).split()) for part in ("title", "body"))
    return Text(title, body)


def rung(name: str, locale: str) -> str:
    """Return the words for a rung of the danger ladder; an unknown one is shown as it is."""
    return texts(locale)[RUNGS].get(name, name)


def customer_says(name: str, locale: str) -> str:
    """Return the words for what a customer only ticked, as the desk reads them in a call's note."""
    return texts(locale)[CUSTOMER_SAYS][name]


@cache
def texts(locale: str) -> Mapping[str, Mapping[str, str]]:
    """Return the catalogue of `locale`; English where there is none."""
    name = locale if locale in LOCALES else LOCALES[0]
    content = files("app.outbox").joinpath("templates", f"{name}.toml").read_text("utf-8")
    return MappingProxyType(tomllib.loads(content))
