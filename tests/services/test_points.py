"""Service points: in one order everywhere, found by key, added, changed and given up."""

from typing import Any

import pytest

from ivr.db import Database
from ivr.models import ServicePoint
from ivr.services import diaries, free_times, points
from ivr.services.points import UnknownPoint
from tests import diaries as build
from tests import make
from tests.services.laid_out import FRIDAY, LaidOut

NAMES: Any = {
    "fi": {"point": "Sotkamon palvelupiste, Ämmänkatu"},
    "sv": {"point": "Sotkamo"},
    "en": {"point": "Sotkamo"},
}


def described(**values: Any) -> dict[str, Any]:
    return {
        "position": 2,
        "names": NAMES,
        "addresses": {"fi": "Tie 1", "sv": "Tie 1", "en": "Tie 1"},
        "languages": ["fi"],
        "hours": {"fri": ["09:00", "12:00"]},
        "desks": 1,
        "slot_minutes": 30,
        "buffer_minutes": 0,
        "horizon_days": 30,
        "notice_minutes": 60,
        "kept_share": 0,
        "kept_days": 1,
        "adviser_first": False,
        "active": True,
        **values,
    }


def test_points_come_in_their_order_and_those_given_up_only_if_asked_for(
    database: Database,
) -> None:
    with database.writing() as session:
        build.a_point(session, "kajaani", position=2)
        build.a_point(session, "gone", position=3, active=False)
        build.a_point(session, "kuhmo", position=1)

        assert [point.key for point in points.every(session)] == ["kuhmo", "kajaani"]
        every = points.every(session, active=False)
        assert [point.key for point in every] == ["kuhmo", "kajaani", "gone"]


def test_a_point_is_found_by_key_and_by_id(database: Database) -> None:
    with database.writing() as session:
        kuhmo = build.a_point(session)

        assert points.by_key(session, "kuhmo") is kuhmo
        assert points.by_id(session, kuhmo.id) is kuhmo
        with pytest.raises(UnknownPoint, match="sotkamo"):
            points.by_key(session, "sotkamo")
        with pytest.raises(UnknownPoint, match="7"):
            points.by_id(session, 7)


def test_a_point_that_is_added_has_a_key_and_its_times_at_once(database: Database) -> None:
    with database.writing() as session:
        make.some_days(session)
        first = points.add(session, described(), "supervisor:1", make.NOW)
        second = points.add(session, described(), "supervisor:1", make.NOW)

        assert first.key == "sotkamon_palvelupiste_ammank"
        assert second.key == "sotkamon_palvelupiste_ammank_2"
        assert diaries.of_point(session, second.id).laid_until


def test_a_point_may_be_described_before_it_opens(database: Database) -> None:
    with database.writing() as session:
        make.some_days(session)
        point = points.add(session, described(active=False), "supervisor:1", make.NOW)
        diary = diaries.of_point(session, point.id)

        assert free_times.free(session, diary, make.NOW, by="staff") == []
        points.save(session, point, {"active": True}, "supervisor:1", make.NOW)
        assert free_times.free(session, diary, make.NOW, by="staff")


def test_a_name_without_letters_still_gives_a_key(database: Database) -> None:
    names = {**NAMES, "fi": {"point": "«»"}}
    with database.writing() as session:
        assert points.add(session, described(names=names), "supervisor:1", make.NOW).key == "point"


def test_what_is_saved_takes_effect_at_once_and_is_written_down(database: Database) -> None:
    office = LaidOut(database)
    booked = office.book(office.at("15:30"))

    displaced = office.change(hours={"fri": ["09:00", "12:00"]}, desks=2)

    assert [one.id for one in displaced] == [booked.id]
    clocks = ["09:00", "09:30", "10:00", "10:30", "11:00", "11:30"]
    assert office.offered(FRIDAY) == dict.fromkeys(clocks, 2)
    assert office.journal("service_point") == [(None, "changed", "changed", "supervisor:1")]


def test_saving_what_is_there_already_changes_and_writes_nothing(database: Database) -> None:
    office = LaidOut(database)

    assert office.change(desks=3, active=True) == ()
    assert office.journal("service_point") == []


def test_of_one_key_there_is_one_point(database: Database) -> None:
    with database.writing() as session:
        kuhmo = build.a_point(session)
        row = {"key": "kuhmo", **described(desks=9)}

        assert points.put_in(session, row, "seed", "system", make.NOW) is None
        assert session.get_one(ServicePoint, kuhmo.id).desks == 3
