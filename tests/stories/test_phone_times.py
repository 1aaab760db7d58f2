"""A booked phone time: called at its minute, again at the agreed minutes, before whoever waits."""

from sqlalchemy import select

from flows.rules.window import HELSINKI
from ivr.models import Booking, Diary, Slot, Staff
from ivr.services import bookings, contacts, diaries, lines
from ivr.services.bookings import Booked
from ivr.services.contacts import Keyer
from ivr.simnet.telephone import Telephone
from tests.clocks import helsinki
from tests.stories.conftest import Begin
from tests.stories.people import PICKS_UP, rings_in_vain, serves
from tests.stories.world import SECRET, SERVICE, World

OTHER, LANDLINE = "+358407654321", "+358981234567"


def has_phone_time(world: World, citizen: Telephone, clock: str) -> int:
    """An agent has booked a phone time for the citizen, today; the booking's id."""
    starts_at = helsinki(f"{world.local:%Y-%m-%d} {clock}")
    with world.database.writing() as session:
        diaries.extend(session, world.now)
        line, agent = lines.default(session), session.scalars(select(Staff.id)).first()
        slot = session.scalars(
            select(Slot.id)
            .join(Diary, Diary.id == Slot.diary_id)
            .where(Diary.line_id == line.id, Diary.language == "fi", Slot.starts_at == starts_at)
        ).one()
        contact = contacts.find_or_make(session, Keyer(SECRET), citizen.number, world.now)
        session.flush()
        known = {"line_id": line.id, "language": "fi", "staff_id": agent, "now": world.now}
        booked = bookings.book_now(session, slot, contact, **known)
    assert isinstance(booked, Booked)
    return booked.booking.id


def called_at(world: World, citizen: Telephone) -> list[str]:
    """When the citizen's telephone rang."""
    rang = (leg.created_at.astimezone(HELSINKI) for leg in world.calls_to(citizen))
    return [f"{at:%H:%M}" for at in rang]


def test_it_is_called_at_its_minute_and_not_before(begin: Begin) -> None:
    world = begin("2026-11-24 09:10")
    aino, citizen = world.agent("aino"), world.citizen()
    booking = has_phone_time(world, citizen, "09:30")
    world.to("2026-11-24 09:29")
    assert not aino.ringing
    assert world.callback.state == "waiting"

    world.after(minutes=1, seconds=2)
    aino.answer()
    assert "Varattu puhelinaika" in aino.said
    assert "Sovittu tänään kello yhdeksän kolmekymmentä" in aino.said
    aino.tap("1")
    citizen.pick_up()
    aino.tap("*").listen().press("1")

    assert called_at(world, citizen) == ["09:30"]
    assert (world.callback.state, world.all(Booking)[0].state) == ("done", "called")
    assert (world.callback.booking_id, world.promises[0].score) == (booking, "kept")


def test_whoever_is_missed_is_called_five_and_fifteen_minutes_later(begin: Begin) -> None:
    world = begin("2026-11-24 09:10")
    aino, citizen = world.agent("aino"), world.citizen()
    has_phone_time(world, citizen, "09:30")
    world.to("2026-11-24 09:29")

    for minutes in (4, 9, 0):
        rings_in_vain(aino)
        world.after(minutes=minutes)

    assert called_at(world, citizen) == ["09:30", "09:35", "09:45"]
    assert (world.callback.state, world.callback.counted) == ("unreached", 3)
    _booked, early, late = citizen.texts
    assert "Soitamme uudelleen" in early.body
    assert "Soitamme uudelleen" not in late.body


def test_when_all_agents_are_busy_the_next_one_to_be_free_calls_it_first(begin: Begin) -> None:
    world = begin("2026-11-24 09:10")
    aino, citizen = world.agent("aino"), world.citizen()
    talker, waiter = world.citizen(OTHER), world.citizen("+358407654322")
    has_phone_time(world, citizen, "09:30")
    for telephone in (talker, waiter, citizen):
        telephone.left_to(PICKS_UP)
    aino.left_to(serves(minutes=10))
    world.to("2026-11-24 09:24")
    for caller in (talker, waiter):
        world.citizen(caller.number).dial(SERVICE).press("1", "1", "1")

    world.to("2026-11-24 10:30")

    (talked,), (waited,), (booked,) = map(world.calls_to, (talker, waiter, citizen))
    assert talked.created_at < booked.created_at < waited.created_at
    assert booked.created_at < helsinki("2026-11-24 09:38")
    assert {one.state for one in world.callbacks} == {"done"}
    assert [p.score for p in world.promises if p.form == "booked"] == ["kept"]


