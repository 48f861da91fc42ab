"""What somebody without session, key or link may send: every address, and what was made to cost."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from app.kernel import Role
from app.web.sizes import ANONYMOUS_BYTES
from tests.support.policy import POLICY

TOKENS = "/api/v1/auth/tokens"
SYNC = "/mobile/v1/sync"
JSON = {"Content-Type": "application/json"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
MULTIPART = {"Content-Type": "multipart/form-data; boundary=x"}
ROOM = ANONYMOUS_BYTES - 1024
"""Of a body that is read at all."""

FIELD = 8_000
FIELDS = 7
"""A field of the head is a little longer than this at most, and so many fit into one head."""

GIANT = 900_000
HASHES = "sign-in with a password"
COUNTER = "#N#"
"""Stands for another number in each request: after a few tries with one login no password is looked at."""

_NOBODY = "00000000-0000-4000-8000-000000000000"
_BAD_LINK = "WyJub2JvZHkiXQ.c2lnbmF0dXJl"


@dataclass(frozen=True, slots=True)
class Attack:
    """One request; headers of one name may stand several times.

    Where there is a `wire` it is sent as it is, `piece` bytes at a time.
    """

    name: str
    method: str
    path: str
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = field(default=b"", repr=False)
    wire: bytes = field(default=b"", repr=False)
    piece: int = 0


def attack(name: str, where: str, headers: Mapping[str, str] | None = None, body: bytes = b"") -> Attack:
    """Return a request; `where` is method and address."""
    method, path = where.split(" ", 1)
    return Attack(name, method, path, tuple((headers or {}).items()), body)


def addresses() -> list[Attack]:
    """Every row of the access policy, asked by nobody, with a body where it takes one."""
    rows = [f"{key} HTTP".split()[:2] for key in POLICY]
    return [
        Attack(
            f"{method} {rule}",
            method,
            _filled(rule),
            () if method in {"GET", "DELETE"} else (("Content-Type", "application/json"),),
            b"" if method in {"GET", "DELETE"} else b'{"k":1}',
        )
        for method, rule in rows
    ]


def public(name: str) -> bool:
    """Whether an address of `addresses` answers strangers with more than a refusal."""
    return bool({Role.ANONYMOUS, Role.TRACKING} & POLICY[name].roles)


def made_to_cost(engineer_id: str, asset: str) -> list[Attack]:
    """Requests that nobody sends by mistake; `engineer_id` and `asset` are what an address of ours holds."""
    return [*_plain(engineer_id, asset), *_heads(asset), *_bodies(), *_refused_bodies()]


def on_the_wire() -> list[Attack]:
    """What no client library sends: packets and chunks of a few bytes, and bodies without end."""
    fields = b"".join(b"X-%d: %s\r\n" % (n, b"y" * 7_900) for n in range(FIELDS))
    start = b"POST /login HTTP/1.1\r\nHost: x\r\n"
    long_head = start + fields + b"Content-Length: 40000\r\n\r\n" + b"a" * 40_000
    chunked = start + b"Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
    extension = b"1;" + b";".join([b"a=b"] * 1_800) + b"\r\n \r\n"
    tries = {
        "a head and a body in pieces of 4 bytes": (long_head, 4),
        "60,000 chunks of a byte": (chunked + b"1\r\n \r\n" * 60_000 + b"0\r\n\r\n", GIANT),
        "chunks with 7 kB of extension": (chunked + extension * 2_000 + b"0\r\n\r\n", GIANT),
        "56 kB of trailers": (chunked + b"0\r\n" + fields + b"\r\n", GIANT),
        "100 MB announced and sent": (
            start + b"Content-Length: 100000000\r\n\r\n" + b"a" * 100_000_000,
            GIANT,
        ),
    }
    return [Attack(name, "", "", wire=wire, piece=piece) for name, (wire, piece) in tries.items()]


def _plain(engineer_id: str, asset: str) -> Iterator[Attack]:
    login = json.dumps(
        {"login": f"nobody-{COUNTER}", "password": "wrong horse battery", "label": "x"}
    ).encode()
    yield attack("health", "GET /healthz")
    yield attack("readiness", "GET /readyz")
    yield attack("a script", f"GET {asset}")
    yield attack("a part of a script", f"GET {asset}", {"Range": "bytes=10-20"})
    yield attack("a file that is not there", "GET /static/no/such.js")
    yield attack("outside the static folder", "GET /static/..%2f..%2fetc%2fpasswd")
    yield attack("an asset of the API's description", "GET /api/docs/assets/swagger-ui-bundle.js")
    yield attack("the page of a carried card", f"GET /cards/{engineer_id}")
    yield attack("a code on a carried card", f"POST /cards/{engineer_id}", FORM, b"code=0000")
    yield attack("no such address", "GET /no/such/address")
    yield attack("no such method", f"BREW {TOKENS}")
    yield attack("a method that is not taken", f"DELETE {TOKENS}")
    yield attack("options", f"OPTIONS {TOKENS}")
    yield attack("a query of 8 kB", "GET /login?" + "a&" * (FIELD // 2 - 20))
    yield attack("a query of 8 kB of escapes", "GET /login?a=" + "%00" * (FIELD // 3 - 20))
    yield attack("an address of 8 kB", "GET /verify/" + "a" * (FIELD - 50))
    yield attack("an address of many parts", "GET /" + "a/" * (FIELD // 2 - 50))
    yield attack("a tracking link of 8 kB", "GET /t/" + "a" * (FIELD - 100) + ".b")
    yield attack("a packed tracking link", "GET /t/." + "eJw" + "A" * (FIELD - 100) + ".b")
    yield attack("a bearer token that is none", "GET /api/v1/me", {"Authorization": "Bearer " + "x" * 7_900})
    yield attack(HASHES, f"POST {TOKENS}", JSON, login)


def _heads(asset: str) -> Iterator[Attack]:
    floods = {
        "Accept-Language": "a,",
        "Accept-Language with parameters": "a;q=0.1,",
        "Accept-Language of one language": "a-",
        "Accept": "a/b,",
        "Cookie": "a=b;",
        "Cookie without values": "a;",
        "If-None-Match": '"a",',
        "If-None-Match unquoted": "a,",
        "Cookie of quotes": 'a="\\001\\001";',
        "Range": "1-2,",
        "X-Forwarded-For": "1.1.1.1,",
        "Content-Type": 'a="b";',
        "Cache-Control": "a=b,",
    }
    for name, unit in floods.items():
        text = unit * (FIELD // len(unit))
        text = f"bytes={text.rstrip(',')}" if name == "Range" else text
        text = f"application/json;{text}"[:FIELD] if name == "Content-Type" else text
        headers = ((name.partition(" ")[0], text),) * (1 if name == "Range" else FIELDS)
        where = (
            ("GET", asset)
            if name in {"Range", "If-None-Match", "If-None-Match unquoted"}
            else ("GET", "/login")
        )
        yield Attack(f"56 kB of {name}", *where, headers)
    yield Attack("a hundred fields", "GET", "/login", tuple((f"X-{n}", "y" * 600) for n in range(95)))
    yield Attack("too large a head", "GET", "/login", (("X-A", "y" * FIELD),) * 12)
    yield Attack("a session cookie of 8 kB", "GET", "/login", (("Cookie", "onehour_form=" + "e" * 7_900),))
    yield Attack(
        "a packed session cookie", "GET", "/login", (("Cookie", "onehour_form=.eJw" + "A" * 7_900 + ".a.b"),)
    )


def _bodies() -> Iterator[Attack]:
    """As large as is read."""
    long = "k" * (ROOM // 2)
    tries: dict[str, str] = {
        "unknown keys": _object(f'"k{n}":1' for n in range(ROOM // 12)),
        "numbers in a list": "[%s1]" % ("1," * (ROOM // 2 - 2)),
        "lists in a list": "[%s[]]" % ("[]," * (ROOM // 3 - 2)),
        "objects in a list": "[%s{}]" % ("{}," * (ROOM // 3 - 2)),
        "numbers under a long name": _object([f'"{long}":[{"1," * (ROOM // 4 - 8)}1]']),
        "names with NUL": _object(f'"k{n}":"\\u0000"' for n in range(ROOM // 17)),
        "one name again and again": _object(['"k":1'] * (ROOM // 6)),
        "depth": "[" * (ROOM // 2) + "]" * (ROOM // 2),
        "depth of objects": '{"a":' * (ROOM // 6) + "1" + "}" * (ROOM // 6),
        "a long number": "1" * ROOM,
        "a long login": json.dumps({"login": "x" * (ROOM - 60), "password": "y", "label": "z"}),
        "a long password": json.dumps({"login": "x", "password": "y" * (ROOM - 60), "label": "z"}),
        "escapes": '"%s"' % ("\\ud800" * (ROOM // 6)),
        "text past ASCII": json.dumps({"login": "é" * (ROOM // 6)}),
        "half a text": '{"login":"' + "x" * (ROOM - 20),
    }
    for name, text in tries.items():
        yield attack(f"64 kB at sign-in: {name}", f"POST {TOKENS}", JSON, text.encode()[:ROOM])
    forms = {
        "empty fields": b"a&" * (ROOM // 2),
        "fields": b"a=b&" * (ROOM // 4),
        "escapes": b"a=" + b"%00" * (ROOM // 3),
        "one name and another": b"&".join(b"%x" % n for n in range(ROOM // 5)),
    }
    for name, body in forms.items():
        yield attack(f"64 kB form: {name}", "POST /login", FORM, body[:ROOM])
    yield attack("64 kB form at a bad link", f"POST /t/{_BAD_LINK}/rate", FORM, b"a&" * (ROOM // 2))
    part = b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n\r\n'
    yield attack("64 kB of multipart", "POST /login", MULTIPART, part * (ROOM // len(part)) + b"--x--")
    yield attack("64 kB of multipart's head", "POST /login", MULTIPART, b"--x\r\nX: " + b"y" * (ROOM - 9))
    yield attack("64 kB of line ends", "POST /login", MULTIPART, b"\r\n" * (ROOM // 2))
    yield attack("64 kB of boundaries", "POST /login", MULTIPART, b"--x\r\n" * (ROOM // 5))
    yield attack("64 kB to sync", f"POST {SYNC}", JSON, b"[%s1]" % (b"1," * (ROOM // 2 - 2)))


def _refused_bodies() -> Iterator[Attack]:
    keys = b"{%s}" % b",".join(b'"k%d":1' % n for n in range(GIANT // 2))
    array = b"[%s1]" % (b"1," * GIANT)
    for name, where in {"sign-in": TOKENS, "sync": SYNC, "intake": "/api/v1/service-requests"}.items():
        yield attack(f"4.7 MB of unknown keys to {name}", f"POST {where}", JSON, keys)
        yield attack(f"900,000 elements to {name}", f"POST {where}", JSON, array)
    packed = gzip.compress(b" " * 50_000_000)
    yield attack("a body that unfolds", f"POST {TOKENS}", JSON | {"Content-Encoding": "gzip"}, packed)
    part = b'--x\r\nContent-Disposition: form-data; name="a"; filename="b"\r\n\r\nc\r\n'
    yield attack("10,000 parts", "POST /login", MULTIPART, part * 10_000 + b"--x--")
    yield attack(
        "a photo to nobody", f"PUT /mobile/v1/visits/{_NOBODY}/photos/{'0' * 64}", {}, b"x" * 4_000_000
    )


def _object(members: Iterable[str]) -> str:
    return "{" + ",".join(members) + "}"


def _filled(rule: str) -> str:
    values = {"token": _BAD_LINK, "code": "AAAA.bbbb", "slug": "invalid", "name": "swagger-ui.css"}
    return re.sub(
        r"<(?:(\w+):)?(\w+)>", lambda hit: _NOBODY if hit[1] == "uuid" else values.get(hit[2], "x"), rule
    )
