"""Seeding puts in what is missing and changes nothing that is there."""

import tomllib
from pathlib import Path

import pytest
from sqlalchemy import func, select

from flows.rules.languages import LANGUAGES
from ivr.db import Database
from ivr.models import Agency, CalendarDay, Event, Line
from ivr.services import diaries, free_times, points
from ivr.services.agency import AgencyFile, BadAgency, read_agency
from ivr.services.policy import Policy
from ivr.services.seed import seed
from ivr.settings import SAMPLE_AGENCY, is_placeholder
from tests.clocks import Settable, helsinki


@pytest.fixture
def sample() -> AgencyFile:
    return read_agency(SAMPLE_AGENCY)


def changed(agency: AgencyFile, **changes: object) -> AgencyFile:
    return agency.model_copy(update=changes)


def write(folder: Path, old: str, new: str) -> Path:
    """The sample agency's file with one thing put differently."""
    text = SAMPLE_AGENCY.read_text()
    assert old in text
    path = folder / "agency.toml"
    path.write_text(text.replace(old, new, 1))
    return path


def test_the_first_seed_brings_the_agency_its_line_and_years_of_days(
    database: Database, sample: AgencyFile, clock: Settable
) -> None:
    with database.writing() as session:
        added = seed(session, sample, clock.now())

    with database.reading() as session:
        line = session.scalars(select(Line)).one()
        assert (line.key, line.number, line.takes_requests, line.dials) == (
            "general",
            "+358295000000",
            True,
            True,
        )
        assert session.scalars(select(Agency)).one().names == sample.names
        days = session.scalar(select(func.count(CalendarDay.date)))
        assert added == {"lines": 1, "points": 3, "days": days}
        assert added["days"] > 3 * 365


def test_seeding_again_changes_nothing(
    database: Database, sample: AgencyFile, clock: Settable
) -> None:
    with database.writing() as session:
        seed(session, sample, clock.now())

    with database.writing() as session:
        assert seed(session, sample, clock.now()) == {"lines": 0, "points": 0, "days": 0}


def test_what_a_supervisor_changed_stays(
    database: Database, sample: AgencyFile, clock: Settable
) -> None:
    with database.writing() as session:
        seed(session, sample, clock.now())
        session.scalars(select(Line)).one().dials = False
        session.scalars(select(CalendarDay).limit(1)).one().holiday = "strike"

    with database.writing() as session:
        seed(session, sample, clock.now())

    with database.reading() as session:
        assert session.scalars(select(Line.dials)).one() is False
        assert session.scalar(select(CalendarDay).where(CalendarDay.holiday == "strike"))


def test_the_points_stand_in_the_order_of_the_file_with_their_times_laid_out(
    database: Database, sample: AgencyFile, clock: Settable
) -> None:
    with database.writing() as session:
        seed(session, sample, clock.now())

    with database.reading() as session:
        every = points.every(session)
        assert [point.key for point in every] == ["kuhmo", "kajaani", "suomussalmi"]
        diary = diaries.of_point(session, every[0].id)
        soonest, *_ = free_times.free(session, diary, clock.now())
        assert soonest.starts_at == helsinki("2026-11-27 09:00")


def test_a_point_that_was_changed_stays_and_one_that_the_file_gains_is_added(
    database: Database, sample: AgencyFile, clock: Settable
) -> None:
    kuhmo, *others = sample.service_points
    with database.writing() as session:
        seed(session, changed(sample, service_points=others), clock.now())
        points.by_key(session, "kajaani").desks = 7

    with database.writing() as session:
        added = seed(session, changed(sample, service_points=[kuhmo, *others]), clock.now())

    with database.reading() as session:
        assert added["points"] == 1
        assert points.by_key(session, "kajaani").desks == 7
        assert points.every(session)[0].key == "kajaani"  # both are first; this one was there


def test_a_line_that_the_file_gains_is_added(
    database: Database, sample: AgencyFile, clock: Settable
) -> None:
    with database.writing() as session:
        seed(session, sample, clock.now())
    second = sample.lines[0].model_copy(update={"key": "swedish", "number": "+358295430124"})

    with database.writing() as session:
        added = seed(session, changed(sample, lines=[*sample.lines, second]), clock.now())

    assert added == {"lines": 1, "points": 0, "days": 0}


def test_later_seeds_lengthen_the_calendar(
    database: Database, sample: AgencyFile, clock: Settable
) -> None:
    with database.writing() as session:
        seed(session, sample, clock.now())

    with database.writing() as session:
        assert seed(session, sample, clock.advance(days=30))["days"] == 30


def test_the_phone_number_of_the_account_is_the_default_lines(
    database: Database, sample: AgencyFile, clock: Settable
) -> None:
    with database.writing() as session:
        seed(session, sample, clock.now(), "+358295430123")

    with database.reading() as session:
        assert session.scalars(select(Line.number)).all() == ["+358295430123"]


