from __future__ import annotations

import hashlib
import io
import random
from itertools import combinations

from PIL import Image

from app.demo.players.evidence import picture, signature
from app.visits.commands.field.picture import look_of
from checklists import Strokes
from checklists.likeness import same_picture, same_shape


def test_picture_is_a_png_named_by_its_hash() -> None:
    made = picture(random.Random(1))
    assert hashlib.sha256(made.content).hexdigest() == made.sha256
    with Image.open(io.BytesIO(made.content)) as image:
        image.load()
        assert image.format == "PNG"


def test_no_two_pictures_are_alike() -> None:
    rng = random.Random(1)
    pictures = [picture(rng) for _ in range(50)]
    assert len({one.sha256 for one in pictures}) == 50
    looks = [look_of(one.content) for one in pictures]
    assert None not in looks
    assert not any(same_picture(str(one), str(other)) for one, other in combinations(looks, 2))


def test_signature_has_enough_ink_to_count() -> None:
    for seed in range(50):
        assert Strokes.parse(signature(random.Random(seed))).ink > 40


def test_no_two_signatures_are_the_same_drawing() -> None:
    drawn = [signature(random.Random(seed)) for seed in range(40)]
    assert not any(same_shape(one, other) for one, other in combinations(drawn, 2))
