"""`python -m ivr.migrations "why"`: writes the step from the newest schema to today's models."""

import sys
import tempfile
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory

from ivr.db import make_engine
from ivr.migrations.upgrading import configuration, upgrade


def write_step(why: str) -> Path:
    """Compares a fresh, upgraded database with the models; the path of the new step."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/now.db"
        upgrade(url)
        engine = make_engine(url)
        with engine.connect() as connection:
            config = configuration(connection)
            script = command.revision(config, why, autogenerate=True, rev_id=_next(config))
        engine.dispose()
    path = Path(script.path)  # type: ignore[union-attr]
    _tidy(path)
    return path


def _next(config: Config) -> str:
    steps = ScriptDirectory.from_config(config).walk_revisions()
    return f"{sum(1 for _ in steps) + 1:04}"


def _tidy(path: Path) -> None:
    lines = path.read_text().splitlines(keepends=True)
    path.write_text("".join(line for line in lines if "# ### " not in line))


if __name__ == "__main__":
    sys.stdout.write(f"{write_step(sys.argv[1])}\n")
