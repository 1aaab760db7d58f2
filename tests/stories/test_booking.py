"""A citizen books, moves and cancels by telephone; pressing 1 all the way is enough to book."""

import pytest

from tests.stories.booked import (
    ANY_PHONE_TIME,
    ANY_VISIT,
    OWN,
    begins,
    called_at,
    changes_point,
    code_of,
    free_in,
    has_one_desk,
    has_phone_times,
)
from tests.stories.conftest import Begin
from tests.stories.world import SERVICE

FIRST_VISIT = "2026-11-27 09:00"
LANDLINE = "+358981234567"


def test_one_all_the_way_books_the_first_phone_time_and_we_call_at_its_minute(
    begin_anywhere: Begin,
) -> None:
    world = begin_anywhere("2026-11-24 10:00")
    aino, citizen = world.agent("aino"), world.citizen()
    has_phone_times(world)

    citizen.dial(SERVICE).press(*ANY_PHONE_TIME)
    assert "Soitamme sinulle tänään kello yksitoista kolmekymmentä." in citizen.said
    assert "enintään viisitoista minuuttia myöhemmin" in citizen.said
    world.to("2026-11-24 11:29")
    assert not aino.ringing
    aino.answer()
    assert "Sovittu tänään kello yksitoista kolmekymmentä" in aino.said
    aino.tap("1")
    citizen.pick_up()
    aino.tap("*").listen().press("1")

    [call] = world.calls_to(citizen)
    assert called_at(world, citizen) == ["2026-11-24 11:30"]
    assert (begins(world.booking), world.booking.state) == ("2026-11-24 11:30", "called")
    assert [promise.score for promise in world.promises] == ["kept"]
    assert call.from_ == SERVICE


def test_one_all_the_way_books_the_first_visit_and_a_text_tells_its_code(
    begin_anywhere: Begin,
) -> None:
    world = begin_anywhere("2026-11-24 10:00")
    citizen = world.citizen()

    citizen.dial(SERVICE).press(*ANY_VISIT)
    world.after(minutes=1)

    assert "Varasit ajan Kuhmon palvelupisteeseen perjantaina" in citizen.said
    assert "Ota mukaan henkilötodistus" in citizen.said
    [text] = citizen.texts
    assert "pe 27.11.2026 klo 9.00, Kuhmon palvelupiste" in text.body
    assert code_of(citizen) == world.booking.code
    assert code_of(citizen) not in citizen.said
    assert (begins(world.booking), world.booking.state) == (FIRST_VISIT, "booked")


@pytest.mark.parametrize(
    ("language", "said", "written"),
    [
        pytest.param("2", "Du har bokat ett besök till servicestället i Kuhmo", "kl. 9.00"),
        pytest.param("3", "You have booked a visit to the Kuhmo service point", "at 9:00"),
    ],
)
def test_a_visit_is_booked_in_the_language_of_the_caller(
    begin: Begin, language: str, said: str, written: str
) -> None:
    world = begin("2026-11-24 10:00")
    citizen = world.citizen()

    citizen.dial(SERVICE).press(language, *ANY_VISIT[1:])
    world.after(minutes=1)

    assert said in citizen.said
    assert written in citizen.texts[0].body
    assert world.booking.language == {"2": "sv", "3": "en"}[language]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        pytest.param("2", "Din telefontid är bokad. Vi ringer dig i dag klockan"),
        pytest.param("3", "Your phone time is booked. We will call you today at"),
    ],
)
def test_a_phone_time_is_booked_in_the_language_of_the_caller_and_an_agent_who_speaks_it_calls(
    begin: Begin, language: str, said: str
) -> None:
    world = begin("2026-11-24 10:00")
    bo, citizen = world.agent("bo"), world.citizen()
    has_phone_times(world)

    citizen.dial(SERVICE).press(language, *ANY_PHONE_TIME[1:])
    assert said in citizen.said
    world.to("2026-11-24 11:29")
    bo.answer().tap("1")
    citizen.pick_up()
    bo.tap("*").listen().press("1")

    assert [promise.score for promise in world.promises] == ["kept"]


def test_a_landline_hears_the_code_twice_since_no_text_gets_there(begin: Begin) -> None:
    world = begin("2026-11-24 10:00")
    citizen = world.citizen(LANDLINE)

    citizen.dial(SERVICE).press(*ANY_VISIT)

    [told, again] = citizen.said.partition("Koodisi on ")[2].split(". Toistan: ")
    assert again.startswith(f"{told}. ")
    assert world.booking.code
    assert citizen.texts == ()


def test_a_visit_is_moved_and_the_old_time_is_free_at_once(begin_anywhere: Begin) -> None:
    world = begin_anywhere("2026-11-24 10:00")
    citizen = world.citizen()
    citizen.dial(SERVICE).press(*ANY_VISIT)
    world.after(minutes=1)

    citizen.dial(SERVICE).press(*OWN)
    assert "Sinulla on aika Kuhmon palvelupisteessä perjantaina" in citizen.said
    citizen.press("1", code_of(citizen), "1", "2", "1")
    world.after(minutes=1)

    assert "Aikasi on siirretty. Uusi aikasi on perjantaina" in citizen.said
    assert begins(world.booking) == "2026-11-27 09:30"
    assert "klo 9.30" in citizen.texts[-1].body
    assert code_of(citizen) == world.booking.code


