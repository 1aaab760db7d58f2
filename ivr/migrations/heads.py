"""Where the schema stands: asked without the tool that moves it, which a web worker never does."""

from functools import cache
from pathlib import Path

from sqlalchemy import Connection, inspect, text

_TABLE = "alembic_version"
_STANDS = text(f"SELECT version_num FROM {_TABLE}")  # noqa: S608


def at_head(connection: Connection) -> bool:
    """Whether the schema is the one this program was written for."""
    if not inspect(connection).has_table(_TABLE):
        return False
    return list(connection.scalars(_STANDS)) == [newest()]


@cache
def newest() -> str:
    """The number of the newest step, with which the name of its file begins."""
    steps = (Path(__file__).parent / "versions").glob("[0-9]*.py")
    return max(step.name for step in steps).partition("_")[0]
