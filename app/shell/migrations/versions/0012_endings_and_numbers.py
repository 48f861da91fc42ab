"""Endings without a visit, appointments, clocks of enquiries, telephone numbers as said, merged customers."""

from __future__ import annotations

import re
import unicodedata

import sqlalchemy as sa
from alembic import op

from app.kernel.base import UtcDateTime

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

AS_SAID = (sa.text("''"), sa.text("'[]'"))
AT_ONCE, FEWEST_DIGITS = 500, 3

_COMPANY = re.compile(
    r"(股份有限公司|有限责任公司|有限公司|集团公司|集团|公司"
    r"|\b(?:co|company|corp|corporation|inc|incorporated|ltd|limited|llc|gmbh|ag|plc)\b)"
)


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "phone_keys",
        sa.Column("owner", sa.String(length=12), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("digits", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("owner", "owner_id", "digits", name=op.f("pk_phone_keys")),
    )
    op.create_index("ix_phone_keys_owner_digits", "phone_keys", ["owner", "digits"])
    with op.batch_alter_table("territories", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("area_code", sa.String(length=8), server_default=sa.text("''"), nullable=False)
        )
    for table in ("customers", "engineers", "providers"):
        _numbered(table, "phone", "phone_as_said", "phone_numbers", nullable=True)
    for table in ("service_requests", "enquiries"):
        _numbered(table, "contact_phone", "contact_phone_as_said", "contact_numbers", nullable=False)
    with op.batch_alter_table("customers", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("name_key", sa.String(length=200), server_default=sa.text("''"), nullable=False)
        )
        batch_op.add_column(sa.Column("merged_into_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("survivor_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("merged_at", UtcDateTime(), nullable=True))
        for column in ("merged_into_id", "survivor_id"):
            batch_op.create_foreign_key(op.f(f"fk_customers_{column}"), "customers", [column], ["id"])
            batch_op.create_index(op.f(f"ix_customers_{column}"), [column], unique=False)
        batch_op.create_index(op.f("ix_customers_name_key"), ["name_key"], unique=False)
    with op.batch_alter_table("service_requests", schema=None) as batch_op:
        batch_op.add_column(sa.Column("solved_remotely_by", sa.String(length=120), nullable=True))
        batch_op.add_column(sa.Column("solved_remotely_how", sa.String(length=20), nullable=True))
        batch_op.add_column(sa.Column("solved_remotely_note", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("appointment_agreed_by", sa.String(length=120), nullable=True))
    with op.batch_alter_table("enquiries", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("contact_email", sa.String(length=200), server_default=sa.text("''"), nullable=False)
        )
        batch_op.add_column(sa.Column("overdue_at", UtcDateTime(), nullable=True))
    _fill()
    with op.batch_alter_table("customers", schema=None) as batch_op:
        batch_op.alter_column("name_key", existing_type=sa.String(length=200), server_default=None)


def _numbered(table: str, phone: str, said: str, numbers: str, *, nullable: bool) -> None:
    with op.batch_alter_table(table, schema=None) as batch_op:
        batch_op.alter_column(
            phone, existing_type=sa.String(length=32), type_=sa.String(length=40), existing_nullable=nullable
        )
        batch_op.add_column(sa.Column(said, sa.Text(), server_default=AS_SAID[0], nullable=False))
        batch_op.add_column(sa.Column(numbers, sa.JSON(), server_default=AS_SAID[1], nullable=False))


def _fill() -> None:
    """Numbers of before were E.164: what was said is not known any more, and stands as it was kept."""
    for table, owner, phone, said, numbers in (
        ("customers", "customer", "phone", "phone_as_said", "phone_numbers"),
        ("engineers", "engineer", "phone", "phone_as_said", "phone_numbers"),
        ("providers", "provider", "phone", "phone_as_said", "phone_numbers"),
        ("service_requests", "request", "contact_phone", "contact_phone_as_said", "contact_numbers"),
        ("enquiries", "enquiry", "contact_phone", "contact_phone_as_said", "contact_numbers"),
    ):
        _fill_numbers(table, owner, phone, said, numbers)
    customers = sa.table("customers", sa.column("id", sa.Uuid()), sa.column("name"), sa.column("name_key"))
    connection = op.get_bind()
    rows = connection.execute(sa.select(customers.c.id, customers.c.name)).all()
    change = (
        sa.update(customers).where(customers.c.id == sa.bindparam("key")).values(name_key=sa.bindparam("to"))
    )
    for n in range(0, len(rows), AT_ONCE):
        connection.execute(
            change, [{"key": key, "to": _name_key(name)} for key, name in rows[n : n + AT_ONCE]]
        )


def _fill_numbers(table: str, owner: str, phone: str, said: str, numbers: str) -> None:
    rows_of = sa.table(
        table, sa.column("id", sa.Uuid()), sa.column(phone), sa.column(said), sa.column(numbers, sa.JSON())
    )
    keys = sa.table("phone_keys", sa.column("owner"), sa.column("owner_id", sa.Uuid()), sa.column("digits"))
    connection = op.get_bind()
    found = connection.execute(
        sa.select(rows_of.c.id, rows_of.c[phone]).where(sa.func.coalesce(rows_of.c[phone], "") != "")
    ).all()
    change = (
        sa.update(rows_of)
        .where(rows_of.c.id == sa.bindparam("key"))
        .values({said: sa.bindparam("words"), numbers: sa.bindparam("read", type_=sa.JSON())})
    )
    for n in range(0, len(found), AT_ONCE):
        part = [(key, text, _read(text)) for key, text in found[n : n + AT_ONCE]]
        connection.execute(change, [{"key": k, "words": t, "read": read} for k, t, read in part])
        lines = {(k, str(one["digits"])[::-1]) for k, _, read in part for one in read}
        if lines:
            connection.execute(
                sa.insert(keys), [{"owner": owner, "owner_id": k, "digits": d} for k, d in sorted(lines)]
            )


def _read(number: str) -> list[dict[str, str | None]]:
    """What 0011 kept is E.164 without an extension, or digits that nobody could read."""
    digits = "".join(one for one in number if one in "0123456789")[:40]
    if len(digits) < FEWEST_DIGITS:
        return []
    e164 = number if re.fullmatch(r"\+[1-9]\d{6,14}", number) else None
    return [{"e164": e164, "digits": digits, "extension": ""}]


def _name_key(name: str) -> str:
    """How names were compared when the column was made."""
    plain = unicodedata.normalize("NFKC", name).casefold()
    bare = _letters(_COMPANY.sub(" ", plain))
    return (bare or _letters(plain) or plain.strip())[:200]


def _letters(text: str) -> str:
    return "".join(letter for letter in text if letter.isalnum())


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("enquiries", schema=None) as batch_op:
        batch_op.drop_column("overdue_at")
        batch_op.drop_column("contact_email")
    with op.batch_alter_table("service_requests", schema=None) as batch_op:
        for column in (
            "appointment_agreed_by",
            "solved_remotely_note",
            "solved_remotely_how",
            "solved_remotely_by",
        ):
            batch_op.drop_column(column)
    with op.batch_alter_table("customers", schema=None) as batch_op:
        for column in ("name_key", "survivor_id", "merged_into_id"):
            batch_op.drop_index(op.f(f"ix_customers_{column}"))
        for column in ("survivor_id", "merged_into_id"):
            batch_op.drop_constraint(op.f(f"fk_customers_{column}"), type_="foreignkey")
        for column in ("merged_at", "survivor_id", "merged_into_id", "name_key"):
            batch_op.drop_column(column)
    for table, phone, said, numbers, nullable in (
        ("enquiries", "contact_phone", "contact_phone_as_said", "contact_numbers", False),
        ("service_requests", "contact_phone", "contact_phone_as_said", "contact_numbers", False),
        ("providers", "phone", "phone_as_said", "phone_numbers", True),
        ("engineers", "phone", "phone_as_said", "phone_numbers", True),
        ("customers", "phone", "phone_as_said", "phone_numbers", True),
    ):
        op.execute(f"UPDATE {table} SET {phone} = substr({phone}, 1, 32)")  # noqa: S608 - names above
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_column(numbers)
            batch_op.drop_column(said)
            batch_op.alter_column(
                phone,
                existing_type=sa.String(length=40),
                type_=sa.String(length=32),
                existing_nullable=nullable,
            )
    with op.batch_alter_table("territories", schema=None) as batch_op:
        batch_op.drop_column("area_code")
    op.drop_index("ix_phone_keys_owner_digits", "phone_keys")
    op.drop_table("phone_keys")
