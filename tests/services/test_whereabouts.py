"""The calls that go on now are counted by the step in which they are."""

from ivr.db import Database
from ivr.services import whereabouts
from tests import make
from tests.make import NOW


def test_open_calls_are_counted_by_dialogue_and_step(database: Database) -> None:
    with database.writing() as session:
        line = make.an_open_line(session)
        for step in ("main", "main", "number"):
            make.a_call(session, line, state={"dialogue": "caller", "step": step})
        make.a_call(session, line, state={"dialogue": "caller", "step": "main"}, ended_at=NOW)
        make.a_call(session, line, dialogue="agent", direction="agent", state={"step": "offer"})

        assert whereabouts.at(session, NOW) == {
            ("agent", "offer"): 1,
            ("caller", "main"): 2,
            ("caller", "number"): 1,
        }
