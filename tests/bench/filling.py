"""A company of years: customers and requests by the hundred thousand, copied inside the database."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection, Table, inspect, text

from app.kernel.database import make_engine
from app.registers.tables import Customer, PhoneKey
from app.requests.tables import ServiceRequest, Visit

YEARS_S = 3 * 365 * 86_400
_DIALECTS = {
    "sqlite": {
        "numbers": "WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < {count})",
        "from": "n",
        "id": "printf('%032x', {number})",
        "ago": "strftime('%Y-%m-%d %H:%M:%f000', 'now', '-' || ({seconds}) || ' seconds')",
        "digits": "printf('%08d', n)",
    },
    "postgresql": {
        "numbers": "",
        "from": "generate_series(1, {count}) AS n",
        "id": "lpad(to_hex({number}), 32, '0')::uuid",
        "ago": "now() - make_interval(secs => {seconds})",
        "digits": "lpad(n::text, 8, '0')",
    },
}


def fill(url: str, customers: int, requests: int) -> None:
    """Copy one customer, one request and its visit as often as that, over three years back from now."""
    engine = make_engine(url)
    words = _DIALECTS[engine.dialect.name]
    with engine.begin() as connection:
        digits = words["digits"]
        _copy(
            connection,
            Customer.__table__,
            customers,
            {
                "id": words["id"].format(number="n"),
                "name": f"'客户 Company ' || {digits}",
                "name_key": f"'客户company' || {digits}",
                "phone": f"'+86139' || {digits}",
            },
        )
        _phone_keys(connection, words, customers)
        ago = f"(n * {YEARS_S / max(1, requests):.3f})"
        _requests(connection, words, customers, requests, ago)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))
    engine.dispose()


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
