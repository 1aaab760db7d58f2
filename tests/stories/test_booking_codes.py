"""Codes: who has none changes nothing and learns nothing, and is helped by a person."""

from ivr.simnet.telephone import Telephone
from tests.stories.booked import (
    ANY_PHONE_TIME,
    ANY_VISIT,
    KUHMO,
    OWN,
    code_of,
    has_phone_times,
    reference_of,
)
from tests.stories.conftest import Begin
from tests.stories.world import SERVICE, World

NEIGHBOUR, STRANGER = "+358407654321", "+358405550000"
WITH_EIGHT_DIGITS = (*OWN, "1")
"""From a phone whose number has nothing."""
WRONG = "Tunnus ei täsmännyt."


def books_for(world: World, typed: str = "0407654321#", *, withheld: bool = True) -> Telephone:
    """Somebody whose number is not shown books a visit for a number, and hears eight digits."""
    caller = world.citizen()
    return caller.dial(SERVICE, withheld=withheld).press(*KUHMO, typed, "1", "1", "1", "1")


def another(digits: str) -> str:
    """Other digits, as many."""
    return f"{(int(digits) + 1) % 10 ** len(digits):0{len(digits)}}"


def test_who_withholds_her_number_hears_eight_digits_and_cancels_from_any_phone(
    begin_anywhere: Begin,
) -> None:
    world = begin_anywhere("2026-11-24 10:00")
    caller = books_for(world)
    digits = reference_of(caller)
    [told, again] = caller.said.partition("Tunnuksesi on ")[2].split(". Toistan: ")
    assert again.startswith(f"{told}. ")
    caller.hang_up()

    stranger = world.citizen(STRANGER).dial(SERVICE).press(*WITH_EIGHT_DIGITS, digits)
    assert "Sinulla on aika Kuhmon palvelupisteessä" in stranger.said
    stranger.press("2", "1")

    assert "Aikasi on peruttu" in stranger.said
    assert world.booking.state == "cancelled"


def test_a_typed_number_is_told_of_the_visit_and_not_of_its_code(begin: Begin) -> None:
    world = begin("2026-11-24 10:00")
    neighbour = world.citizen(NEIGHBOUR)
    books_for(world).hang_up()
    world.after(minutes=1)

    [text] = neighbour.texts
    assert "pe 27.11.2026 klo 9.00" in text.body
    assert "koodi" not in text.body


def test_a_request_for_a_typed_number_has_eight_digits_too(begin: Begin) -> None:
    world = begin("2026-11-24 10:00")
    caller = world.citizen().dial(SERVICE, withheld=True).press("1", "1", "0407654321#", "1")
    digits = reference_of(caller)
    caller.hang_up()

    stranger = world.citizen(STRANGER).dial(SERVICE).press(*WITH_EIGHT_DIGITS, digits)
    assert "Olet pyytänyt, että soitamme sinulle." in stranger.said
    stranger.press("2", "1")

    assert world.callback.state == "cancelled"


def test_three_wrong_codes_end_the_trying_and_an_adviser_calls(begin: Begin) -> None:
    world = begin("2026-11-24 10:00")
    citizen = world.citizen()
    citizen.dial(SERVICE).press(*ANY_VISIT)
    world.after(minutes=1)
    wrong = another(code_of(citizen))

    citizen.dial(SERVICE).press(*OWN, "2", wrong, wrong)
    assert "Koodi ei täsmännyt." in citizen.said
    citizen.press(wrong)
    assert "Koodia ei voi nyt enää kokeilla." in citizen.said
    citizen.press("1", "1")

    assert "Soittopyyntösi on tallessa" in citizen.said
    assert (world.booking.state, world.callback.state) == ("booked", "waiting")


def test_who_has_lost_the_code_is_called_by_an_adviser(begin: Begin) -> None:
    world = begin("2026-11-24 10:00")
    citizen = world.citizen()
    citizen.dial(SERVICE).press(*ANY_VISIT)

    citizen.dial(SERVICE).press(*OWN, "2", "#")
    assert "Asiantuntija voi auttaa sinua ilman koodia." in citizen.said
    citizen.press("1", "1")

    assert (world.booking.state, world.callback.state) == ("booked", "waiting")


def test_who_guesses_in_many_calls_finds_nothing_and_hears_nothing(begin: Begin) -> None:
    world = begin("2026-11-24 10:00")
    digits = reference_of(books_for(world))
    world.citizen().hang_up()
    guesser = world.citizen(STRANGER)
    wrong = another(digits)

    heard = set()
    for _ in range(4):
        guesser.dial(SERVICE).press(*WITH_EIGHT_DIGITS)
        before = guesser.said
        while "enää kokeilla" not in guesser.said:
            guesser.press(wrong)
        heard.add(guesser.said.removeprefix(before).replace(f" {WRONG}", "")[:40])
        guesser.hang_up()
    guesser.dial(SERVICE).press(*WITH_EIGHT_DIGITS, digits)

    assert "enää kokeilla" in guesser.said
    assert "Sinulla on" not in guesser.said
    assert world.booking.state == "booked"


def test_a_guesser_locks_nobody_out_of_her_own_booking(begin: Begin) -> None:
    world = begin("2026-11-24 10:00")
    citizen, guesser = world.citizen(), world.citizen(STRANGER)
    citizen.dial(SERVICE).press(*ANY_VISIT)
    world.after(minutes=1)
    for _ in range(4):
        guesser.dial(SERVICE).press(*WITH_EIGHT_DIGITS)
        while "enää kokeilla" not in guesser.said:
            guesser.press("12345678")
        guesser.hang_up()

    citizen.dial(SERVICE).press(*OWN, "2", code_of(citizen), "1")

    assert world.booking.state == "cancelled"


def test_the_four_digits_of_a_text_open_nothing_on_another_phone(begin: Begin) -> None:
    world = begin("2026-11-24 10:00")
    citizen = world.citizen()
    citizen.dial(SERVICE).press(*ANY_VISIT)
    world.after(minutes=1)

    stranger = world.citizen(STRANGER).dial(SERVICE).press(*OWN)
    assert "Tällä numerolla ei ole varausta eikä soittopyyntöä." in stranger.said
    stranger.press("1", f"{code_of(citizen)}0000")

    assert WRONG in stranger.said
    assert world.booking.state == "booked"


def test_who_types_the_number_of_another_hears_nothing_of_what_that_one_has(begin: Begin) -> None:
    world = begin("2026-11-24 10:00")
    world.agent("aino", "paused")
    has_phone_times(world)
    neighbour, curious = world.citizen(NEIGHBOUR), world.citizen(STRANGER)
    for _ in range(2):
        neighbour.dial(SERVICE).press(*ANY_PHONE_TIME)

    keys = ("1", "2", "2", "0407654321#", "1", "1", "1", "1")
    curious.dial(SERVICE).press(*keys)

    assert "Emme voi varata aikaa tälle numerolle." in curious.said
    assert "monta varausta" not in curious.said
    assert len(world.bookings) == 2
