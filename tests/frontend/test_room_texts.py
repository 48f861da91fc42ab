"""Texts stand with the room that says them, and what is wrong with that is told."""

from __future__ import annotations

from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from frontend.catalogue import compiled
from frontend.room_texts import KERNEL, WEB, Key, faults, joined, room_of, said_by_scripts, said_in
from frontend.sort_texts import arranged

ATTIC, CELLAR = "app/attic", "app/cellar"


def catalogue(**entries: str) -> Catalog:
    made = Catalog(locale="zh_Hans_CN")
    for text, chinese in entries.items():
        made.add(text, chinese)
    return made


def wanted(**rooms: str | tuple[str, ...]) -> dict[Key, set[str]]:
    return {(None, text): {by} if isinstance(by, str) else set(by) for text, by in rooms.items()}


@pytest.mark.parametrize(
    ("file", "room"),
    [
        ("app/desk/pages/board.py", "app/desk"),
        ("app/desk/templates/parts/alerts.html", "app/desk"),
        ("app/settings.py", WEB),
        ("mobile_api/client/store.py", "mobile_api"),
    ],
)
def test_a_file_belongs_to_the_folder_of_its_room(file: str, room: str) -> None:
    assert room_of(file) == room


def test_texts_are_read_out_of_each_room(tmp_path: Path) -> None:
    (tmp_path / "app/attic/templates").mkdir(parents=True)
    (tmp_path / "app/cellar").mkdir()
    (tmp_path / "other").mkdir()
    (tmp_path / "app/attic/pages.py").write_text('say(Phrase("Dusty"))\nPhrase.counted("one", "many", 2)')
    (tmp_path / "app/attic/templates/page.html").write_text('{{ _("Dark") }}')
    (tmp_path / "app/cellar/errors.py").write_text('NotFound("Dark", 1)')
    (tmp_path / "other/file.py").write_text('Phrase("Nowhere")')
    assert said_in(tmp_path) == {
        (None, "Dusty"): {ATTIC},
        (None, ("one", "many")): {ATTIC},
        (None, "Dark"): {ATTIC, CELLAR},
    }


def test_texts_are_read_out_of_scripts_and_not_out_of_their_tests(tmp_path: Path) -> None:
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts/Part.tsx").write_text(
        'const part = <p title={t("Title")}>{t("%(n)s found", { n })}</p>;'
    )
    (tmp_path / "plain.ts").write_text('const text = t("Plain"); other("Not said");')
    (tmp_path / "plain.test.ts").write_text('t("Of the test");')
    assert said_by_scripts(tmp_path) == {"Title", "%(n)s found", "Plain"}


@pytest.mark.parametrize("rooms", [(ATTIC,), (ATTIC, CELLAR)])
def test_a_room_that_says_what_has_no_chinese_is_told(rooms: tuple[str, ...]) -> None:
    found = {ATTIC: catalogue(Dark=""), CELLAR: catalogue()}
    assert faults(found, wanted(Dark=rooms)) == [f"{room}: 'Dark' has no Chinese" for room in rooms]


def test_another_rooms_chinese_is_not_enough_but_a_shared_one_is() -> None:
    by = wanted(Dark=(ATTIC, CELLAR))
    assert faults({ATTIC: catalogue(Dark="暗")}, by) == [f"{CELLAR}: 'Dark' has no Chinese"]
    assert faults({WEB: catalogue(Dark="暗")}, by) == []


def test_an_entry_that_nobody_says_or_that_stands_elsewhere_is_told() -> None:
    found = {ATTIC: catalogue(Dusty="灰"), WEB: catalogue(Dark="暗")}
    assert faults(found, wanted(Dark=ATTIC)) == [
        "app/attic: nobody says 'Dusty'",
        "app/web: 'Dark' is said by app/attic",
    ]


def test_what_is_shared_stands_nowhere_else() -> None:
    found = {ATTIC: catalogue(Dark="暗"), WEB: catalogue(Dark="暗")}
    assert faults(found, wanted(Dark=(ATTIC, CELLAR))) == ["app/attic: a shared catalogue has 'Dark' already"]


def test_an_entry_that_names_a_file_is_told() -> None:
    made = Catalog(locale="zh_Hans_CN")
    made.add("Dark", "暗", locations=[("app/attic/pages.py", 1)])
    assert faults({ATTIC: made}, wanted(Dark=ATTIC)) == ["app/attic: 'Dark' names a file"]


def test_two_rooms_say_the_same_in_the_same_chinese(tmp_path: Path) -> None:
    whole = joined({ATTIC: catalogue(Dark="暗"), CELLAR: catalogue(Dark="暗", Damp="潮")})
    assert {one.id: one.string for one in whole if one.id} == {"Dark": "暗", "Damp": "潮"}
    with pytest.raises(ValueError, match="app/attic and app/cellar say 'Dark' in different Chinese"):
        joined({ATTIC: catalogue(Dark="暗"), CELLAR: catalogue(Dark="黑")})
    first, second = tmp_path / "first.mo", tmp_path / "second.mo"
    for target in (first, second):
        assert compiled(whole, target) == 0
    assert first.read_bytes() == second.read_bytes()


def placed(found: dict[str, Catalog], by: dict[Key, set[str]]) -> dict[str, dict[object, object]]:
    return {room: {one.id: one.string for one in kept} for room, kept in arranged(found, by).items() if kept}


def test_sorting_moves_an_entry_to_the_room_that_says_it_and_drops_what_nobody_says() -> None:
    found = {WEB: catalogue(Dark="暗", Dusty="灰", Damp="潮", Old="旧"), ATTIC: catalogue(Dusty="灰")}
    by = wanted(Dark=ATTIC, Dusty=ATTIC, Damp=(ATTIC, CELLAR))
    assert placed(found, by) == {WEB: {"Damp": "潮"}, ATTIC: {"Dusty": "灰", "Dark": "暗"}}


def test_sorting_shares_what_another_room_begins_to_say() -> None:
    assert placed({ATTIC: catalogue(Dark="暗")}, wanted(Dark=(ATTIC, CELLAR)))[WEB] == {"Dark": "暗"}
    assert placed({ATTIC: catalogue(Dark="暗")}, wanted(Dark=(ATTIC, KERNEL)))[KERNEL] == {"Dark": "暗"}


def test_sorting_leaves_what_two_rooms_have_and_gives_new_texts_an_empty_entry() -> None:
    found = {ATTIC: catalogue(Dark="暗"), CELLAR: catalogue(Dark="暗")}
    by = wanted(Dark=(ATTIC, CELLAR), Damp=CELLAR)
    assert placed(found, by) == {ATTIC: {"Dark": "暗"}, CELLAR: {"Dark": "暗", "Damp": ""}}


def test_sorting_tells_which_of_two_chinese_it_drops(capsys: pytest.CaptureFixture[str]) -> None:
    found = {WEB: catalogue(Dark="黑"), ATTIC: catalogue(Dark="暗")}
    assert placed(found, wanted(Dark=ATTIC))[ATTIC] == {"Dark": "暗"}
    assert "'Dark' stays '暗'; dropped: '黑'" in capsys.readouterr().err
