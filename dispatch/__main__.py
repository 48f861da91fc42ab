"""`python -m dispatch`: plan a snapshot; check, score, explain or compare plans. JSON in, JSON or text out.

Exit status: 0 all is well, 1 the plan breaks a rule (`verify`), 2 the input or the command cannot be used.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final, TypeAlias

from dispatch.explain.compare import compare
from dispatch.explain.readable import explanations_text, plan_text, violations_text
from dispatch.explain.reasons import explain, explain_score
from dispatch.fields import SnapshotError
from dispatch.model.phrases import Language
from dispatch.model.plan import Plan
from dispatch.model.problem import Problem
from dispatch.model.snapshot import PROFILES, parse_snapshot
from dispatch.verify.check import verify

Answer: TypeAlias = tuple[Any, str, int]
"""The JSON value, the same as text, and the exit status."""

UNUSABLE: Final = ("unknown_job", "unknown_engineer", "two_routes", "planned_twice")
"""Violations of a plan that has no score, since it is not a plan of this snapshot at all."""


class UsageError(Exception):
    """The command cannot be carried out with these files; the message says why."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; 0 if all is well, 1 if a plan breaks a rule, 2 if the input cannot be used."""
    words = sys.argv[1:] if argv is None else list(argv)
    if words[:1] == ["simulate"]:
        from dispatch.simulation.__main__ import main as simulate

        return simulate(words[1:])
    return _command(words)


def _command(words: Sequence[str]) -> int:
    args = _parser().parse_args(words)
    try:
        value, text, status = COMMANDS[args.command](args)
        _write(text if args.text else json.dumps(value, ensure_ascii=False, indent=1), args.out)
    except SnapshotError as fault:
        return _complain(f"{fault}")
    except BrokenPipeError:  # the reader, such as `head`, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        return _complain(f"{error.filename}: {error.strerror}")
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        return _complain(f"not JSON: {error}")
    except UsageError as error:
        return _complain(str(error))
    return status


def _plan(args: argparse.Namespace) -> Answer:
    from dispatch.live import plan_snapshot  # the solvers are loaded by the command that needs them

    snapshot = _load(args.snapshot)
    problem = parse_snapshot(snapshot)
    wishes = {"seed": args.seed, "iterations": args.iterations, "profile": args.profile}
    snapshot = {**snapshot, **{key: value for key, value in wishes.items() if value is not None}}
    plan = plan_snapshot(snapshot, args.budget)
    return plan, plan_text(problem, Plan.from_dict(plan), args.language), 0


def _verify(args: argparse.Namespace) -> Answer:
    problem, plan = parse_snapshot(_load(args.snapshot)), Plan.from_dict(_load(args.plan))
    violations = verify(problem, plan)
    told = [violation.to_dict() for violation in violations]
    return told, violations_text(violations, args.language), int(bool(violations))


def _score(args: argparse.Namespace) -> Answer:
    problem = parse_snapshot(_load(args.snapshot))
    found = explain_score(problem, _plan_of(problem, args.plan), args.language).to_dict()
    terms = found.pop("terms")
    return {**terms, **found}, "\n".join(found["sentences"]), 0


def _explain(args: argparse.Namespace) -> Answer:
    problem = parse_snapshot(_load(args.snapshot))
    plan = _plan_of(problem, args.plan)
    wanted = args.job or [job.id for job in problem.jobs]
    for job_id in wanted:
        if job_id not in problem.job_index:
            raise UsageError(f"no job {job_id!r} in the snapshot")
    found = [explain(problem, plan, job_id, args.language) for job_id in wanted]
    told = [one.to_dict() for one in found]
    alone = args.job is not None and len(args.job) == 1
    return told[0] if alone else told, explanations_text(found), 0


def _compare(args: argparse.Namespace) -> Answer:
    problem = parse_snapshot(_load(args.snapshot))
    before, after = Plan.from_dict(_load(args.before)), _plan_of(problem, args.after)
    found = compare(problem, before, after, args.language)
    return found.to_dict(), "\n".join(found.sentences), 0


COMMANDS: Final[dict[str, Callable[[argparse.Namespace], Answer]]] = {
    "plan": _plan,
    "verify": _verify,
    "score": _score,
    "explain": _explain,
    "compare": _compare,
}


def _plan_of(problem: Problem, path: str) -> Plan:
    """Read a plan that is one of this snapshot, though it may break its rules; raises UsageError."""
    plan = Plan.from_dict(_load(path))
    for found in verify(problem, plan):
        if found.code in UNUSABLE:
            raise UsageError(f"{found.engineer or found.job}: {found.message}")
    return plan


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m dispatch", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    plan = commands.add_parser("plan", help="plan a snapshot and print the plan")
    plan.add_argument("snapshot", help="snapshot as JSON; - reads standard input")
    plan.add_argument(
        "--budget", type=_seconds, default=1.0, metavar="S", help="seconds to think (default 1)"
    )
    plan.add_argument("--seed", type=int, metavar="N", help="seed of the search, over the snapshot's")
    plan.add_argument(
        "--iterations", type=int, metavar="N", help="search so many steps: same answer each time"
    )
    plan.add_argument("--profile", choices=PROFILES, help="weights, over the snapshot's")
    _common(plan)
    for name, text, files in (
        ("verify", "list the rules a plan breaks; exit status 1 if there are any", ("plan",)),
        ("score", "print what a plan costs, term by term, in seconds of driving", ("plan",)),
        ("explain", "say why jobs are where they are in a plan", ("plan",)),
        ("compare", "say what moved from one plan to another, and why", ("before", "after")),
    ):
        command = commands.add_parser(name, help=text)
        command.add_argument("snapshot", help="snapshot as JSON; - reads standard input")
        for file in files:
            command.add_argument(file, help="plan as JSON; - reads standard input")
        if name == "explain":
            command.add_argument(
                "--job", action="append", metavar="ID", help="this job only; may be repeated"
            )
        _common(command)
    commands.add_parser("simulate", help="play whole days against policies; has a --help of its own")
    return parser


def _common(command: argparse.ArgumentParser) -> None:
    languages: tuple[Language, ...] = ("en", "zh-CN")
    command.add_argument("--language", choices=languages, default="en", help="of sentences (default en)")
    command.add_argument("--text", action="store_true", help="print text for people instead of JSON")
    command.add_argument("--out", metavar="FILE", help="write there instead of to standard output")


def _seconds(text: str) -> float:
    value = float(text)
    if not 0 < value < float("inf"):
        raise argparse.ArgumentTypeError("must be more than 0 seconds")
    return value


def _load(path: str) -> Any:
    return json.loads(sys.stdin.read() if path == "-" else Path(path).read_text(encoding="utf-8"))


def _write(text: str, path: str | None) -> None:
    if path is None:
        sys.stdout.write(text + "\n")
        sys.stdout.flush()
    else:
        Path(path).write_text(text + "\n", encoding="utf-8")


def _complain(message: str) -> int:
    sys.stderr.write(f"python -m dispatch: {message}\n")
    return 2


if __name__ == "__main__":
    sys.exit(main())
