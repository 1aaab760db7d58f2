"""One glance sees what each of its statements would have found alone, as of the same moment."""

from datetime import timedelta
from types import ModuleType

import pytest
from sqlalchemy import select

from ivr.db import Database, Find, Glance, ago, ahead, find
from ivr.db.glance import MOST
from ivr.models import Heartbeat, Staff
from scheduler import asking, dial, texts, upkeep
from tests import make
from tests.make import NOW

HOUR = timedelta(hours=1)

CAME: Find = select(Staff.id).where(Staff.state_since <= ago(HOUR)).order_by(Staff.id)
COMES: Find = select(Staff.id).where(Staff.state_since <= ahead(HOUR)).order_by(Staff.id.desc())
NOBODY: Find = select(Staff.id).where(Staff.state == "talking", Staff.state_since > ago())


def test_it_sees_what_each_would_have_found(database: Database) -> None:
    with database.writing() as session:
        early = make.an_agent(session, "Aino", state_since=NOW - 2 * HOUR).id
        late = make.an_agent(session, "Bertta", state_since=NOW).id
    with database.reading() as session:
        seen = Glance({"came": CAME, "comes": COMES, "nobody": NOBODY}).at(session, NOW)
        alone = {"came": find(session, CAME, NOW), "comes": find(session, COMES, NOW)}

    assert seen == {"came": [early], "comes": [late, early], "nobody": []}
    assert alone == {"came": [early], "comes": [late, early]}


def test_it_sees_the_first_of_many(database: Database) -> None:
    with database.writing() as session:
        session.add_all(
            Heartbeat(process=f"{n}", kind="web", started_at=NOW, at=NOW) for n in range(MOST + 1)
        )
    beats: Find = select(Heartbeat.process).order_by(Heartbeat.process)  # type: ignore[assignment]

    with database.reading() as session:
        seen = Glance({"beats": beats}).at(session, NOW)

    assert seen["beats"] == sorted(f"{n}" for n in range(MOST + 1))[:MOST]


@pytest.mark.parametrize("beat", [asking, dial, texts, upkeep], ids=lambda beat: beat.__name__)
def test_a_beat_is_planned_once(beat: ModuleType) -> None:
    """SQLite plans anew each time what has bound values that an index's condition is about."""
    bound = beat._GLANCE._each.statement.compile().binds

    assert [name for name in bound if name.partition("_")[0] not in ("ago", "ahead")] == []
