"""The audit fails on what is known and never passes in silence over what it could not ask."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def audit() -> ModuleType:
    spec = importlib.util.spec_from_file_location("onehour_audit", ROOT / ".ci" / "audit.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


CLEAN = {"name": "flask", "version": "3.1.0", "vulns": []}
FLAWED = {
    "name": "jinja2",
    "version": "2.0",
    "vulns": [{"id": "PYSEC-1", "fix_versions": ["3.1.6"], "aliases": [], "description": "…"}],
}
SKIPPED = {"name": "odd", "skip_reason": "Dependency not found on PyPI and could not be audited: odd (1)"}


def test_a_known_flaw_is_named_with_its_fix(audit: ModuleType) -> None:
    found = audit.python_audit("x.lock", {"dependencies": [CLEAN, FLAWED]})
    assert found.found == ("jinja2 2.0: PYSEC-1 (fixed in 3.1.6)",)
    assert "  VULNERABLE jinja2 2.0: PYSEC-1 (fixed in 3.1.6)" in found.lines()


def test_packages_that_were_not_looked_up_are_a_warning(audit: ModuleType) -> None:
    found = audit.python_audit("x.lock", {"dependencies": [CLEAN, SKIPPED, SKIPPED]})
    assert (found.looked_up, found.not_looked_up, found.found) == (1, 2, ())
    assert "  WARNING x.lock: 2 of 3 packages WERE NOT AUDITED" in found.lines()


def test_a_whole_answer_without_flaws_is_one_line(audit: ModuleType) -> None:
    assert len(audit.python_audit("x.lock", {"dependencies": [CLEAN]}).lines()) == 1


def test_npms_findings_count_from_moderate_on(audit: ModuleType) -> None:
    flaws = {name: {"severity": name, "range": "<2"} for name in ("low", "moderate", "critical")}
    answer = {"vulnerabilities": flaws, "metadata": {"dependencies": {"total": 90}}}
    found = audit.node_audit("package-lock.json", answer)
    assert found.found == ("moderate: moderate (<2)", "critical: critical (<2)")
    assert found.looked_up == 90


def test_npm_without_its_service_is_a_warning(audit: ModuleType) -> None:
    found = audit.node_audit("package-lock.json", {"message": "request failed", "error": {}})
    assert "NOTHING WAS AUDITED" in found.lines()[-1]


@pytest.mark.parametrize(("vulns", "status"), [((), 0), (("jinja2 2.0: PYSEC-1",), 1)])
def test_only_a_known_flaw_fails(
    audit: ModuleType, monkeypatch: pytest.MonkeyPatch, vulns: tuple[str, ...], status: int
) -> None:
    answers = [audit.Audit("a", 3, found=vulns), audit.Audit("b", lost="TimeoutExpired")]
    monkeypatch.setattr(audit, "audits", lambda _: answers)
    assert audit.main([str(ROOT)]) == status


def test_a_command_that_is_missing_or_says_nothing_is_told(audit: ModuleType, tmp_path: Path) -> None:
    assert audit._asked([str(tmp_path / "nothing")], tmp_path) == (None, "FileNotFoundError")
    assert audit._asked([sys.executable, "-c", "import sys; sys.exit('no network')"], tmp_path) == (
        None,
        "no network",
    )
