"""A company of years: customers and requests by the hundred thousand, copied inside the database.

Each customer has a place and a machine.  What texts are found by is written as the application does; an
index of words is made anew afterwards, which takes a tenth of keeping it row by row.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection, Table, inspect, text

from app.kernel.database import BEGIN_OPTION, make_engine
from app.registers.tables import Asset, Customer, PhoneKey, Searched, SearchText, Site
from app.requests.tables import ServiceRequest, Visit

YEARS_S, LATEST_S = 3 * 365 * 86_400, 4 * 3600
_DIALECTS = {
    "sqlite": {
        "numbers": "WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < {count})",
        "from": "n",
        "id": "printf('%032x', {number})",
        "ago": "strftime('%Y-%m-%d %H:%M:%f000', 'now', -({seconds}) || ' seconds')",
        "digits": "printf('%08d', n)",
        "serial": "printf('%06X', (n * 7919) % 16777216)",
        "before": "",
        "after": "",
    },
    "postgresql": {
        "numbers": "",
        "from": "generate_series(1, {count}) AS n",
        "id": "lpad(to_hex({number}), 32, '0')::uuid",
        "ago": "now() - make_interval(secs => {seconds})",
        "digits": "lpad(n::text, 8, '0')",
        "serial": "upper(lpad(to_hex((n * 7919) % 16777216), 6, '0'))",
        "before": "SET LOCAL maintenance_work_mem = '1GB'; DROP INDEX search_grams_text",
        "after": "CREATE INDEX search_grams_text ON search_texts USING gin (search_grams(kind, text))",
    },
}


def fill(url: str, customers: int, requests: int) -> None:
    """Copy one customer, one request and its visit as often as that, over three years back from now."""
    engine = make_engine(url)
    words = _DIALECTS[engine.dialect.name]
    ago = f"({LATEST_S} + n * {YEARS_S / max(1, requests):.3f})"
    # The server runs beside it: a step at a time, so that its own writers do not wait for all.
    writing = engine.execution_options(**{BEGIN_OPTION: "IMMEDIATE"})
    for fill_some in (_customers, _phone_keys, _places, _texts):
        with writing.begin() as connection:
            fill_some(connection, words, customers)
    with writing.begin() as connection:
        _requests(connection, words, customers, requests, ago)
    with writing.begin() as connection:
        _texts_of_requests(connection, words, requests)
    if engine.dialect.name == "postgresql":  # as it does by itself; SQLite is asked by nobody
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("ANALYZE"))
    engine.dispose()


def _customers(connection: Connection, words: Mapping[str, str], count: int) -> None:
    digits = words["digits"]
    told = {
        "name": f"'客户 Company ' || {digits}",
        "name_key": f"'客户company' || {digits}",
        "phone": f"'+86139' || {digits}",
    }
    _copy(connection, Customer.__table__, count, {"id": words["id"].format(number="n"), **told})


_ADDRESS = "'建国路' || (n % 200) || '号' || (n % 28) || '层' || {digits}"
_SITE = "'分店 Branch ' || {digits}"


def _places(connection: Connection, words: Mapping[str, str], count: int) -> None:
    """Give each customer a place and a machine in it."""
    key = {"id": words["id"].format(number="n")}
    address = _ADDRESS.format(digits=words["digits"])
    told = {"name": _SITE.format(**words), "address": address, "address_key": address}
    _copy(connection, Site.__table__, count, {**key, "customer_id": key["id"], **told})
    machine = {"site_id": key["id"], "serial_number": f"'SN-' || {words['serial']}", "qr_code": "NULL"}
    _copy(connection, Asset.__table__, count, {**key, **machine})


def _texts(connection: Connection, words: Mapping[str, str], count: int) -> None:
    """Write by what parts all of them are found."""
    digits, key = words["digits"], words["id"].format(number="n")
    _run(connection, words["before"])
    for kind, said in (
        (Searched.CUSTOMER, f"'客户company' || {digits}"),
        (Searched.NUMBER, f"'86139' || {digits}"),
        (Searched.SITE, f"'分店branch' || {digits}"),
        (Searched.ADDRESS, _ADDRESS.format(digits=digits)),
        (Searched.SERIAL, f"'sn' || lower({words['serial']})"),
        (Searched.MODEL, "'thinkcentrem' || (n % 90)"),
    ):
        values = f"'{kind.value}', {key}, {said}"
        _insert(connection, SearchText.__tablename__, "kind, owner_id, text", values, words, count)
    _run(connection, words["after"])


def _texts_of_requests(connection: Connection, words: Mapping[str, str], count: int) -> None:
    key = words["id"].format(number="n")
    _run(connection, words["before"])
    for kind, said in (
        (Searched.CODE, "'q' || n"),
        (Searched.CONTACT, "'contact' || (n % 5000)"),
        (Searched.WORDS, "'电脑无法开机屏幕一直黑着风扇在转' || (n % 9973)"),
    ):
        values = f"'{kind.value}', {key}, {said}"
        _insert(connection, SearchText.__tablename__, "kind, owner_id, text", values, words, count)
    _run(connection, words["after"])


def _run(connection: Connection, statements: str) -> None:
    for statement in filter(None, statements.split("; ")):
        connection.execute(text(statement))


def _requests(
    connection: Connection, words: Mapping[str, str], customers: int, requests: int, ago: str
) -> None:
    asked = words["ago"].format(seconds=ago)
    due = words["ago"].format(seconds=f"{ago} - 3600")
    came = words["ago"].format(seconds=f"{ago} - 600 - 60 * (n % 62)")
    done = words["ago"].format(seconds=f"{ago} - 7200")
    _copy(
        connection,
        ServiceRequest.__table__,
        requests,
        {
            "id": words["id"].format(number="n"),
            "code": "'Q' || n",
            "customer_id": words["id"].format(number=f"(1 + n % {customers})"),
            "site_id": words["id"].format(number=f"(1 + n % {customers})"),
            "asset_id": words["id"].format(number=f"(1 + n % {customers})"),
            "requested_at": asked,
            "received_at": asked,
            "due_at": due,
            "on_site_at": came,
            "resolved_at": done,
            "closed_at": done,
            "state": "'closed'",
            "arrival_verdict": "'plausible'",
        },
    )
    _copy(
        connection,
        Visit.__table__,
        requests,
        {
            "id": words["id"].format(number="n"),
            "request_id": words["id"].format(number="n"),
            "ordinal": "1",
            "state": "'confirmed'",
            "departed_at": asked,
            "on_site_at": came,
            "completed_at": done,
            "confirmed_at": done,
            "engineer_id": "(SELECT id FROM engineers ORDER BY number LIMIT 1)",
        },
    )


def _phone_keys(connection: Connection, words: Mapping[str, str], count: int) -> None:
    digits = words["digits"]
    backwards = "||".join(f"substr({digits}, {n}, 1)" for n in range(8, 0, -1))
    values = f"'customer', {words['id'].format(number='n')}, {backwards} || '93168'"
    _insert(connection, PhoneKey.__tablename__, "owner, owner_id, digits", values, words, count)


def _copy(connection: Connection, table: Table, count: int, changes: Mapping[str, str]) -> None:
    """Copy the table's first row `count` times with some columns as SQL says of the number `n`."""
    words = _DIALECTS[connection.dialect.name]
    names = [column["name"] for column in inspect(connection).get_columns(table.name)]
    values = ", ".join(changes.get(name, f"first.{name}") for name in names)
    source = f", (SELECT * FROM {table.name} ORDER BY id DESC LIMIT 1) AS first"  # noqa: S608 - our names
    _insert(connection, table.name, ", ".join(names), values, words, count, source)


def _insert(
    connection: Connection,
    table: str,
    columns: str,
    values: str,
    words: Mapping[str, str],
    count: int,
    source: str = "",
) -> None:
    numbers, origin = (words[key].format(count=count) for key in ("numbers", "from"))
    connection.execute(
        text(f"INSERT INTO {table} ({columns}) {numbers} SELECT {values} FROM {origin}{source}")  # noqa: S608
    )