def test_a_request_that_stands_is_answered_by_the_agreed_call(begin: Begin) -> None:
    world = begin("2026-11-24 09:10")
    aino, citizen = world.agent("aino", "off"), world.citizen()
    has_phone_time(world, citizen, "09:30")
    citizen.dial(SERVICE).press("1", "1", "1")
    world.to("2026-11-24 09:29")

    asked, agreed = world.callbacks
    assert (asked.state, asked.end_reason) == ("cancelled", "booked_time")
    assert (agreed.state, agreed.kind) == ("waiting", "phone_time")

    world.sets("aino", "ready")
    citizen.left_to(PICKS_UP)
    aino.left_to(serves(minutes=2))
    world.to("2026-11-24 12:00")
    assert called_at(world, citizen) == ["09:30"]
    assert world.callbacks[-1].state == "done"


def test_who_asks_for_a_call_at_the_agreed_minute_is_told_that_it_comes(begin: Begin) -> None:
    world = begin("2026-11-24 09:10")
    world.agent("aino", "off")
    citizen = world.citizen()
    has_phone_time(world, citizen, "09:30")
    world.to("2026-11-24 09:29")

    citizen.dial(SERVICE).press("1").listen()

    assert "tänään kello yhdeksän kolmekymmentä" in citizen.said
    assert [one.kind for one in world.callbacks] == ["phone_time"]


def test_a_late_one_is_told_by_text(begin: Begin) -> None:
    world = begin("2026-11-24 09:10")
    world.agent("aino", "off")
    citizen = world.citizen()
    has_phone_time(world, citizen, "09:30")
    world.to("2026-11-24 09:42")

    _booked, delayed = citizen.texts
    assert "viivästyy" in delayed.body
    assert [p.score for p in world.promises] == ["broken", None]


def test_whom_no_text_reaches_is_told_by_an_agent_who_knows_how_late_it_is(begin: Begin) -> None:
    world = begin("2026-11-24 09:10")
    aino, citizen = world.agent("aino", "off"), world.citizen(LANDLINE)
    has_phone_time(world, citizen, "09:30")
    world.to("2026-11-24 09:50")
    assert world.raised == ["no_agent"]

    world.sets("aino", "ready")
    aino.answer()

    assert "Myöhässä kaksikymmentä minuuttia" in aino.said
    aino.tap("1")
    citizen.pick_up()
    aino.tap("*").listen().press("1")
    assert world.promises[0].score == "late"


def test_nobody_works_that_day_and_it_is_first_in_line_on_the_next(begin: Begin) -> None:
    world = begin("2026-11-24 09:10")
    aino, citizen = world.agent("aino", "off"), world.citizen()
    has_phone_time(world, citizen, "15:30")
    early = world.citizen(OTHER)
    early.dial(SERVICE).press("1", "1", "1")
    world.to("Wed 08:59")
    world.sets("aino", "ready")
    for telephone in (citizen, early):
        telephone.left_to(PICKS_UP)
    aino.left_to(serves(minutes=2))

    world.to("Wed 10:00")

    assert called_at(world, citizen) == ["09:00"]
    assert called_at(world, early) > ["09:00"]


def test_however_many_schedulers_look_it_is_called_once(begin_anywhere: Begin) -> None:
    world = begin_anywhere("2026-11-24 09:10", schedulers=3)
    aino, citizen = world.agent("aino"), world.citizen()
    has_phone_time(world, citizen, "09:30")
    citizen.left_to(PICKS_UP)
    aino.left_to(serves(minutes=2))

    world.to("2026-11-24 10:00")

    assert called_at(world, citizen) == ["09:30"]
    assert world.callback.state == "done"
