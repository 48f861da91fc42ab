from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checklists import SignatureInvalid, Strokes
from checklists.strokes import MAX_POINTS, MAX_STROKES
from tests.checklists.samples import ink


def point(**fields: Any) -> dict[str, Any]:
    return {"x": 1, "y": 1, "t": 0, "p": 0.5, **fields}


@pytest.mark.parametrize(
    ("data", "path", "code"),
    [
        ("scrawl", "strokes", "not_a_list"),
        ([{}], "strokes[0]", "not_a_list"),
        ([[5]], "strokes[0][0]", "not_an_object"),
        ([[point(z=1)]], "strokes[0][0].z", "unknown_field"),
        ([[{"x": 1, "y": 1}]], "strokes[0][0].t", "field_missing"),
        ([[point(), point(x="1")]], "strokes[0][1].x", "not_a_number"),
        ([[point(y=True)]], "strokes[0][0].y", "not_a_number"),
        ([[point(x=math.nan)]], "strokes[0][0].x", "out_of_range"),
        ([[point(x=-math.inf)]], "strokes[0][0].x", "out_of_range"),
        ([[point(y=10**400)]], "strokes[0][0].y", "out_of_range"),
        ([[point(p=1.01)]], "strokes[0][0].p", "out_of_range"),
        ([[point(t=50)], [point(t=49)]], "strokes[1][0].t", "time_runs_back"),
        ([[]] * (MAX_STROKES + 1), "strokes", "too_many"),
        ([[point()] * 2, [point()] * (MAX_POINTS - 1)], "strokes[1]", "too_many"),
        ([], "strokes", "too_little_ink"),
        ([[]], "strokes", "too_little_ink"),
        ([[point()], [point(x=300)], [point(y=300)]], "strokes", "too_little_ink"),
        ([[point(), point(x=30)]], "strokes", "too_little_ink"),
        ([[point(x=n % 2 * 5) for n in range(50)]], "strokes", "too_little_ink"),
    ],
)
def test_what_is_no_signature_is_refused_by_path_in_both_languages(
    data: object, path: str, code: str
) -> None:
    with pytest.raises(SignatureInvalid) as caught:
        Strokes.parse(data)
    assert (caught.value.path, caught.value.code) == (path, code)
    assert caught.value.text.zh_cn != caught.value.text.en


def test_the_smallest_line_that_counts_is_a_centimetre() -> None:
    assert Strokes.parse([[point(), point(x=41)]]).ink == 40


def test_pressure_may_be_absent_and_empty_strokes_are_dropped() -> None:
    strokes = Strokes.parse([*ink(), []])
    assert len(strokes.strokes) == 2
    assert strokes.strokes[1][0].p == 0.5


@given(
    st.lists(
        st.tuples(st.floats(0, 500), st.floats(0, 300), st.integers(0, 50), st.floats(0, 1)),
        min_size=2,
        max_size=40,
    )
)
def test_strokes_read_back_equal(rows: list[tuple[float, float, int, float]]) -> None:
    clock, line = 0, [point(), point(x=500)]
    for x, y, pause, pressure in rows:
        clock += pause
        line.append({"x": x, "y": y, "t": clock, "p": pressure})
    strokes = Strokes.parse([line])
    assert Strokes.parse(strokes.as_list()) == strokes
