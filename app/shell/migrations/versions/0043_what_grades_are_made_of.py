"""What the card asks besides the overall score, verdicts on complaints, and the versions of the rubrics."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0039"
branch_labels = None
depends_on = None

_SCORES = ("on_time", "technical", "attitude")
_YES_OR_NO = ("five_ones_used", "problem_solved")


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("ratings", schema=None) as batch_op:
        for name in _SCORES:
            batch_op.add_column(sa.Column(name, sa.Integer(), nullable=True))
        for name in _YES_OR_NO:
            batch_op.add_column(sa.Column(name, sa.Boolean(), nullable=True))


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("ratings", schema=None) as batch_op:
        for name in (*_YES_OR_NO, *_SCORES):
            batch_op.drop_column(name)
