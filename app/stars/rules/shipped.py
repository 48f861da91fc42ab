"""The rubrics that come with the product, as files beside the code."""

from __future__ import annotations

from importlib import resources

from app.stars.rules.rubric import Graded, Rubric
from app.stars.rules.rubric_data import from_toml, parsed


def shipped(key: Graded) -> Rubric:
    """Return the first version of a rubric."""
    return parsed(
        from_toml((resources.files("app.stars") / "rubrics" / f"{key.value}.toml").read_text("utf-8"))
    )
