"""Lists of registers walk an index, and a name that is being typed is looked up in one."""

from __future__ import annotations

from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

_BEGINNINGS = "varchar_pattern_ops"
_WALKED = (("customers", "created_at"), ("sites", "name"))
_TYPED = (("customers", "name_key"), ("sites", "address_key"), ("assets", "serial_number"))


def upgrade() -> None:
    """Apply."""
    for table, column in _WALKED:
        op.create_index(f"ix_{table}_{column}_id", table, [column, "id"])
    for table, column in _TYPED:
        ops = {column: _BEGINNINGS}
        op.create_index(f"ix_{table}_{column}_id", table, [column, "id"], postgresql_ops=ops)


def downgrade() -> None:
    """Take back."""
    for table, column in (*_WALKED, *_TYPED):
        op.drop_index(f"ix_{table}_{column}_id", table)
