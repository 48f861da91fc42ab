"""Asks whether anything that the locks install has a published vulnerability, and says what was not asked.

  python .ci/audit.py [ROOT]

Fails on a known vulnerability.  What could not be looked up is counted and named as a warning: a service
that does not answer must neither stop every build nor look like a clean result.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

LOCKS = ("requirements.lock", "requirements-dev.lock")
PATIENCE_S = 300
SEVERE = ("moderate", "high", "critical")


@dataclass(frozen=True)
class Audit:
    """What one service said: how many packages it looked up, how many not, and what it found."""

    of: str
    looked_up: int = 0
    not_looked_up: int = 0
    found: tuple[str, ...] = ()
    lost: str = field(default="")

    def lines(self) -> list[str]:
        """Say it: one line in all, one for each finding, one loud one where the answer is not whole."""
        lines = [f"audit {self.of}: {self.looked_up} packages looked up, {len(self.found)} vulnerabilities"]
        lines += [f"  VULNERABLE {one}" for one in self.found]
        if self.lost:
            lines.append(f"  WARNING {self.of}: no answer ({self.lost}); NOTHING WAS AUDITED")
        elif self.not_looked_up:
            total = self.looked_up + self.not_looked_up
            lines.append(f"  WARNING {self.of}: {self.not_looked_up} of {total} packages WERE NOT AUDITED")
        return lines


def python_audit(of: str, answer: Any) -> Audit:
    """Read pip-audit's JSON."""
    looked_up, skipped, found = 0, 0, []
    for package in answer["dependencies"]:
        if "skip_reason" in package:
            skipped += 1
            continue
        looked_up += 1
        for flaw in package.get("vulns", ()):
            fixed = ", ".join(flaw.get("fix_versions", ())) or "no release yet"
            found.append(f"{package['name']} {package['version']}: {flaw['id']} (fixed in {fixed})")
    return Audit(of, looked_up, skipped, tuple(found))


def node_audit(of: str, answer: Any) -> Audit:
    """Read npm's JSON; what it rates low is not counted."""
    if "vulnerabilities" not in answer:
        return Audit(of, lost=str(answer.get("message") or answer.get("error") or "no answer")[:120])
    found = tuple(
        f"{name}: {flaw['severity']} ({flaw.get('range', 'any version')})"
        for name, flaw in answer["vulnerabilities"].items()
        if flaw.get("severity") in SEVERE
    )
    return Audit(of, answer.get("metadata", {}).get("dependencies", {}).get("total", 0), found=found)


def _asked(command: list[str], folder: Path) -> tuple[Any, str]:
    """Run a command that answers in JSON; return the answer, or None and why there is none."""
    try:
        done = subprocess.run(
            command, cwd=folder, capture_output=True, text=True, check=False, timeout=PATIENCE_S
        )
        return json.loads(done.stdout), ""
    except (OSError, subprocess.TimeoutExpired) as lost:
        return None, type(lost).__name__
    except ValueError:
        return None, (done.stderr.strip().splitlines() or ["no answer"])[-1][:120]


def audits(root: Path) -> list[Audit]:
    """Ask about both locks, and about the front end's where there is npm to ask."""
    made = []
    for lock in LOCKS:
        command = [sys.executable, "-m", "pip_audit", "--disable-pip", "--require-hashes", "-r", lock]
        answer, lost = _asked([*command, "--format=json", "--progress-spinner=off"], root)
        made.append(Audit(lock, lost=lost) if answer is None else python_audit(lock, answer))
    if (root / "frontend" / "package-lock.json").exists():
        lock = "frontend/package-lock.json"
        npm = shutil.which("npm", path=str(Path(sys.executable).parent)) or shutil.which("npm")
        answer, lost = _asked([npm, "audit", "--json"], root / "frontend") if npm else (None, "no npm")
        made.append(Audit(lock, lost=lost) if answer is None else node_audit(lock, answer))
    return made


def main(arguments: list[str]) -> int:
    """Audit and say it; 1 where something vulnerable is installed."""
    root = Path(arguments[0]) if arguments else Path(__file__).resolve().parents[1]
    found = audits(root)
    for audit in found:
        print("\n".join(audit.lines()))
    return int(any(audit.found for audit in found))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
