"""Every action that a dialogue may ask for is performed, and nothing else is."""

from collections.abc import Mapping
from typing import Any

import pytest
from sqlalchemy import func, select

from flows.dialogues.actions import ACTIONS
from flows.engine.turn import Act, Outcome
from ivr.db import Database, Lost
from ivr.services import agent_actions, citizen
from ivr.services.actions import PERFORM, perform
from ivr.services.context import Context
from ivr.services.moves import Moved
from ivr.services.policy import Policy
from tests import make
from tests.conftest import only_postgresql
from tests.make import KEYER, NOW
from tests.postgres import Server


def test_the_whole_vocabulary_is_performed_and_nothing_beyond_it() -> None:
    assert set(PERFORM) == set(ACTIONS)


def test_each_action_belongs_to_one_share() -> None:
    assert not set(citizen.PERFORM) & set(agent_actions.PERFORM)


def test_an_action_that_fails_leads_to_the_dialogues_way_out(database: Database) -> None:
    with database.writing() as session:
        line = make.an_open_line(session)
        call = make.a_call(session, line)
        context = Context(session, call, line, Policy(), "fi", 2, KEYER, NOW)

        assert perform(context, Act("accept", {})) == Outcome("failed")


def test_what_has_moved_meanwhile_is_no_failure_but_a_reason_to_begin_anew(
    database: Database,
) -> None:
    with database.writing() as session:
        line = make.an_open_line(session)
        call = make.a_call(session, line)
        context = Context(session, call, line, Policy(), "fi", 2, KEYER, NOW)

        def too_late(_context: Context, _arguments: Mapping[str, Any]) -> Outcome:
            raise Moved("somebody was faster")

        with pytest.raises(Moved):
            perform(context, Act("set_status", {"wanted": "off"}), {"set_status": too_late})


@only_postgresql
def test_a_database_that_goes_away_is_no_failure_of_the_action(
    database: Database, postgresql: Server
) -> None:
    def cut_off(context: Context, _arguments: Mapping[str, Any]) -> Outcome:
        postgresql.cut(context.session.scalars(select(func.pg_backend_pid())).one())
        context.session.scalars(select(func.now())).one()
        raise AssertionError("there is nobody to ask any more")

    with pytest.raises(Lost), database.writing() as session:
        line = make.an_open_line(session)
        call = make.a_call(session, line)
        context = Context(session, call, line, Policy(), "fi", 2, KEYER, NOW)
        perform(context, Act("set_status", {"wanted": "off"}), {"set_status": cut_off})
        session.scalars(select(func.now())).one()
