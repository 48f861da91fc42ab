"""Tests run on both databases; one alone is enough only where nothing of a database is tested."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
MARK = "any_database"
# Where the two differ: what is asked in their own words, who waits for whom, and what a value may hold.
DIFFERENCES = re.compile(
    r"\b(?-i:text)\(|exec_driver_sql|psycopg|sqlite3|make_engine|dialect|isolation|on_conflict|upsert|json_?b"
    r"|for_update|\block|(?-i:NOTIFY|LISTEN)|Thread|Barrier|\brival|\brace|IntegrityError|migrat|upgrade\("
    r"|\\0|\\x00|\\u0000|2 ?\*\* ?(31|63)\b|database_kind",
    re.IGNORECASE,
)
# Commands, reads and races: what they do is done by the database.
BOTH_ALWAYS = frozenset(
    {"concurrency", "journey", "kernel", "operations", "promise", "requests", "shell", "stateful", "visits"}
)
# But for these: many clocks and orders of messages under one rule, whose rows the files beside them write
# on both.
OF_RULES = frozenset(
    f"visits/field/test_{name}.py" for name in ("arrival_verdict", "strangers", "strangers_clocks")
)


def marked() -> Iterator[tuple[str, str]]:
    """Every marked file or test with its source."""
    for path in sorted(TESTS.rglob("test_*.py")):
        source = path.read_text()
        if MARK not in source or path == Path(__file__):
            continue
        for node in ast.walk(ast.parse(source)):
            name = path.relative_to(TESTS).as_posix()
            if isinstance(node, ast.Assign) and MARK in ast.unparse(node):
                yield name, source
            elif isinstance(node, ast.FunctionDef) and any(
                MARK in ast.unparse(d) for d in node.decorator_list
            ):
                yield f"{name}::{node.name}", ast.get_source_segment(source, node) or ""


MARKED = dict(marked())


@pytest.mark.parametrize("name", MARKED)
def test_what_runs_on_one_database_meets_nothing_in_which_they_differ(name: str) -> None:
    assert name.split("/", maxsplit=1)[0] not in BOTH_ALWAYS or name.split("::", maxsplit=1)[0] in OF_RULES
    found = DIFFERENCES.search(MARKED[name])
    assert found is None, f"{name} needs both databases: {found[0]}"


@pytest.mark.parametrize(
    "line",
    [
        "session.execute(text('SELECT 1'))",
        "query.with_for_update()",
        "Thread(target=write)",
        "insert(Row).on_conflict_do_nothing()",
        "upgrade(database_url)",
        'connection.exec_driver_sql("NOTIFY due")',
        'column.type == JSONB and isolation_level == "SERIALIZABLE"',
        'send({"name": "a\\0b"})',
    ],
)
def test_rule_knows_where_databases_differ(line: str) -> None:
    assert DIFFERENCES.search(line)


@pytest.mark.any_database
def test_marked_test_runs_once(database_kind: str) -> None:
    assert database_kind == "sqlite"


def test_unmarked_tests_run_on_both(pytestconfig: pytest.Config) -> None:
    (conftest,) = (
        plugin for plugin in pytestconfig.pluginmanager.get_plugins() if hasattr(plugin, "database_kind")
    )
    assert tuple(conftest.database_kind._fixture_function_marker.params) == ("sqlite", "postgresql")
