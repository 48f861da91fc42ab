from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checklists import TemplateError, as_data, as_toml, from_toml, load_shipped, parse_template
from tests.checklists.samples import item, template_data

LABELS = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), include_characters="\n\t"), min_size=1, max_size=20
).filter(str.strip)
TEXTS = st.fixed_dictionaries({"en": LABELS, "zh-CN": LABELS})
ANSWERED = st.fixed_dictionaries({"item": st.just("free"), "answered": st.booleans()})
LEAVES = st.one_of(
    ANSWERED,
    st.fixed_dictionaries({"item": st.just("yes"), "equals": st.booleans()}),
    st.fixed_dictionaries(
        {"item": st.just("pick"), "in": st.lists(st.sampled_from(["good", "bad"]), min_size=1)}
    ),
    st.fixed_dictionaries({"item": st.just("many"), "at_least": st.integers(0, 9) | st.floats(0, 9)}),
)
CONDITIONS = st.recursive(
    LEAVES,
    lambda inner: (
        st.fixed_dictionaries({"not": inner})
        | st.fixed_dictionaries({"all": st.lists(inner, min_size=1, max_size=3)})
        | st.fixed_dictionaries({"any": st.lists(inner, min_size=1, max_size=3)})
    ),
    max_leaves=4,
)


@st.composite
def templates(draw: st.DrawFn) -> dict[str, Any]:
    number = {"minimum": draw(st.integers(-9, 0) | st.floats(-9, 0)), "maximum": 10.5, "unit": draw(TEXTS)}
    return template_data(
        item("free", "text", label=draw(TEXTS), hint=draw(TEXTS)),
        item("yes", label=draw(TEXTS), required="depart", must_be=draw(st.booleans())),
        item("pick", "choice", options=[{"key": key, "label": draw(TEXTS)} for key in ("good", "bad")]),
        item("many", "number", decimals=draw(st.integers(0, 6)), **number),
        item("shot", "photo", when=draw(CONDITIONS)),
        item("ink", "signature", required={"phase": "complete", "when": draw(CONDITIONS)}),
        title=draw(TEXTS),
        applies_to=draw(st.lists(st.sampled_from(["*", "printer", "printer.卡纸"]), min_size=1)),
    )


@given(templates())
def test_whatever_is_written_reads_back_equal(data: dict[str, Any]) -> None:
    template = parse_template(data)
    assert parse_template(from_toml(as_toml(template))) == template
    assert parse_template(as_data(template)) == template


@pytest.mark.parametrize("template", load_shipped().templates, ids=lambda one: one.key)
def test_what_is_shipped_reads_back_equal(template: Any) -> None:
    assert parse_template(from_toml(as_toml(template))) == template


def test_what_is_no_toml_is_refused() -> None:
    with pytest.raises(TemplateError, match="not TOML"):
        from_toml("key = ")
