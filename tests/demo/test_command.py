from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from filelock import FileLock

from app.demo import command
from app.demo.choices import Options, chosen_day, planning_of
from app.demo.command import demo, fresh_database
from app.demo.errors import DemoError

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run the command in a data folder of its own."""
    return lambda *arguments: CliRunner().invoke(demo, ["--data-dir", str(tmp_path), *arguments])


def options(**changes: object) -> Options:
    plain: dict[str, object] = {
        "hours": 1.0,
        "engineers": 3,
        "load": 0.8,
        "seed": 1,
        "city": None,
        "day": None,
        "osrm": None,
        "planning": None,
        "expecting": True,
        "database_url": None,
        "data_dir": Path("var"),
        "report": None,
        "port": 0,
        "keep": False,
    }
    return Options(**(plain | changes))


@pytest.mark.slow("a server of its own is started and a day played on it")
def test_whole_day_on_a_server_of_its_own(run: Run, tmp_path: Path) -> None:
    done = run(
        "--engineers", "2", "--hours", "0.25", "--load", "0.9", "--report", str(tmp_path / "report.json")
    )
    assert done.exit_code == 0, done.output
    report = json.loads((tmp_path / "report.json").read_text("utf-8"))
    assert report["unfinished"] == []
    assert report["requests"] == report["kept"] + report["broken"] + report["cancelled"]
    assert "Promises kept" in done.output
    assert f"sqlite:///{tmp_path}/demo/onehour.db" in done.output.replace("\n", "")


@pytest.mark.parametrize(
    ("given", "model"),
    [
        ({}, "great_circle"),
        ({"osrm": "http://roads"}, "osrm"),
        ({"osrm": "http://roads", "planning": "great_circle"}, "great_circle"),
    ],
)
def test_roads_are_planned_with_where_there_are_any_unless_asked_otherwise(given: Any, model: str) -> None:
    assert planning_of(options(**given)) == model


def test_planning_by_roads_needs_roads(run: Run) -> None:
    done = run("--planning", "osrm")
    assert done.exit_code == 1
    assert "needs a road engine" in done.stderr


def test_a_road_engine_that_is_not_there_is_found_out_before_the_server_starts(
    run: Run, tmp_path: Path
) -> None:
    done = run("--engineers", "1", "--hours", "0.25", "--osrm", "http://127.0.0.1:9")
    assert done.exit_code == 1
    assert "http://127.0.0.1:9" in done.stderr.replace("\n", "")
    assert not (tmp_path / "demo").exists()


def test_two_demonstrations_do_not_share_a_folder(run: Run, tmp_path: Path) -> None:
    (tmp_path / "demo").mkdir()
    with FileLock(tmp_path / "demo" / "demo.lock"):
        done = run("--engineers", "1", "--hours", "0.25")
    assert done.exit_code == 1
    assert "Another demonstration is running" in done.output


@pytest.mark.parametrize("option", ["--city", "--day"])
def test_file_that_is_not_there_is_named(run: Run, option: str) -> None:
    done = run(option, "nowhere.file")
    assert done.exit_code == 1
    assert "nowhere.file" in done.output


@pytest.mark.parametrize(
    "arguments", [("--hours", "0"), ("--engineers", "0"), ("--load", "3"), ("--port", "70000")]
)
def test_option_out_of_range_is_refused(run: Run, arguments: tuple[str, str]) -> None:
    done = run(*arguments)
    assert done.exit_code == 2
    assert arguments[0] in done.output


def test_interrupted_demonstration_says_so(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(command, "play", interrupted)
    done = run()
    assert done.exit_code == 130
    assert "Stopped" in done.output


def test_city_and_day_exclude_each_other() -> None:
    with pytest.raises(DemoError, match="exclude each other"):
        chosen_day(options(city=Path("a.osm.pbf"), day=Path("b.json")))


def test_default_day_is_played_in_the_shipped_city() -> None:
    assert chosen_day(options()).name == "beijing-e3-l80-s1"


def test_last_demonstrations_database_is_forgotten(tmp_path: Path) -> None:
    for name in ("onehour.db", "onehour.db-wal"):
        (tmp_path / name).write_text("old")
    assert fresh_database(tmp_path) == f"sqlite:///{tmp_path}/onehour.db"
    assert list(tmp_path.iterdir()) == []
