"""`python -m dispatch.benchmarks`: the engine beside the solvers its users could pick instead, measured here.

Without a sub-command everything is measured: snapshots, instant answers, budgets, growth and running days.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
from collections.abc import Callable, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Final

from dispatch.benchmarks import budget, days, growth, instant, snapshots
from dispatch.benchmarks.contest import PATIENCE_S
from dispatch.benchmarks.instances import parse_shape
from dispatch.benchmarks.options import Options
from dispatch.benchmarks.peers import BY_KEY, chosen
from dispatch.benchmarks.report import Section, rewrite, write_charts
from dispatch.fields import SnapshotError

PARTS: Final[dict[str, Callable[[Options], Section]]] = {
    "snapshots": snapshots.run,
    "instant": instant.run,
    "budget": budget.run,
    "growth": growth.run,
    "days": days.run,
}
HELP: Final = {
    "snapshots": "one instant: late ones ÷ lower bound, and cost ÷ ours, of every solver",
    "instant": "the time to rank every engineer for one request",
    "budget": "the worst overrun of 20 solves at each size",
    "growth": "the time for a decision against engineers, on a log-log chart with its slope",
    "days": "whole days, event by event, under our policy, nearest, and peers",
}
LIBRARIES: Final = ("ortools", "pyvrp", "pyvroom", "numpy")
CHARTS: Final = Path("img")  # beside the page


def main(argv: Sequence[str] | None = None) -> int:
    """Measure and print; 0 if all is well, 2 if the input cannot be used."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    if arguments[:1] == ["trsp"]:
        from dispatch.benchmarks import trsp

        return trsp.main(arguments[1:])
    args = _parser().parse_args(arguments, argparse.Namespace(**DEFAULTS))
    try:
        return _run(args)
    except SnapshotError as fault:
        return _complain(f"{fault}")
    except OSError as error:
        return _complain(f"{error.filename}: {error.strerror}")
    except ValueError as error:
        return _complain(str(error))


def _run(args: argparse.Namespace) -> int:
    options = _options(args)
    page = args.page.read_text(encoding="utf-8") if args.page else None
    if page is not None:
        rewrite(page, "")  # a file without its markers is refused before anything is measured
    sections = _measure(args, options)
    text = "\n\n".join([machine(), *(section.markdown() for section in sections)])
    sys.stdout.write(text + "\n")
    if args.json:
        figures = {section.name: section.data for section in sections}
        args.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    if args.svg:
        _write_svg(sections, args.svg)
    if page is not None:
        _write_page(args.page, page, sections)
    return 0


def machine() -> str:
    """What it was measured on, and with which releases."""
    found = []
    for library in LIBRARIES:
        try:
            found.append(f"{library} {version(library)}")
        except PackageNotFoundError:
            found.append(f"{library} not installed")
    cores = f"{os.cpu_count()} cores" if os.cpu_count() != 1 else "1 core"
    return f"Measured on {cores}, Python {platform.python_version()}, {', '.join(found)}."


def _measure(args: argparse.Namespace, options: Options) -> list[Section]:
    if args.part == "snapshots" and args.files:
        return [snapshots.run(options, args.files)]
    return [run(options) for name, run in PARTS.items() if args.part in (None, name)]


def _write_svg(sections: Sequence[Section], file: Path) -> None:
    """The first chart goes to the file, others beside it."""
    with_chart = [section for section in sections if section.chart is not None]
    for n, section in enumerate(with_chart):
        target = file if n == 0 else file.with_name(f"{file.stem}-{section.name}{file.suffix}")
        target.write_text(section.chart or "", encoding="utf-8")


def _write_page(file: Path, page: str, sections: Sequence[Section]) -> None:
    images = write_charts(sections, file.parent / CHARTS)
    parts = [machine()]
    for section in sections:
        image = images.get(section.name)
        parts.append(section.markdown(image.relative_to(file.parent).as_posix() if image else None))
    file.write_text(rewrite(page, "\n\n".join(parts)), encoding="utf-8")


def _options(args: argparse.Namespace) -> Options:
    return Options(
        shapes=tuple(parse_shape(text) for text in args.sizes),
        budgets=tuple(args.budget),
        seeds=tuple(args.seeds),
        entries=chosen(args.solvers),
        patience_s=args.patience,
        quick=args.quick,
    )


def _parser() -> argparse.ArgumentParser:
    common = _common()
    parser = argparse.ArgumentParser(
        prog="python -m dispatch.benchmarks", description=__doc__, parents=[common]
    )
    parts = parser.add_subparsers(dest="part", metavar="PART")
    for name, text in HELP.items():
        part = parts.add_parser(name, help=text, parents=[common])
        if name == "snapshots":
            part.add_argument("files", nargs="*", type=Path, metavar="FILE", help="snapshots to plan instead")
    parts.add_parser("trsp", help="technician routing instances; see `trsp --help`", add_help=False)
    return parser


def _common() -> argparse.ArgumentParser:
    # a default of the sub-command must not undo what stood before it
    common = argparse.ArgumentParser(add_help=False, argument_default=argparse.SUPPRESS)
    add: Any = common.add_argument
    add("--sizes", nargs="+", metavar="SIZE", help="E100_J250 or 100x250, instead of each part's own")
    add("--budget", nargs="+", type=float, metavar="S", help="seconds for a plan, instead of each part's own")
    add("--seeds", nargs="+", type=int, metavar="N", help="seeds of the generated instances")
    add("--solvers", nargs="+", choices=sorted(BY_KEY), help="only these beside ours")
    add(
        "--patience", type=float, metavar="S", help="seconds beyond twice the budget until a solver is killed"
    )
    add("--quick", action="store_true", help="small sizes and few runs: about a minute")
    add("--json", type=Path, metavar="FILE", help="write all figures")
    add("--svg", type=Path, metavar="FILE", help="write the charts")
    add("--page", type=Path, metavar="FILE", help="write tables and charts between the markers of a page")
    return common


DEFAULTS: Final[dict[str, Any]] = {
    "sizes": (),
    "budget": (),
    "seeds": (),
    "solvers": (),
    "patience": PATIENCE_S,
    "quick": False,
    "json": None,
    "svg": None,
    "page": None,
}


def _complain(message: str) -> int:
    sys.stderr.write(f"python -m dispatch.benchmarks: {message}\n")
    return 2


if __name__ == "__main__":
    sys.exit(main())
