"""The page about kinds of events is what the classes say."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner

from app.cli.event_kinds import event_kinds

PAGE = Path(__file__).parents[2] / "docs" / "event-kinds.md"


def test_committed_page_is_what_the_command_makes(tmp_path: Path) -> None:
    made = tmp_path / "event-kinds.md"
    assert CliRunner().invoke(event_kinds, ["--output", str(made)]).exit_code == 0
    assert made.read_text("utf-8") == PAGE.read_text("utf-8"), (
        "run: onehour event-kinds --output docs/event-kinds.md"
    )


def test_page_says_what_an_event_carries_and_who_is_told() -> None:
    rows = [row for row in CliRunner().invoke(event_kinds).output.splitlines() if "`visit.rated`" in row]
    assert [row.split(" | ")[2:] for row in rows] == [
        [
            (
                "`score` integer, `comment`\\* string, `engineer_id` id, `on_time`? integer,"
                " `technical`? integer, `attitude`? integer, `five_ones_used`? boolean,"
                " `problem_solved`? boolean, `handed_over`? boolean"
            ),
            "`score`, `comment`, `on_time`, `technical`, `attitude`, `five_ones_used`, `problem_solved`",
            "–",
            "Visit rated",
            "– |",
        ]
    ]
