"""The templates that come with the product, as the first versions in a database that does not have them."""

from __future__ import annotations

from uuid import UUID, uuid5

from sqlalchemy import Engine, func, insert, select, text

from app.checklist_templates.rules.contents import digest_of
from app.checklist_templates.tables import ChecklistVersion, VersionState
from app.kernel.database import BEGIN_OPTION
from app.kernel.process_locks import advisory_key
from checklists import as_data, load_shipped

_LOCK = text("SELECT pg_advisory_xact_lock(:key)")
_NAMES = UUID("019cac0f-0000-7000-8000-636865636b73")


def load(engine: Engine) -> None:
    """Add every shipped template of whose key there is no version yet; again, or twice at once, adds nothing.

    What the office made of a checklist stays in force, whatever a later release ships.
    """
    with engine.connect().execution_options(**{BEGIN_OPTION: "IMMEDIATE"}) as connection, connection.begin():
        if engine.dialect.name == "postgresql":
            connection.execute(_LOCK, {"key": advisory_key("shipped checklists")})
        known = set(connection.scalars(select(ChecklistVersion.key).distinct()))
        for template in load_shipped().templates:
            if template.key in known:
                continue
            content = as_data(template)
            key = uuid5(_NAMES, f"{template.key}.v{template.version}")
            values = {
                "id": key,
                "key": template.key,
                "number": template.version,
                "state": VersionState.PUBLISHED,
                "content": content,
                "digest": digest_of(content),
                "updated_by": "",
                "version": 1,
                "created_at": func.now(),
                "updated_at": func.now(),
            }
            connection.execute(insert(ChecklistVersion).values(values))
