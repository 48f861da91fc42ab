"""Every text of pages and problems exists in Chinese, and the compiled catalogue says the same."""

from __future__ import annotations

import re

import pytest
from babel.messages.catalog import Catalog
from babel.support import Translations

from app.arrivals.rules.arrival_facts import Finding
from app.desk.pages import findings
from app.promise.pages import words
from app.promise.reads.danger import Cause
from app.requests.commands.intake.report import CHANNELS
from app.requests.rules.lifecycle import OfferState, RequestState, VisitState
from app.requests.rules.promise import ArrivalVerdict, Stage
from dispatch.model import eligibility
from frontend.build import COMPILED
from frontend.room_texts import faults, joined, read_all, said
from tests.support.imports import ROOT, source_files

REFUSED = [
    kind.code for kind in eligibility.Refusal.__subclasses__() if kind.__module__ == eligibility.__name__
]
"""The reasons of today's visits; planned visits have more, which their own module words."""


@pytest.fixture(scope="module")
def whole() -> Catalog:
    return joined(read_all())


def test_every_room_has_the_chinese_of_what_it_says_and_nothing_else() -> None:
    assert faults(read_all(), said()) == []


def test_python_marks_texts_in_one_way() -> None:
    other = re.compile(r"\b(n?gettext|lazy_n?gettext|LazyString)\b")
    found = {
        str(file.path.relative_to(ROOT))
        for file in source_files().values()
        if other.search(file.path.read_text())
    }
    assert found == {"app/web/wording.py"}


def test_translation_keeps_every_placeholder(whole: Catalog) -> None:
    assert [(message.id, problems) for message, problems in whole.check()] == []
    # Babel lets a plural's translation leave all of them out.
    names = re.compile(r"%\((\w+)\)")
    plurals = [message for message in whole if isinstance(message.id, tuple)]
    assert len(plurals) > 50
    assert [one.id for one in plurals if {*names.findall(one.id[1])} != {*names.findall(one.string[0])}] == []


def test_compiled_catalogue_is_up_to_date(whole: Catalog) -> None:
    with COMPILED.open("rb") as file:
        shipped = Translations(file)
    texts = [message for message in whole if message.id and isinstance(message.id, str)]
    assert len(texts) > 1000
    assert [message.id for message in texts if shipped.gettext(message.id) != message.string] == []


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
