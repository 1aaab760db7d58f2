"""Steps for tables that refer to each other in a circle: the key marked `use_alter` comes last.

SQLite can't add a key to a table and takes it with the table's making, in whatever order;
PostgreSQL needs both tables first. Alembic by itself writes no step for such a key.
"""

from collections.abc import Iterable

from alembic.autogenerate import renderers, rewriter
from alembic.autogenerate.api import AutogenContext
from alembic.operations import ops
from alembic.runtime.migration import MigrationContext
from sqlalchemy import ForeignKeyConstraint

write_circles = rewriter.Rewriter()


class TieOp(ops.MigrateOperation):
    """Adds (or drops) the key that closes a circle, where the database can do so."""

    def __init__(self, key: ForeignKeyConstraint, adds: bool) -> None:
        self.key = key
        self.adds = adds


@renderers.dispatch_for(TieOp)
def _render(_context: AutogenContext, tie: TieOp) -> list[str]:
    """The printer of steps indents after a colon by itself, until an empty line."""
    return ["if op.get_context().dialect.supports_alter:", _call(tie), ""]


def _call(tie: TieOp) -> str:
    key, table = tie.key, tie.key.table.name
    if not tie.adds:
        return f"op.drop_constraint({key.name!r}, {table!r}, type_='foreignkey')"
    local = [column.name for column in key.columns]
    remote = [element.column.name for element in key.elements]
    target = key.referred_table.name
    return f"op.create_foreign_key({key.name!r}, {table!r}, {target!r}, {local!r}, {remote!r})"


@write_circles.rewrites(ops.UpgradeOps)
def _tie_last(
    _context: MigrationContext, _revision: object, upgrade: ops.UpgradeOps
) -> ops.UpgradeOps:
    upgrade.ops.extend(TieOp(key, adds=True) for key in _circle_keys(upgrade.ops))
    return upgrade


@write_circles.rewrites(ops.DowngradeOps)
def _untie_first(
    _context: MigrationContext, _revision: object, downgrade: ops.DowngradeOps
) -> ops.DowngradeOps:
    dropped = [op.reverse() for op in downgrade.ops if isinstance(op, ops.DropTableOp)]
    downgrade.ops[:0] = [TieOp(key, adds=False) for key in _circle_keys(dropped)]
    return downgrade


def _circle_keys(steps: Iterable[ops.MigrateOperation]) -> list[ForeignKeyConstraint]:
    tables = [step.to_table() for step in steps if isinstance(step, ops.CreateTableOp)]
    return [key for table in tables for key in table.foreign_key_constraints if key.use_alter]
