"""`onehour simulate` and `onehour staffing`, without a database and on one that was worked with."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from app.cli import main
from app.dispatching.tables import LearnedStars
from app.kernel import Runtime, unit_of_work
from dispatch.simulation.generator import Terms
from dispatch.simulation.series import city_series
from tests.cli.conftest import Onehour
from tests.support.clock import FakeClock
from tests.support.town import Town, build_town, without_child
from tests.support.walk import walk

SMALL = ("--engineers", "3", "--hours", "2", "--processes", "1")
NEAREST = ("--policy", "nearest")


@pytest.fixture
def fresh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in which nothing was ever installed."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "140")
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    return tmp_path


def lab(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


@pytest.fixture
def worked(runtime: Runtime, clock: FakeClock) -> Town:
    """A Monday of six visits by two engineers, one of them late."""
    town = build_town(without_child(runtime))
    for n in range(6):
        walk(town, town.report(km=2 * n), on_site=61 if n == 5 else 25, completed=85, engineer=n % 2)
        clock.advance(minutes=20)
    clock.advance(days=1)
    return town


def test_what_stars_are_worth_is_told_of_past_days(worked: Town, onehour: Onehour) -> None:
    with unit_of_work(worked.runtime) as uow:
        uow.session.add(
            LearnedStars(
                measure="fix", stars=3, fault_code="", visits=6, engineers=2, raw=0.8, value=0.8, low=0.7,
                high=0.9, default=0.8, first_at=uow.now, last_at=uow.now, learned_at=uow.now,
            )
        )  # fmt: skip
    told = onehour(
        "stars",
        "worth",
        "--date",
        "2026-03-02",
        "--days",
        "1",
        "--processes",
        "1",
        "--iterations",
        "1",
        "--language",
        "en",
    )
    assert told.exit_code == 0, (told.output, told.exception)
    assert "Promises kept, %" in told.output
    assert re.search(r"First-time fix to be expected, %\D+80\.0\D+80\.0\D+0\.0", told.output), told.output
    assert "Visits by fewer stars than asked for" in told.output


def test_days_are_made_up_where_there_is_nothing(fresh: Path) -> None:
    told = lab(
        "simulate", *SMALL, "--days", "3", *NEAREST, "--policy", "oldest_first", "--json", "out/f.json"
    )
    assert told.exit_code == 0, told.output
    assert "Promises kept, %" in told.output
    assert "Day by day against nearest" in told.output
    report = json.loads(Path("out/f.json").read_text("utf-8"))
    assert [arm["arm"] for arm in report["arms"]] == ["nearest", "oldest_first"]
    assert (report["days"], len(report["played"])) == (3, 6)
    assert sorted(path.name for path in fresh.iterdir()) == ["out"]  # no data folder, no database


def test_figures_are_written_as_table_and_chart(fresh: Path) -> None:
    told = lab("simulate", *SMALL, "--days", "2", *NEAREST, "--csv", "f.csv", "--svg", "f.svg")
    assert told.exit_code == 0, told.output
    rows = list(csv.DictReader((fresh / "f.csv").read_text("utf-8-sig").splitlines()))
    assert [(row["arm"], row["day"]) for row in rows] == [("nearest", "s1-d1"), ("nearest", "s1-d2")]
    assert 0 <= float(rows[0]["kept_pct"]) <= 100
    assert (fresh / "f.svg").read_text("utf-8").startswith("<svg")


def test_everything_shown_is_chinese_where_the_reader_is(
    fresh: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    told = lab("simulate", *SMALL, "--days", "2", *NEAREST, "--add-engineers", "1")
    assert told.exit_code == 0, told.output
    assert all(words in told.output for words in ("承诺兑现率（%）", "增加 1 人", "逐日与 nearest 比较"))
    assert "Promises" not in told.output
    english = lab("simulate", *SMALL, "--days", "2", *NEAREST, "--language", "en")
    assert "Promises kept" in english.output


def test_days_of_ones_own_are_read_from_files(fresh: Path) -> None:
    day = city_series(1, Terms(hours=2), engineers=3, load=0.8).day(0, 3)
    (fresh / "d.json").write_text(json.dumps(day.to_dict()), "utf-8")
    told = lab("simulate", "d.json", *NEAREST, "--without", "E2", "--promise-min", "30", "--json", "f.json")
    assert told.exit_code == 0, told.output
    arms = [arm["arm"] for arm in json.loads((fresh / "f.json").read_text("utf-8"))["arms"]]
    assert arms == ["nearest", "nearest · without E2, promise 30 min"]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["d.json", "--learn"], "only one of them"),
        (["d.json"], "requests[0].at_s"),
        (["missing.json"], "missing.json"),
        (["--policy", "guess"], "no policy guess"),
        (["--without", "E1"], "--without needs a crew"),
        (["--learn"], "no database"),
        (["--date", "2026-03-02"], "no database"),
    ],
)
def test_what_cannot_be_played_is_told_in_one_line(fresh: Path, arguments: list[str], told: str) -> None:
    day: dict[str, Any] = city_series(1, Terms(hours=1), engineers=3, load=1).day(0, 3).to_dict()
    day["requests"][0]["at_s"] = "noon"
    (fresh / "d.json").write_text(json.dumps(day), "utf-8")
    answer = lab("simulate", *SMALL, *arguments)
    assert answer.exit_code == 2
    assert told in " ".join(answer.output.replace("│", " ").split())


def test_policy_that_breaks_the_rules_is_told_and_fails(fresh: Path) -> None:
    (fresh / "own.py").write_text(
        "def plan(snapshot, budget_s):\n"
        "    return {'routes': [{'engineer': 'E1', 'stops': [{'job': 'nobody'}]}]}\n",
        "utf-8",
    )
    told = lab("simulate", *SMALL, "--days", "1", "--policy", "own:plan")
    assert told.exit_code == 1
    assert "Orders against the rules · own:plan: not_open" in told.output


def test_past_day_is_played_again_under_another_crew(onehour: Onehour, worked: Town, tmp_path: Path) -> None:
    del worked
    figures = tmp_path / "f.json"
    arguments = ("--date", "2026-03-02", *NEAREST, "--add-engineers", "2", "--processes", "1")
    told = onehour("simulate", *arguments, "--json", str(figures), "--language", "en")
    assert told.exit_code == 0, told.output
    assert "In fact 5 of 6 promises were kept (83.3 %)" in told.output
    report = json.loads(figures.read_text("utf-8"))
    assert report["past"] == {"requests": 6, "kept": 5, "pct": 83.3, "cancelled": 0, "solved_remotely": 0}
    as_it_was, more = (arm["figures"]["mean_wait_min"]["mean"] for arm in report["arms"])
    assert more < as_it_was
    assert report["arms"][1]["arm"] == "nearest · 2 more"


def test_day_without_requests_and_territory_that_there_is_not_are_told(
    onehour: Onehour, worked: Town
) -> None:
    del worked
    empty = onehour("simulate", "--date", "2026-02-02", *NEAREST, "--language", "en")
    assert (empty.exit_code, "No requests were made" in empty.output) == (2, True)
    unknown = onehour("simulate", "--learn", "--territory", "south", *NEAREST, "--language", "en")
    assert (unknown.exit_code, "There is no territory south; there are: north." in unknown.output) == (
        2,
        True,
    )


def test_days_like_the_companys_are_played(onehour: Onehour, worked: Town) -> None:
    del worked
    told = onehour(
        "simulate",
        "--learn",
        "--learn-weeks",
        "104",
        "--days",
        "5",
        *NEAREST,
        "--processes",
        "1",
        "--language",
        "en",
    )
    assert told.exit_code == 0, told.output
    assert "5 days; 95 % intervals" in told.output


def test_staffing_answers_for_every_target(fresh: Path) -> None:
    told = lab(
        *("staffing", *SMALL, "--days", "10", "--policy", "oldest_first", "--load", "0.8"),
        *("--target", "70", "--target", "90", "--json", "s.json", "--csv", "s.csv", "--svg", "s.svg"),
    )
    assert told.exit_code == 0, told.output
    found = json.loads((fresh / "s.json").read_text("utf-8"))
    low, high = found["answers"]
    assert low["engineers"] <= high["engineers"]
    for answer in (low, high):
        assert answer["kept_pct"]["low"] >= answer["target_pct"]
    sizes = [
        row["engineers"] for row in csv.DictReader((fresh / "s.csv").read_text("utf-8-sig").splitlines())
    ]
    assert str(high["engineers"]) in sizes
    assert f"│ {high['engineers']} │" in " ".join(told.output.split())


def test_staffing_says_so_where_no_crew_is_large_enough(fresh: Path) -> None:
    told = lab(
        "staffing",
        *SMALL,
        "--days",
        "4",
        "--policy",
        "nearest",
        "--load",
        "2",
        "--most",
        "2",
        "--target",
        "99",
    )
    assert told.exit_code == 1
    assert "more than 2" in told.output
