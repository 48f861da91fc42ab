"""Versions of checklists on both databases: what is shipped, drafts, publishing, and which visits get it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from app.checklist_templates.commands import drafts, shipped
from app.checklist_templates.reads import catalogue, versions
from app.checklist_templates.tables import ChecklistVersion
from app.kernel import Runtime, unit_of_work
from app.kernel.errors import Conflict, Invalid, VersionConflict
from app.requests.commands.intake.receive import receive
from app.requests.commands.intake.report import Report
from app.requests.tables import ServiceRequest, Visit
from app.visits.reads.evidence import checklists_of
from checklists import TemplateUnknown, as_data, as_toml, load_shipped, parse_template
from tests.support.town import DISPATCHER, build_town


def newest(runtime: Runtime, key: str) -> ChecklistVersion:
    with unit_of_work(runtime, write=False) as uow:
        return versions.checklist(uow, key).versions[0]


def published(runtime: Runtime, key: str, change: Callable[[dict[str, Any]], dict[str, Any]]) -> int:
    """Publish the next version of a checklist with a change, and return its number."""
    with unit_of_work(runtime) as uow:
        draft = drafts.begin_from(uow, versions.checklist(uow, key).versions[0].id)
        drafts.write(uow, draft.id, draft.version, change(draft.content))
        return drafts.publish(uow, draft.id, draft.version).number


def without_last(content: dict[str, Any]) -> dict[str, Any]:
    return {**content, "items": content["items"][:-1]}


def test_what_is_shipped_is_there_once(runtime: Runtime) -> None:
    shipped.load(runtime.engine)
    with unit_of_work(runtime, write=False) as uow:
        found = versions.checklists(uow)
        assert [one.key for one in found][:2] == ["five_ones", "general_on_site"]
        assert {one.key: len(one.versions) for one in found} == {
            one.key: 1 for one in load_shipped().templates
        }
        assert catalogue.for_visit(uow, "printer") == load_shipped().for_visit("printer")
        assert catalogue.pinned(uow, {"five_ones": 1}) == load_shipped().pinned({"five_ones": 1})
        with pytest.raises(TemplateUnknown):
            catalogue.pinned(uow, {"five_ones": 9})


def test_a_later_release_takes_nothing_of_the_offices_out_of_force(runtime: Runtime) -> None:
    number = published(runtime, "printer", without_last)
    shipped.load(runtime.engine)
    row = newest(runtime, "printer")
    assert (row.number, number) == (2, 2)


def test_a_published_version_reaches_new_visits_only(runtime: Runtime) -> None:
    town = build_town(runtime)
    report = Report("no_boot", "phone", asset_id=town.asset_id)
    with unit_of_work(runtime, DISPATCHER) as uow:
        _, before = receive(uow, report)
    number = published(runtime, "general_on_site", without_last)
    with unit_of_work(runtime, DISPATCHER) as uow:
        _, after = receive(uow, report)
    with unit_of_work(runtime, write=False) as uow:
        used = {}
        for key in (before.id, after.id):
            visit = uow.get(Visit, key)
            request = uow.get(ServiceRequest, visit.request_id)
            of = {one.key: one for one in checklists_of(uow, visit, request)}
            used[key] = of["general_on_site"]
        assert used[before.id].version == 1
        assert used[after.id].version == number
        assert len(used[after.id].items) == len(used[before.id].items) - 1
        listed = versions.checklist(uow, "general_on_site")
        assert [listed.visits[row.id] for row in listed.versions] == [1, 1]


def test_what_is_published_never_changes(runtime: Runtime) -> None:
    row = newest(runtime, "laptop")
    with unit_of_work(runtime) as uow:
        with pytest.raises(Conflict):
            drafts.write(uow, row.id, row.version, without_last(row.content))
        with pytest.raises(Conflict):
            drafts.publish(uow, row.id, row.version)
        with pytest.raises(Conflict):
            drafts.DRAFTS.throw_away(uow, row.id, row.version)


def test_two_who_write_a_draft_are_told(runtime: Runtime) -> None:
    first = newest(runtime, "laptop")
    with unit_of_work(runtime) as uow:
        draft = drafts.begin_from(uow, first.id)
    seen = draft.version
    with unit_of_work(runtime) as uow:
        drafts.write(uow, draft.id, seen, without_last(draft.content))
    with pytest.raises(VersionConflict), unit_of_work(runtime) as uow:
        drafts.write(uow, draft.id, seen, draft.content)
    with pytest.raises(VersionConflict), unit_of_work(runtime) as uow:
        drafts.publish(uow, draft.id, seen)
    with pytest.raises(Conflict) as second, unit_of_work(runtime) as uow:
        drafts.begin_from(uow, first.id)
    assert second.value.extra["draft_id"] == str(draft.id)


def test_a_draft_at_fault_is_kept_and_not_published(runtime: Runtime) -> None:
    with unit_of_work(runtime) as uow:
        draft = drafts.begin_from(uow, newest(runtime, "laptop").id)
        drafts.write(uow, draft.id, draft.version, {**draft.content, "title": {"en": ""}, "items": []})
        with pytest.raises(Invalid) as refused:
            drafts.publish(uow, draft.id, draft.version)
        assert refused.value.errors.keys() == {"title.en", "title.zh-CN", "items"}
        drafts.DRAFTS.throw_away(uow, draft.id, draft.version)
    assert newest(runtime, "laptop").number == 1


@pytest.mark.parametrize("template", load_shipped().templates, ids=lambda one: one.key)
@pytest.mark.any_database
def test_what_is_saved_as_a_file_comes_back_equal(runtime: Runtime, template: Any) -> None:
    with pytest.raises(Conflict, match="says the same"), unit_of_work(runtime) as uow:
        drafts.bring_in_toml(uow, as_toml(template))
    foreign = {**as_data(template), "key": "foreign", "version": 7}
    with unit_of_work(runtime) as uow:
        row = drafts.bring_in_toml(uow, as_toml(parse_template(foreign)))
        drafts.publish(uow, row.id, row.version)
        assert catalogue.pinned(uow, {"foreign": 7}) == (parse_template(foreign),)


@pytest.mark.any_database
@pytest.mark.parametrize("text", ["key = ", "", "x" * 100, '[[items]]\nkey="a"'])
def test_what_is_no_template_is_not_brought_in(runtime: Runtime, text: str) -> None:
    with pytest.raises(Invalid), unit_of_work(runtime) as uow:
        drafts.bring_in_toml(uow, text)
