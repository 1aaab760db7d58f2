"""A turn is answered once: told again, late, twice at once or out of order, it changes nothing."""

import pytest
from sqlalchemy import func, select

from flows.engine.turn import Pressed, Rang, Silence
from ivr.db import Database
from ivr.models import Attempt, Call, Callback, Contact, Line, Staff, TurnAnswer
from ivr.services import calls, contacts
from ivr.services.calls import Inbound
from tests import make
from tests.clocks import Settable
from tests.conftest import only_sqlite
from tests.make import CITIZEN
from tests.phone import EXCHANGE, Phone, new_sid
from tests.together import together


@pytest.fixture
def phone(database: Database, clock: Settable) -> Phone:
    """A citizen's telephone, on an open line with an agent."""
    with database.writing() as session:
        make.an_open_line(session)
        make.an_agent(session)
    return Phone(database, clock)


def count(database: Database, table: type = Callback) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def row(phone: Phone) -> Call:
    with phone.database.reading() as session:
        return session.scalars(select(Call).where(Call.sid == phone.sid)).one()


def test_each_key_moves_the_call_by_one_turn(phone: Phone) -> None:
    phone.call()
    assert phone.hears("caller.language.fi", "caller.language.sv", "caller.language.en")

    phone.press("3")
    assert phone.hears("caller.main", "caller.main.callback")
    assert row(phone).turn == phone.turn == 2


@pytest.mark.parametrize("turn", [1, 2, 3, 4])
def test_a_turn_told_again_gets_the_same_bytes_and_does_nothing(phone: Phone, turn: int) -> None:
    answers = [phone.call().heard, *(phone.press(key).heard for key in ("1", "1", "1"))]

    again = phone.ring().heard if turn == 1 else phone.send(turn, Pressed("1"))

    assert again == answers[turn - 1]
    assert row(phone).turn == 4
    assert count(phone.database) == 1


def test_a_turn_told_again_with_another_key_still_means_the_first(phone: Phone) -> None:
    heard = phone.call().press("1").heard

    assert phone.send(2, Pressed("2")) == heard
    assert phone.send(2, Silence()) == heard


def test_eight_deliveries_of_the_same_key_at_once_are_one_answer_and_one_request(
    phone: Phone,
) -> None:
    phone.call().press("1", "1")
    phone.clock.advance(seconds=3)

    answers = together(8, lambda _: phone.send(4, Pressed("1")))

    assert len(set(answers)) == 1
    assert "caller.told_today" in answers[0]
    assert count(phone.database) == 1
    assert count(phone.database, TurnAnswer) == 4


def test_eight_deliveries_of_a_call_s_beginning_at_once_are_one_call(phone: Phone) -> None:
    phone.sid = new_sid()

    def ring(_: int) -> str:
        return Phone(phone.database, phone.clock, sid=phone.sid).ring().heard

    assert len(set(together(8, ring))) == 1
    assert count(phone.database, Call) == 1
    assert count(phone.database, TurnAnswer) == 1


def test_a_turn_beyond_the_next_hears_the_current_step_again(phone: Phone) -> None:
    phone.call().press("3")

    heard = phone.send(7, Pressed("1"))

    assert "caller.main.callback" in heard
    assert heard.endswith("keys main 8")
    assert phone.send(7, Pressed("1")) == heard
    phone.clock.advance(seconds=3)
    assert "caller.number_right" in phone.send(8, Pressed("1"))


def test_a_turn_that_was_passed_over_ends_politely(phone: Phone) -> None:
    phone.call().press("3")
    phone.send(7, Pressed("1"))

    assert "error.unsure" in phone.send(4, Pressed("1"))


def test_an_unknown_call_ends_politely_in_every_language(phone: Phone) -> None:
    heard = phone.send(2, Pressed("1"))

    assert [line.partition(":")[0] for line in heard.splitlines()] == [
        *["error.unsure"] * 3,
        "hang up",
    ]
    assert count(phone.database, Call) == 0


# --- the same key twice ---


