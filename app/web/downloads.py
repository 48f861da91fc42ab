"""Names of files that are sent, in a header that every server passes on (RFC 6266, RFC 8187)."""

from __future__ import annotations

import unicodedata
from typing import Literal, TypeVar
from urllib.parse import quote

from werkzeug.http import dump_options_header
from werkzeug.wrappers import Response

_UNQUOTED = "!#$&+-.^_`|~"
"""What RFC 8187 lets stand as it is, beside letters and digits."""

Sent = TypeVar("Sent", bound=Response)


def disposition(name: str, how: Literal["attachment", "inline"] = "attachment") -> str:
    """Return the header's value: `filename` in plain letters, and the whole name beside it if it has others.

    A header holds plain letters alone, and no line may end in it: a file with a Chinese name is `file.csv`
    to whoever reads no `filename*`.
    """
    name = " ".join("".join(c if c.isprintable() else " " for c in name).split()) or "file"
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().strip()
    if plain == name:
        return dump_options_header(how, {"filename": name})
    plain = plain if plain[:1].isalnum() else f"file{plain}"
    whole = quote(name, safe=_UNQUOTED, errors="replace")
    return dump_options_header(how, {"filename": plain, "filename*": f"UTF-8''{whole}"})


def as_file(answer: Sent, name: str, how: Literal["attachment", "inline"] = "attachment") -> Sent:
    """Have the answer be kept as a file of this name; `inline` is shown first."""
    answer.headers["Content-Disposition"] = disposition(name, how)
    return answer
