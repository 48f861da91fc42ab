"""Every text of pages and problems exists in Chinese, and the compiled catalogue says the same."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from babel.support import Translations

from app.arrivals.rules.arrival_facts import Finding
from app.desk.pages import findings
from app.promise.pages import words
from app.promise.reads.danger import Cause
from app.requests.commands.intake.report import CHANNELS
from app.requests.rules.lifecycle import OfferState, RequestState, VisitState
from app.requests.rules.promise import ArrivalVerdict, Stage
from dispatch.model import eligibility

ROOT = Path(__file__).parents[2]
REFUSED = [
    kind.code for kind in eligibility.Refusal.__subclasses__() if kind.__module__ == eligibility.__name__
]
"""The reasons of today's visits; planned visits have more, which their own module words."""

CHINESE = ROOT / "app/web/translations/zh_Hans_CN/LC_MESSAGES"


@pytest.fixture(scope="module")
def catalogue() -> Catalog:
    with (CHINESE / "messages.po").open("rb") as file:
        return read_po(file, locale="zh_Hans_CN")


def texts() -> set[str | tuple[str, ...]]:
    methods = [
        ("app/**.py", "python"),
        ("mobile_api/**.py", "python"),
        ("app/*/templates/**.html", "jinja2"),
    ]
    options = {"app/*/templates/**.html": {"trimmed": "true"}}
    keywords = {
        "_": None,
        "ngettext": (1, 2),
        "Phrase": None,
        "counted": (1, 2),
    } | dict.fromkeys(("Message", "NotFound", "TooLarge", "VersionConflict"), (1,))
    found = [*extract_from_dir(ROOT, methods, options, keywords), *_of_scripts()]
    return {message for _, _, message, _, _ in found}


def _of_scripts() -> Iterator[tuple[str, int, str | tuple[str, ...], list[str], str | None]]:
    methods = [("**.tsx", "javascript"), ("**.ts", "javascript")]
    options = {pattern: {"jsx": "true"} for pattern, _ in methods}
    for found in extract_from_dir(ROOT / "frontend/src", methods, options, {"t": None}):
        if ".test." not in found[0]:
            yield found


def test_every_text_is_translated(catalogue: Catalog) -> None:
    done = {message.id for message in catalogue if message.string and not message.fuzzy}
    assert texts() - done == set()


def test_catalogue_holds_no_text_that_nobody_says(catalogue: Catalog) -> None:
    assert {message.id for message in catalogue if message.id} - texts() == set()


def test_translation_keeps_every_placeholder(catalogue: Catalog) -> None:
    assert [(message.id, problems) for message, problems in catalogue.check()] == []


def test_compiled_catalogue_is_up_to_date(catalogue: Catalog) -> None:
    with (CHINESE / "messages.mo").open("rb") as file:
        shipped = Translations(file)
    said = {
        message.id: shipped.gettext(message.id)
        for message in catalogue
        if message.id and isinstance(message.id, str)
    }
    assert said == {key: message.string for key in said if (message := catalogue.get(key))}


@pytest.mark.parametrize(
    ("table", "keys"),
    [
        (words.REQUEST_STATES, list(RequestState)),
        (words.VISIT_STATES, list(VisitState)),
        (words.OFFER_STATES, list(OfferState)),
        (words.STAGES, list(Stage)),
        (words.CHANNELS, CHANNELS),
        (words.CAUSES, list(Cause)),
        (findings.WORDS, list(Finding)),
        (findings.VERDICTS, list(ArrivalVerdict)),
        (words.REFUSALS, REFUSED),
    ],
)
def test_every_word_of_the_business_has_a_word_for_people(table: dict[str, str], keys: list[str]) -> None:
    assert set(keys) - set(table) == set()