def press_after(phone: Phone, milliseconds: int, key: str) -> str:
    phone.clock.advance(milliseconds=milliseconds)
    return phone.send(phone.turn + 1, Pressed(key))


@only_sqlite
@pytest.mark.parametrize(
    ("what", "milliseconds", "key", "heard"),
    [
        ("the same key at once", 100, "1", "caller.main.callback"),
        ("the same key just within half a second", 499, "1", "caller.main.callback"),
        ("the same key after half a second", 500, "1", "caller.number_right"),
        ("another key at once", 100, "5", "caller.hours_told"),
    ],
)
def test_a_key_that_sticks_is_not_taken_for_two_answers(
    phone: Phone, what: str, milliseconds: int, key: str, heard: str
) -> None:
    phone.call().press("1")

    assert heard in press_after(phone, milliseconds, key), what


def test_an_entry_may_equal_the_key_before_it(phone: Phone) -> None:
    phone.number = "anonymous"
    phone.call().press("1", "1")
    assert phone.hears("caller.number")

    assert "caller.number_invalid" in press_after(phone, 100, "1")


def test_a_second_press_heard_again_can_be_answered(phone: Phone) -> None:
    phone.call().press("1")
    press_after(phone, 100, "1")
    phone.turn += 1

    assert phone.press("1").hears("caller.number_right")


# --- the end of a call ---


@pytest.mark.parametrize(("seconds", "requests"), [(1, 1), (15, 1), (16, 0), (24 * 3600, 0)])
def test_a_key_pressed_just_before_the_end_counts_but_no_later_replay(
    phone: Phone, seconds: int, requests: int
) -> None:
    phone.call().press("1", "1").hang_up()
    phone.clock.advance(seconds=seconds)

    heard = phone.send(4, Pressed("1"))

    assert count(phone.database) == requests
    assert heard.endswith("hang up")


def test_hanging_up_right_after_the_number_is_confirmed_loses_nothing(phone: Phone) -> None:
    phone.call().press("1", "1", "1").hang_up()

    assert count(phone.database) == 1
    assert (row(phone).end_status, row(phone).ended_at) == ("completed", phone.clock.now())


@only_sqlite
@pytest.mark.parametrize("keys", ["", "1", "11", "12", "112"])
def test_hanging_up_before_that_stores_no_request(phone: Phone, keys: str) -> None:
    phone.call().press(*keys).hang_up()

    assert count(phone.database) == 0


def test_the_first_word_of_the_end_stands(phone: Phone) -> None:
    phone.call().hang_up()
    ended = phone.clock.now()
    phone.clock.advance(minutes=5)

    with phone.database.writing() as session:
        calls.ended(session, phone.sid, "failed", phone.clock.now())

    assert (row(phone).ended_at, row(phone).end_status) == (ended, "completed")


# --- faults ---


def test_a_fault_inside_an_action_undoes_it_alone_and_leads_to_the_way_out(phone: Phone) -> None:
    with phone.database.writing() as session:
        session.scalars(select(Line)).one().urgent_words = {}  # told of after a request is stored
    phone.call().press("1", "1", "1")

    assert phone.hears("caller.trouble")
    assert count(phone.database) == 0
    assert (row(phone).turn, count(phone.database, TurnAnswer)) == (4, 4)


def test_a_number_forgotten_in_the_middle_of_a_call_is_a_fault_like_any_other(
    phone: Phone,
) -> None:
    phone.call().press("1")
    with phone.database.writing() as session:
        session.get_one(Contact, row(phone).contact_id).number = None

    assert phone.press("1").hears("caller.trouble")


def fall_back(phone: Phone, inbound: bool = True) -> str:
    call = Inbound(phone.sid, phone.number, phone.to) if inbound else None
    with phone.database.writing() as session:
        return calls.fallback(session, EXCHANGE, phone.sid, call, phone.clock.now())


def test_the_fallback_reads_the_step_again_and_the_call_goes_on(phone: Phone) -> None:
    phone.call().press("3")

    heard = fall_back(phone)

    assert "caller.main.callback" in heard
    assert heard.endswith("keys main 4")
    phone.turn = 3
    assert phone.press("1").hears("caller.number_right")


