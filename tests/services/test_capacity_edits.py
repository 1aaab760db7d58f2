"""Changes to how many times there are: seen before they are made, one after the other, written."""

import pytest

from ivr.db import Base, Database, Session
from ivr.models import Booking, Event, Line, ServicePoint
from ivr.services import diaries, foresight, lines, phone_time_settings, points
from ivr.services.foresight import NOBODY
from ivr.services.policy import Policy
from tests import make
from tests.diaries import a_point
from tests.make import NOW
from tests.services.booking_scene import Kuhmo
from tests.together import together


def everything(database: Database) -> dict[str, list[str]]:
    with database.reading() as session:
        return {
            table.name: sorted(map(repr, session.execute(table.select())))
            for table in Base.metadata.sorted_tables
        }


def a_smaller_kuhmo(database: Database) -> Kuhmo:
    """Kuhmo, where two of three desks are booked at nine."""
    kuhmo = Kuhmo(database)
    kuhmo.book(kuhmo.nine, "+358401234567", "call:1")
    kuhmo.book(kuhmo.nine, "+358401234568", "call:2")
    return kuhmo


def take_desks_away(session: Session, desks: int = 1) -> list[object]:
    point = points.lock(session, "kuhmo")
    return list(points.save(session, point, {"desks": desks}, "supervisor:1", NOW))


def test_what_is_foreseen_has_not_happened(database: Database) -> None:
    a_smaller_kuhmo(database)
    before = everything(database)

    with database.writing() as session:
        hit = foresight.make(session, take_desks_away, seen=None)

    assert (hit.made, hit.visits, hit.phone_times) == (False, 1, 0)
    assert everything(database) == before


def test_it_is_made_if_it_hits_those_who_were_seen(database: Database) -> None:
    kuhmo = a_smaller_kuhmo(database)
    with database.writing() as session:
        seen = foresight.make(session, take_desks_away, seen=None).mark

    with database.writing() as session:
        assert foresight.make(session, take_desks_away, seen).made

    assert sorted(one.state for one in kuhmo.every(Booking)) == ["booked", "displaced"]


def test_it_is_not_made_if_it_hits_anybody_else(database: Database) -> None:
    a_smaller_kuhmo(database)

    with database.writing() as session:
        assert not foresight.make(session, take_desks_away, NOBODY).made

    with database.reading() as session:
        assert points.by_key(session, "kuhmo").desks == 3


def test_a_fault_within_leaves_nothing_behind(database: Database) -> None:
    a_smaller_kuhmo(database)
    before = everything(database)

    def break_down(session: Session) -> list[object]:
        take_desks_away(session)
        raise ValueError("in the middle")

    with database.writing() as session, pytest.raises(ValueError, match="in the middle"):
        foresight.make(session, break_down, NOBODY)

    assert everything(database) == before


def test_two_who_change_a_point_at_once_do_so_one_after_the_other(database: Database) -> None:
    with database.writing() as session:
        make.an_open_line(session)
        a_point(session, desks=1)

    def one_desk_more(_: int) -> None:
        with database.writing() as session:
            point = points.lock(session, "kuhmo")
            points.save(session, point, {"desks": point.desks + 1}, "supervisor:1", NOW)

    together(4, one_desk_more)

    with database.reading() as session:
        assert points.by_key(session, "kuhmo").desks == 5


def test_phone_times_are_set_and_laid_out_at_once(database: Database) -> None:
    with database.writing() as session:
        make.an_open_line(session, policy={"handling_minutes": 8})
        make.an_agent(session)
        diaries.extend(session, NOW)

    with database.writing() as session:
        line = lines.lock(session, "general")
        phone_time_settings.save(session, line, {"length": 20}, "supervisor:1", NOW)

    with database.reading() as session:
        line = session.query(Line).one()
        policy = Policy.read(line.policy)
        event = session.query(Event).filter_by(subject="line").one()
        diary = diaries.of_line(session, line.id, "fi")
    assert policy.handling_minutes == 8
    assert policy.phone_times.rhythm.length.total_seconds() == 20 * 60
    assert (event.to_state, event.cause, event.actor) == ("changed", "phone_times", "supervisor:1")
    assert diary


def test_the_same_settings_again_are_no_change(database: Database) -> None:
    with database.writing() as session:
        line = make.an_open_line(session, policy={"phone_times": {"length": 20}})

        assert phone_time_settings.save(session, line, {"length": 20}, "supervisor:1", NOW) == ()
        assert session.query(Event).count() == 0


def test_settings_that_can_t_be_are_refused(database: Database) -> None:
    with database.writing() as session:
        line = make.an_open_line(session)

        with pytest.raises(ValueError, match="length"):
            phone_time_settings.save(session, line, {"length": 1}, "supervisor:1", NOW)


def test_there_is_nothing_to_lock_where_nothing_is(database: Database) -> None:
    with database.writing() as session:
        with pytest.raises(points.UnknownPoint):
            points.lock(session, "nowhere")
        with pytest.raises(lines.UnknownLine):
            lines.lock(session, "nowhere")
        assert session.query(ServicePoint).count() == 0