def test_a_phone_time_is_moved_and_called_at_its_new_minute_alone(begin: Begin) -> None:
    world = begin("2026-11-24 10:00")
    aino, citizen = world.agent("aino"), world.citizen()
    has_phone_times(world)
    citizen.dial(SERVICE).press(*ANY_PHONE_TIME)
    world.after(minutes=1)

    citizen.dial(SERVICE).press(*OWN, "1", code_of(citizen), "1", "1", "1")
    assert "Uusi aikasi on tänään kello kaksitoista." in citizen.said
    world.to("2026-11-24 11:59")
    assert not world.calls_to(aino)
    aino.answer().tap("1")
    citizen.pick_up()
    aino.tap("*").listen().press("1")

    assert called_at(world, citizen) == ["2026-11-24 12:00"]
    assert len(world.calls_to(citizen)) == 1


def test_who_turns_back_while_moving_keeps_the_old_time(begin: Begin) -> None:
    world = begin("2026-11-24 10:00")
    citizen = world.citizen()
    citizen.dial(SERVICE).press(*ANY_VISIT)
    world.after(minutes=1)

    citizen.dial(SERVICE).press(*OWN, "1", code_of(citizen), "1", "2", "*")
    assert "Vanha aikasi on voimassa" in citizen.said
    citizen.hang_up()
    world.after(minutes=5)

    assert begins(world.booking) == FIRST_VISIT
    assert len(citizen.texts) == 1


@pytest.mark.parametrize("keys", [ANY_VISIT, ANY_PHONE_TIME], ids=["a visit", "a phone time"])
def test_what_is_cancelled_is_asked_for_again_and_then_over(
    begin: Begin, keys: tuple[str, ...]
) -> None:
    world = begin("2026-11-24 10:00")
    aino, citizen = world.agent("aino"), world.citizen()
    has_phone_times(world)
    citizen.dial(SERVICE).press(*keys)
    world.after(minutes=1)

    citizen.dial(SERVICE).press(*OWN, "2", code_of(citizen))
    assert "Haluatko varmasti perua ajan?" in citizen.said
    assert world.booking.state == "booked"
    citizen.press("1").hang_up()
    world.after(hours=4)

    assert "Aikasi on peruttu" in citizen.said
    assert world.booking.state == "cancelled"
    assert "on peruttu" in citizen.texts[-1].body
    assert not world.calls_to(aino)


def test_who_does_not_confirm_the_cancelling_keeps_the_time(begin: Begin) -> None:
    world = begin("2026-11-24 10:00")
    citizen = world.citizen()
    citizen.dial(SERVICE).press(*ANY_VISIT)
    world.after(minutes=1)

    citizen.dial(SERVICE).press(*OWN, "2", code_of(citizen), "2")

    assert "Aikasi on voimassa" in citizen.said
    assert world.booking.state == "booked"


def test_what_is_cancelled_is_offered_to_the_next_caller_at_once(begin: Begin) -> None:
    world = begin("2026-11-24 10:00")
    citizen = world.citizen()
    has_one_desk(world)
    citizen.dial(SERVICE).press(*ANY_VISIT)
    assert free_in(world)[0] == "2026-11-27 09:30"
    world.after(minutes=1)

    citizen.dial(SERVICE).press(*OWN, "2", code_of(citizen), "1")

    assert free_in(world)[0] == FIRST_VISIT


def test_two_may_stand_and_the_third_is_refused(begin: Begin) -> None:
    world = begin("2026-11-24 10:00")
    citizen = world.citizen()
    for _ in range(2):
        citizen.dial(SERVICE).press(*ANY_VISIT)

    citizen.dial(SERVICE).press(*ANY_VISIT)
    assert "Sinulla on jo niin monta varausta" in citizen.said
    citizen.press("1")

    assert "Valitse varaus." in citizen.said
    assert len(world.bookings) == 2


def test_a_caller_who_asks_for_mornings_hears_no_afternoon(begin: Begin) -> None:
    world = begin("2026-11-24 10:00")
    citizen = world.citizen()

    citizen.dial(SERVICE).press(*ANY_VISIT[:5], "3", "1", "1")

    assert begins(world.booking) == "2026-11-27 12:00"


def test_a_point_may_leave_bookings_to_its_advisers(begin: Begin) -> None:
    world = begin("2026-11-24 10:00")
    citizen = world.citizen()
    changes_point(world, adviser_first=True)

    citizen.dial(SERVICE).press(*ANY_VISIT[:3])
    assert "Ajan Kuhmon palvelupisteeseen varaa asiantuntija" in citizen.said
    citizen.press("1", "1")

    assert "Soittopyyntösi on tallessa" in citizen.said
    assert (world.bookings, world.callback.state) == ([], "waiting")


def test_who_would_rather_be_called_than_come_is_called(begin: Begin) -> None:
    world = begin("2026-11-24 10:00")
    citizen = world.citizen()

    citizen.dial(SERVICE).press("1", "3", "1", "2", "1")

    assert "Soittopyyntösi on tallessa" in citizen.said
    assert (world.bookings, world.callback.state) == ([], "waiting")


def test_where_nothing_is_free_that_is_said_and_something_else_is_offered(begin: Begin) -> None:
    world = begin("2026-11-24 10:00")
    citizen = world.citizen()
    changes_point(world, horizon_days=1)

    citizen.dial(SERVICE).press(*ANY_VISIT[:4])
    assert "Vapaita aikoja palvelupisteeseen ei ole juuri nyt." in citizen.said
    citizen.press("1", "1")

    assert world.callback.state == "waiting"