def test_the_fallback_of_a_call_whose_beginning_failed_begins_it(phone: Phone) -> None:
    phone.sid = new_sid()

    assert "caller.language.fi" in fall_back(phone)
    assert phone.press("3").hears("caller.main")


def test_the_fallback_of_an_unknown_leg_of_ours_ends_it(phone: Phone) -> None:
    phone.sid = new_sid()

    assert fall_back(phone, inbound=False).endswith("hang up")
    assert count(phone.database, Call) == 0


# --- the answer that dials ---


@pytest.fixture
def agent(phone: Phone) -> Phone:
    """An agent's telephone that has been rung for a callback and answered."""
    phone.sid = new_sid()
    with phone.database.writing() as session:
        aino = session.scalars(select(Staff)).one()
        aino.state = "offered"
        line = session.scalars(select(Line)).one()
        callback = make.a_callback(session, line, state="offered", number=CITIZEN, epoch=1)
        attempt = make.an_attempt(session, callback, aino, agent_sid=phone.sid)
        phone.heard = calls.open_agent(session, EXCHANGE, attempt, phone.sid, phone.clock.now())
    return phone


def test_an_agent_who_accepts_is_connected_with_the_citizen(agent: Phone) -> None:
    assert agent.hears("agent.offered")

    agent.press("1")

    assert agent.hears("agent.connecting")
    assert f"'number': '{CITIZEN}'" in agent.heard.splitlines()[-1]


@pytest.mark.parametrize(
    ("when", "seconds", "dials"),
    [("at once", 0, True), ("within a webhook's time", 14, True), ("later", 15, False)],
)
def test_the_answer_that_dials_is_given_again_only_while_it_can_not_have_happened(
    agent: Phone, when: str, seconds: int, dials: bool
) -> None:
    first = agent.press("1").heard
    agent.clock.advance(seconds=seconds)

    again = agent.send(2, Pressed("1"))

    assert (again == first) is dials, when
    assert dials or ("agent.trouble" in again and again.endswith("hang up"))


def test_the_answer_that_dials_is_not_given_again_once_its_leg_was_heard_of(agent: Phone) -> None:
    agent.press("1")
    with agent.database.writing() as session:
        session.scalars(select(Attempt)).one().citizen_sid = new_sid()

    assert "dial" not in agent.send(2, Pressed("1")).splitlines()[-1]


def test_the_answer_that_dials_is_not_given_again_once_the_call_has_gone_on(agent: Phone) -> None:
    agent.press("1")
    agent.send(3, Rang("no_answer"))

    assert "dial" not in agent.send(2, Pressed("1")).splitlines()[-1]


def test_the_fallback_never_dials(agent: Phone) -> None:
    agent.press("1")

    heard = fall_back(agent, inbound=False)

    assert "agent.trouble" in heard
    assert heard.endswith("hang up")


def test_two_legs_for_one_offer_connect_one_agent(agent: Phone) -> None:
    other = Phone(agent.database, agent.clock, sid=new_sid())
    with agent.database.writing() as session:
        attempt = session.scalars(select(Attempt)).one()
        other.heard = calls.open_agent(session, EXCHANGE, attempt, other.sid, agent.clock.now())

    assert other.hears("agent.taken")
    assert other.is_over
    assert "dial" in agent.press("1").heard.splitlines()[-1]


# --- what is kept ---


def test_a_pin_is_never_kept(phone: Phone) -> None:
    with phone.database.writing() as session:
        aino = session.scalars(select(Staff)).one()
        phone.number = contacts.number(session, aino.contact_id)
    phone.call().press("123456")

    assert "123456" not in str(row(phone).state)
    with phone.database.reading() as session:
        answers = session.scalars(select(TurnAnswer.answer)).all()
    assert not any("123456" in str(answer) for answer in answers)


def test_forty_turns_end_a_call_politely(phone: Phone) -> None:
    phone.call().press("3")
    turns = 2
    while not phone.is_over and turns < 60:
        phone.press("9")
        turns += 1

    assert phone.hears("error.limit")
    assert turns == 41
