"""A demonstration of one's own to picture: a short day, played to its end and kept running.

While it is played there is work on the board; what shows that is pictured then.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.screenshots.shooting import ANONYMOUS, Account

_DAY = ("--hours", "3", "--engineers", "8", "--load", "1.0", "--keep")
_LOGIN = re.compile(r"^\s+(admin|dispatcher|manager|engineer|customer|provider)\s+(\S+)\s+(\S+)$")
_AT = re.compile(r"Follow it on (http://\S+)")
_LINK = re.compile(r"A customer's link: http://[^/]+(/\S+)")
_GOES_ON = "Life goes on"


AtWork = Callable[[str, Sequence[Account]], None]


@contextmanager
def staged(at_work: AtWork | None = None) -> Iterator[tuple[str, list[Account]]]:
    """Give the demonstration's address and an account of each role; call `at_work` while it is played."""
    with tempfile.TemporaryDirectory(prefix="onehour-screenshots-") as folder:
        command = [sys.executable, "-u", "-m", "app.cli", "demo", *_DAY, "--data-dir", folder]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path.cwd())
        try:
            yield _until_it_goes_on(process, at_work)
        finally:
            process.terminate()
            process.wait()


def _until_it_goes_on(process: subprocess.Popen[str], at_work: AtWork | None) -> tuple[str, list[Account]]:
    url, link, accounts = "", "", []
    for line in process.stdout or ():
        sys.stderr.write(line)
        if found := _AT.search(line):
            url = found[1]
        if found := _LOGIN.match(line.rstrip()):
            accounts.append(Account(*found.groups()))
        if found := _LINK.search(line):
            link = found[1]
            if at_work:
                at_work(url, accounts)
        if _GOES_ON in line:
            return url, [*accounts, Account(ANONYMOUS, also=(link,))]
    raise RuntimeError("The demonstration ended before there was anything to picture.")
