"""Names without a photograph."""

from __future__ import annotations

import re

_CHINESE = re.compile(r"[\u3400-\u9fff]+")


def initials(name: str) -> str:
    """Stand in for a photograph: `LW` for Li Wei; of a Chinese name its last two characters, 伟强."""
    chinese = _CHINESE.search(name)
    if chinese:
        return chinese[0][-2:]
    parts = name.split()
    return "".join(part[0] for part in (parts[:1] + parts[1:][-1:])).upper()
