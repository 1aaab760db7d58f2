"""Read by Alembic at each run: hands it our connection, our tables and how steps are written."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import DateTime

import ivr.models  # noqa: F401  (fills Base.metadata)
from ivr.db import Base, UtcDateTime
from ivr.migrations.circles import write_circles


def _render(kind: str, item: Any, _context: AutogenContext) -> str | Literal[False]:
    """Steps hold the database's own types, so that they outlive ours."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return f"sa.{DateTime(timezone=True)!r}"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    render_item=_render,
    process_revision_directives=write_circles,
)
with context.begin_transaction():
    context.run_migrations()
