from __future__ import annotations

import hashlib
import io
import random

from PIL import Image

from app.demo.players.evidence import picture, signature
from checklists import Strokes


def test_picture_is_a_png_named_by_its_hash() -> None:
    made = picture(random.Random(1))
    assert hashlib.sha256(made.content).hexdigest() == made.sha256
    with Image.open(io.BytesIO(made.content)) as image:
        image.load()
        assert image.format == "PNG"


def test_no_two_pictures_are_alike() -> None:
    rng = random.Random(1)
    assert len({picture(rng).sha256 for _ in range(50)}) == 50


def test_signature_has_enough_ink_to_count() -> None:
    for seed in range(50):
        assert Strokes.parse(signature(random.Random(seed))).ink > 40
