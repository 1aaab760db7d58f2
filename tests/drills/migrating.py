"""A new version comes in the middle of the day: its tables first, amid traffic and with many rows,
then the web server and the scheduler, each ended politely and started anew.

What the next version changes is made up here: a column and an index of the table into which every
webhook writes.
"""

import shutil
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from sqlalchemy import insert, select

from ivr.db import Database
from ivr.migrations.heads import newest
from ivr.models import Line
from ivr.models.calls import TurnAnswer
from tests import make
from tests.drills import ledger
from tests.drills.day import rest
from tests.drills.house import Setting, Store, hands, house
from tests.drills.report import Drill, Report, judge
from tests.drills.traffic import traffic
from tests.shape.sources import ROOT

AGENTS: Final = 20
_BEFORE, _AFTER = 8.0, 8.0
"""Real seconds of traffic."""
_AT_ONCE: Final = 10_000
_STEP: Final = """
import sqlalchemy as sa
from alembic import op

revision, down_revision = "{new}", "{old}"


def upgrade() -> None:
    anew = "always" if op.get_context().dialect.name == "sqlite" else "never"
    with op.batch_alter_table("turn", recreate=anew) as table:
        table.add_column(sa.Column("mood", sa.String(8), server_default="calm", nullable=False))
        table.create_index("ix_turn_at", ["at"])
"""


def migration(folder: Path, store: Store, database: str, many: int) -> Report:
    """`many` rows are in the table whose columns change."""
    with house(folder, store, Setting("2026-11-24 09:10", 5, hands(AGENTS))) as place:
        _fill(place.office.database, many, place.now)
        new = _next_version(folder / "next")
        with traffic(place):
            time.sleep(_BEFORE)
            begun = time.monotonic()
            place.processes.run_from(new)
            assert place.processes.run("ivr upgrade") == 0, "the upgrade has failed"
            seconds = time.monotonic() - begun
            for role in ("web", "scheduler-0"):
                assert place.processes.end(role) == 0, f"{role} did not end well"
            place.webhooks.shut()
            place.start("web")
            place.start("scheduler")
            time.sleep(_AFTER)
        left = rest(place)
        drill = Drill("none", "a new version amid traffic", database)
        report = judge(place, drill, 1, lost=left)
        troubled = sum(1 for _ in ledger.findings(place.lives))
        return report.with_figures(
            rows=many, **{"upgrade, s": round(seconds, 1), "webhooks not answered": troubled}
        )


def _next_version(folder: Path) -> Path:
    for part in ("flows", "ivr", "scheduler"):
        shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
    old = newest()
    new = f"{int(old) + 1:04}"
    step = folder / "ivr/migrations/versions" / f"{new}_a_mood.py"
    step.write_text(_STEP.format(new=new, old=old))
    return folder


def _fill(database: Database, many: int, now: datetime) -> None:
    """What one very long call has left."""
    with database.writing() as session:
        line = session.scalars(select(Line)).one()
        long_ago = now - timedelta(days=1)
        call = make.a_call(session, line, sid="CA" + "0" * 32, started_at=long_ago, ended_at=now)
        for numbers in _batched(range(many), _AT_ONCE):
            said = {"call_id": call.id, "answer": "said", "releases": False, "at": long_ago}
            session.execute(insert(TurnAnswer), [{**said, "number": n} for n in numbers])


def _batched(numbers: range, size: int) -> Iterator[range]:
    return (numbers[n : n + size] for n in range(0, len(numbers), size))