def test_a_new_phone_number_moves_the_default_line(
    database: Database, sample: AgencyFile, clock: Settable
) -> None:
    with database.writing() as session:
        seed(session, sample, clock.now())

    with database.writing() as session:
        seed(session, sample, clock.now(), "+358295430123")

    with database.reading() as session:
        assert session.scalars(select(Line.number)).all() == ["+358295430123"]
        of_lines = select(Event.to_state).where(Event.subject == "line")
        assert session.scalars(of_lines).all() == ["added", "renumbered"]


def test_no_two_lines_share_a_number(
    database: Database, sample: AgencyFile, clock: Settable
) -> None:
    twin = sample.lines[0].model_copy(update={"key": "twin"})
    with database.writing() as session:
        seed(session, sample, clock.now())

    with pytest.raises(BadAgency, match="twin"), database.writing() as session:
        seed(session, changed(sample, lines=[twin]), clock.now())


def test_the_sample_agency_is_marked_and_has_a_placeholder_number(sample: AgencyFile) -> None:
    assert sample.sample
    assert is_placeholder(sample.lines[0].number)


def test_the_sample_shows_the_settings_that_hold_without_it(sample: AgencyFile) -> None:
    assert Policy.read(sample.lines[0].policy) == Policy()


def test_the_sample_speaks_every_language(sample: AgencyFile) -> None:
    assert set(sample.lines[0].languages) == set(LANGUAGES)
    for words in (sample.lines[0].hours_words, sample.lines[0].urgent_words):
        assert not any(letter.isdigit() for sentence in words.values() for letter in sentence)


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("sample = true", "sample = maybe", "can't be read"),
        ("sample = true", "simple = true", "simple: Extra inputs are not permitted"),
        ('sv = "allmänna linjen"', "", r"lines\.0\.names: the words are missing in sv"),
        (
            'agencys = "Ärendeverkets"',
            'agencys = ""',
            r"names\.sv: the name lacks its form",
        ),
        ('"+358295000000"', '"029 000 0000"', r"lines\.0\.number: String should match"),
        ('["09:00", "16:00"]', '["08:00", "16:00"]', r"hours\.mon: it may be open from 09:00"),
        ('["09:00", "16:00"]', '["16:00", "09:00"]', r"hours\.mon: opens 16:00:00, yet closes"),
        ('["09:00", "16:00"]', '["nine", "four"]', r"hours\.mon: Invalid isoformat string"),
        ('mon = ["09:00"', 'sun = ["09:00"', r"hours\.sun.*: Input should be 'mon'"),
        ("maundy_thursday", "may_day_eve", "short_days: no rule tells the date of may_day_eve"),
        ("first_delay = 60", "first_delay = -1", r"policy: first_delay can't be -1"),
        ("first_delay = 60", "firstdelay = 60", r"policy: policy has no setting firstdelay"),
        ('["fi", "sv", "en"]', '["fi", "se"]', r"languages\.1: Input should be 'fi'"),
        (
            'at_point = "på servicestället i Kuhmo"',
            'at_point = ""',
            r"service_points\.0\.names\.sv: the name lacks its form at_point",
        ),
        ('en = "Esimerkkitie 1"', "", r"service_points\.0\.addresses: .* missing in en"),
        ('fri = ["09:00", "16:00"]\n\n[[', 'sat = ["09:00", "16:00"]\n\n[[', r"hours\.sat"),
        ("desks = 3", "desks = 0", r"service_points\.0\.desks: Input should be greater"),
        ("kept_days = 2", "kept_days = -2", r"service_points\.0\.kept_days"),
        ("desks = 3", "tables = 3", r"service_points\.0\.tables: Extra inputs"),
        ("share = 0.5", "share = 1.5", r"policy: phone_times\.share can't be 1\.5"),
    ],
)
def test_a_fault_in_the_file_is_told_with_its_place(
    tmp_path: Path, old: str, new: str, fault: str
) -> None:
    with pytest.raises(BadAgency, match=fault):
        read_agency(write(tmp_path, old, new))


def test_the_file_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(BadAgency, match="can't be read"):
        read_agency(tmp_path / "nowhere.toml")


def test_service_points_of_one_file_differ(sample: AgencyFile) -> None:
    kuhmo = tomllib.loads(SAMPLE_AGENCY.read_text())["service_points"][0]
    line = tomllib.loads(SAMPLE_AGENCY.read_text())["lines"][0]

    with pytest.raises(ValueError, match="two service points have the same key"):
        AgencyFile.model_validate(
            {"names": sample.names, "lines": [line], "service_points": [kuhmo, kuhmo]}
        )


@pytest.mark.parametrize("field", ["key", "number"])
def test_lines_of_one_file_differ(sample: AgencyFile, field: str) -> None:
    twin = tomllib.loads(SAMPLE_AGENCY.read_text())["lines"][0]
    other = {**twin, "key": "other", "number": "+358295430123", field: twin[field]}

    with pytest.raises(ValueError, match=f"two lines have the same {field}"):
        AgencyFile.model_validate({"names": sample.names, "lines": [twin, other]})
