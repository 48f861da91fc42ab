"""The rubrics that come with the product, as the first versions in a database that does not have them."""

from __future__ import annotations

from uuid import UUID, uuid5

from sqlalchemy import Engine

from app.kernel import drafts
from app.stars.rules.rubric import Graded
from app.stars.rules.rubric_data import as_data, digest_of
from app.stars.rules.shipped import shipped
from app.stars.tables import RubricVersion

_NAMES = UUID("019cac0f-0000-7000-8000-727562726963")


def load(engine: Engine) -> None:
    """Add every shipped rubric of which there is no version yet."""
    contents = [(key, as_data(shipped(key))) for key in Graded]
    rows = [
        {
            "id": uuid5(_NAMES, key),
            "key": key.value,
            "number": content["version"],
            "content": content,
            "digest": digest_of(content),
            "writers": [],
        }
        for key, content in contents
    ]
    drafts.load_shipped(engine, RubricVersion, rows)
