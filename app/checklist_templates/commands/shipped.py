"""The templates that come with the product, as the first versions in a database that does not have them."""

from __future__ import annotations

from uuid import UUID, uuid5

from sqlalchemy import Engine

from app.checklist_templates.rules.contents import digest_of
from app.checklist_templates.tables import ChecklistVersion
from app.kernel import drafts
from checklists import as_data, load_shipped

_NAMES = UUID("019cac0f-0000-7000-8000-636865636b73")


def load(engine: Engine) -> None:
    """Add every shipped template of whose key there is no version yet."""
    contents = [(one.key, one.version, as_data(one)) for one in load_shipped().templates]
    rows = [
        {
            "id": uuid5(_NAMES, f"{key}.v{number}"),
            "key": key,
            "number": number,
            "content": content,
            "digest": digest_of(content),
        }
        for key, number, content in contents
    ]
    drafts.load_shipped(engine, ChecklistVersion, rows)
