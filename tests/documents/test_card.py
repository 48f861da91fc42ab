from __future__ import annotations

import io

import pytest
from PIL import Image

from app.cards.report.card import PHOTO, PPI, CardFacts, supervision_card
from app.kernel.initials import initials
from app.registers.commands.portraits import portrait
from tests.documents.reading import scanned
from tests.documents.samples import HEAD, scene

LINK = "https://service.example/t/" + "y" * 90


def pixels(png: bytes, box: tuple[int, int, int, int]) -> Image.Image:
    with Image.open(io.BytesIO(png)) as image:
        return image.convert("RGB").crop(box)


def test_card_is_as_large_as_a_bank_card() -> None:
    png = supervision_card(CardFacts("李雷", "E1", 4, None), HEAD, "zh_CN").png({}, PPI)
    with Image.open(io.BytesIO(png)) as image:
        assert image.size == (1011, 638)


def test_card_opens_the_page_behind_its_code() -> None:
    png = supervision_card(CardFacts("李雷", "E1", 4, None, LINK), HEAD, "zh_CN").png({}, PPI)
    assert scanned(png) == [LINK]


def test_engineers_card_holds_nothing_that_confirms_an_arrival() -> None:
    png = supervision_card(CardFacts("Li Lei", "E1", 4, None), HEAD, "en").png({}, PPI)
    assert scanned(png) == []


def test_photograph_stands_where_the_initials_would() -> None:
    box = (60, 200, 320, 470)
    without = supervision_card(CardFacts("Li Lei", "E1", 4, None), HEAD, "en").png({}, PPI)
    facts = CardFacts("Li Lei", "E1", 4, "0" * 64)
    with_photo = supervision_card(facts, HEAD, "en").png({PHOTO: portrait(scene(3))}, PPI)
    assert pixels(without, box) != pixels(with_photo, box)


def test_longest_name_and_number_leave_the_code_readable() -> None:
    facts = CardFacts("Wolfeschlegelsteinhausen" * 5, "N" * 20, 1, None, LINK)
    assert scanned(supervision_card(facts, HEAD, "en").png({}, PPI)) == [LINK]


@pytest.mark.parametrize(
    ("name", "letters"), [("Li Wei", "LW"), ("李伟强", "伟强"), ("Ana María Ruiz", "AR"), ("", "")]
)
def test_initials_stand_in_for_a_photograph(name: str, letters: str) -> None:
    assert initials(name) == letters
