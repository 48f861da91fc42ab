"""The rubrics that come with the product, as the first versions in a database that does not have them."""

from __future__ import annotations

from uuid import UUID, uuid5

from sqlalchemy import Engine, func, insert, select, text

from app.kernel.database import BEGIN_OPTION
from app.kernel.process_locks import advisory_key
from app.stars.rules.rubric import Graded
from app.stars.rules.rubric_data import as_data, digest_of
from app.stars.rules.shipped import shipped
from app.stars.tables import RubricState, RubricVersion

_LOCK = text("SELECT pg_advisory_xact_lock(:key)")
_NAMES = UUID("019cac0f-0000-7000-8000-727562726963")


def load(engine: Engine) -> None:
    """Add every shipped rubric of which there is no version yet; again, or twice at once, adds nothing."""
    with engine.connect().execution_options(**{BEGIN_OPTION: "IMMEDIATE"}) as connection, connection.begin():
        if engine.dialect.name == "postgresql":
            connection.execute(_LOCK, {"key": advisory_key("shipped rubrics")})
        known = set(connection.scalars(select(RubricVersion.key).distinct()))
        for key in Graded:
            if key in known:
                continue
            content = as_data(shipped(key))
            values = {
                "id": uuid5(_NAMES, key),
                "key": key.value,
                "number": content["version"],
                "state": RubricState.PUBLISHED,
                "content": content,
                "digest": digest_of(content),
                "writers": [],
                "updated_by": "",
                "version": 1,
                "created_at": func.now(),
                "updated_at": func.now(),
            }
            connection.execute(insert(RubricVersion).values(values))
