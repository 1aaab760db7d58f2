"""Lines are found by the number that was called, and switched by supervisors."""

import pytest
from sqlalchemy import select

from ivr.db import Database
from ivr.models import Event
from ivr.services import lines
from ivr.services.lines import UnknownLine
from tests import make
from tests.make import NOW


def test_a_line_is_found_by_its_number_and_by_its_key(database: Database) -> None:
    with database.writing() as session:
        general = make.a_line(session, number="+358295000100")
        authority = make.a_line(session, "authority", number="+358295000200")

        assert lines.of_number(session, "+358295000200") is authority
        assert lines.by_key(session, "general") is general
        assert lines.default(session) is general
        assert lines.every(session) == [general, authority]
        assert lines.numbers(session) == {"+358295000100", "+358295000200"}


def test_what_is_no_line_is_refused(database: Database) -> None:
    with database.writing() as session:
        with pytest.raises(UnknownLine):
            lines.default(session)
        make.a_line(session)
        with pytest.raises(UnknownLine):
            lines.of_number(session, "+358295999999")
        with pytest.raises(UnknownLine):
            lines.by_key(session, "general_2")


@pytest.mark.parametrize("switch", ["takes_requests", "dials"])
def test_a_switch_is_turned_once_and_the_turn_is_written_down(
    database: Database, switch: lines.Switch
) -> None:
    with database.writing() as session:
        line = make.a_line(session)

        turned = [
            lines.set_switch(session, line, switch, on, "supervisor:3", NOW)
            for on in (False, False, True)
        ]

        assert turned == [True, False, True]
        assert getattr(line, switch) is True
        events = session.scalars(select(Event).order_by(Event.id)).all()
        assert [(e.from_state, e.to_state, e.cause, e.actor) for e in events] == [
            ("on", "off", switch, "supervisor:3"),
            ("off", "on", switch, "supervisor:3"),
        ]
