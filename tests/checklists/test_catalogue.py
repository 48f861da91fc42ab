from __future__ import annotations

from pathlib import Path

import pytest

from checklists import Catalogue, Phase, TemplateError, TemplateUnknown, load_shipped, missing_in
from checklists.catalogue import load
from tests.checklists.samples import template

FIVE = {"shoe_covers", "cleaning_cloth", "mat_cloth", "anti_static_strap", "supervision_card"}


@pytest.mark.parametrize("code", ["desktop", "laptop", "printer", "network", "server"])
def test_each_fault_gets_the_five_ones_the_visit_and_its_own_checklist(code: str) -> None:
    assert [t.key for t in load_shipped().for_visit(code)] == ["five_ones", "general_on_site", code]


def test_an_unknown_fault_gets_what_every_visit_needs() -> None:
    assert [t.key for t in load_shipped().for_visit("toaster")] == ["five_ones", "general_on_site"]


def test_a_visit_for_two_faults_gets_both_checklists_once() -> None:
    keys = [t.key for t in load_shipped().for_visit("printer", "network")]
    assert keys == ["five_ones", "general_on_site", "network", "printer"]


def test_nobody_departs_without_each_of_the_five_ones() -> None:
    five_ones = load_shipped().get("five_ones")
    assert {found.item for found in missing_in(five_ones, {}, Phase.DEPART)} == FIVE
    left_one = {key: key != "mat_cloth" for key in FIVE}
    assert [(m.item, m.code) for m in missing_in(five_ones, left_one, Phase.DEPART)] == [
        ("mat_cloth", "not_as_required")
    ]
    assert missing_in(five_ones, dict.fromkeys(FIVE, True), Phase.DEPART) == []


def test_the_five_ones_are_asked_for_in_use_on_site() -> None:
    general = load_shipped().get("general_on_site")
    required = {item.key for item in general.items if item.required}
    assert required >= {"covers_on", "strap_worn", "mat_laid", "cloth_used", "card_handed_over"}


def test_a_one_that_was_not_used_must_be_explained() -> None:
    general = load_shipped().get("general_on_site")
    asked = {m.item for m in missing_in(general, {"strap_worn": False}, Phase.COMPLETE)}
    assert "five_ones_reason" in asked
    assert "five_ones_reason" not in {m.item for m in missing_in(general, {}, Phase.COMPLETE)}


def test_at_most_two_photos_are_demanded_of_a_visit() -> None:
    catalogue = load_shipped()
    demanded = [i for t in catalogue.current() for i in t.items if i.kind.type == "photo" and i.required]
    assert len(demanded) == 2


def test_an_older_version_remains_loadable_beside_the_newest() -> None:
    old, new = template(version=1), template(version=2)
    catalogue = Catalogue((new, old))
    assert catalogue.get("sample") is new
    assert catalogue.get("sample", 1) is old
    assert catalogue.for_visit("printer") == (new,)
    assert catalogue.pinned({"sample": 1}) == (old,)


@pytest.mark.parametrize(("key", "version"), [("ghost", None), ("sample", 9)])
def test_a_template_that_does_not_exist_is_named(key: str, version: int | None) -> None:
    with pytest.raises(TemplateUnknown, match=key):
        Catalogue((template(),)).get(key, version)


def test_one_version_cannot_stand_twice() -> None:
    with pytest.raises(TemplateError, match="version 1 exists twice"):
        Catalogue((template(), template()))


def test_a_file_that_is_not_toml_is_named(tmp_path: Path) -> None:
    (tmp_path / "bad.toml").write_text("key = ", encoding="utf-8")
    (tmp_path / "notes.md").write_text("not a template", encoding="utf-8")
    with pytest.raises(TemplateError) as caught:
        load(tmp_path)
    assert caught.value.path == "bad.toml"


def test_shipped_templates_are_read_once() -> None:
    assert load_shipped() is load_shipped()
