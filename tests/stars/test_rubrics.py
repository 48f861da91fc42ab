"""Versions of the rubrics: drafts, the second person who publishes, files, and the form."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kernel import Principal, Role, Runtime, unit_of_work
from app.kernel.errors import Conflict, Invalid, VersionConflict
from app.stars.commands import rubrics, shipped
from app.stars.errors import OwnEdit
from app.stars.reads import rubrics as reads
from app.stars.rules.rubric import Graded
from app.stars.rules.rubric_data import as_data, as_toml, from_toml, parsed
from app.stars.rules.rubric_faults import faults
from app.stars.rules.rubric_form import content_of, differences, paths, values_of
from app.stars.rules.shipped import shipped as shipped_rubric
from app.stars.tables import RubricVersion

WU = Principal(Role.MANAGER, "Wu", user_id=UUID(int=1))
HE = Principal(Role.MANAGER, "He", user_id=UUID(int=2))


def newest(runtime: Runtime, key: Graded = Graded.ENGINEER) -> RubricVersion:
    with unit_of_work(runtime, write=False) as uow:
        return reads.versions(uow, key)[0]


def changed(content: dict[str, Any]) -> dict[str, Any]:
    line = {**content["lines"]["customer_score"], "target": 4.6}
    return {**content, "lines": {**content["lines"], "customer_score": line}}


def test_a_second_person_publishes_what_the_first_wrote(runtime: Runtime) -> None:
    shipped.load(runtime.engine)  # a second time
    first = newest(runtime)
    assert (first.number, first.published_at) == (1, None)
    with unit_of_work(runtime, WU) as uow:
        draft = rubrics.begin_from(uow, first.id)
        rubrics.write(uow, draft.id, draft.version, changed(draft.content))
    for who in (WU, Principal(Role.ADMIN, "Wu", user_id=WU.user_id)):
        with pytest.raises(OwnEdit), unit_of_work(runtime, who) as uow:
            rubrics.publish(uow, draft.id, newest(runtime).version)
    with unit_of_work(runtime, write=False) as uow:
        assert reads.in_force(uow, Graded.ENGINEER).version == 1
    with unit_of_work(runtime, HE) as uow:
        rubrics.publish(uow, draft.id, newest(runtime).version)
    with unit_of_work(runtime, write=False) as uow:
        found = reads.versions(uow, Graded.ENGINEER)
        assert reads.in_force(uow, Graded.ENGINEER).version == 2
        assert reads.before(found, found[0]) is found[1]
    row = newest(runtime)
    with pytest.raises(Conflict, match="never changes"), unit_of_work(runtime, HE) as uow:
        rubrics.write(uow, row.id, row.version, changed(row.content))


def test_a_draft_is_of_one_at_a_time_and_always_well_formed(runtime: Runtime) -> None:
    first = newest(runtime)
    with unit_of_work(runtime, WU) as uow:
        draft = rubrics.begin_from(uow, first.id)
    seen = draft.version
    with pytest.raises(Conflict) as second, unit_of_work(runtime, HE) as uow:
        rubrics.begin_from(uow, first.id)
    assert second.value.extra["draft_id"] == str(draft.id)
    with pytest.raises(Invalid) as bad, unit_of_work(runtime, WU) as uow:
        rubrics.write(uow, draft.id, seen, {**first.content, "lines": {}})
    assert list(bad.value.errors) == ["lines"]
    with pytest.raises(Conflict, match="changes nothing"), unit_of_work(runtime, HE) as uow:
        rubrics.publish(uow, draft.id, seen)
    with unit_of_work(runtime, WU) as uow:
        rubrics.write(uow, draft.id, seen, changed(first.content))
    for act in (rubrics.publish, rubrics.DRAFTS.throw_away):
        with pytest.raises(VersionConflict), unit_of_work(runtime, HE) as uow:
            act(uow, draft.id, seen)
    with unit_of_work(runtime, HE) as uow:
        rubrics.DRAFTS.throw_away(uow, draft.id, newest(runtime).version)
    assert newest(runtime).number == 1


@pytest.mark.any_database
@pytest.mark.parametrize("key", Graded)
def test_what_is_saved_as_a_file_comes_back_equal(runtime: Runtime, key: Graded) -> None:
    rubric = parsed(newest(runtime, key).content)
    with pytest.raises(Conflict, match="says the same"), unit_of_work(runtime, WU) as uow:
        rubrics.bring_in_toml(uow, as_toml(rubric))
    content = changed(as_data(rubric))
    with unit_of_work(runtime, WU) as uow:
        row = rubrics.bring_in_toml(uow, as_toml(parsed(content)))
        assert row.content == {**content, "version": 2}
        assert from_toml(as_toml(parsed(row.content))) == row.content
    for text in ("key = ", "", "key = 'boss'", "key = 'engineer'"):
        with pytest.raises(Invalid), unit_of_work(runtime, WU) as uow:
            rubrics.bring_in_toml(uow, text)


@pytest.mark.any_database
@pytest.mark.parametrize("key", Graded)
def test_the_form_reads_back_what_it_shows(key: Graded) -> None:
    content = as_data(shipped_rubric(key)) | {"cap": 0.15}
    back = content_of(key, values_of(content)) | {"version": 1}
    assert faults(back) == []
    assert as_data(parsed(back)) == content
    assert differences(content, back) == []
    told = differences(content, changed(content))
    assert told == [("lines.customer_score.target", "4.5", "4.6")]


@pytest.mark.any_database
@given(st.dictionaries(st.sampled_from(paths(Graded.PROVIDER)), st.text(max_size=8)))
def test_whatever_is_typed_is_told_and_never_breaks(typed: dict[str, str]) -> None:
    values = values_of(as_data(shipped_rubric(Graded.PROVIDER))) | typed
    content = content_of(Graded.PROVIDER, values) | {"version": 1}
    if not faults(content):
        parsed(content)
