"""Golden stories on the telephone: what most days are made of."""

from tests.crashes.cast import Cast
from tests.crashes.people import OTHER, Citizen, Presser
from tests.stories.booked import OWN

ANY = "+358401234567"
_CODE = "koodi "


async def a_callback(cast: Cast) -> None:
    """One asks to be called, and is."""
    cast.agent()
    await _asks(cast, Citizen(ANY))


async def missed_twice(cast: Cast) -> None:
    """She does not hear the telephone twice, and then does."""
    cast.agent()
    await _asks(cast, Citizen(ANY, misses=2))


async def another_number(cast: Cast) -> None:
    """One whose number is withheld asks to be called at another."""
    cast.agent()
    citizen = Citizen(ANY, wish="another number", withheld=True)
    cast.world.network.people[OTHER] = citizen
    await _asks(cast, citizen)


async def a_phone_time(cast: Cast) -> None:
    """One books a time at which she is called."""
    cast.agent()
    await cast.after(180)  # until times have been laid out
    await _asks(cast, Citizen(ANY, wish="phone time"))
    await cast.until(lambda: {one.state for one in cast.world.bookings} == {"called"})


async def a_visit(cast: Cast) -> None:
    """One books a visit, moves it, and cancels it."""
    citizen = Citizen(ANY, wish="visit")
    await _asks(cast, citizen)
    assert await cast.until(lambda: bool(_code(cast)))
    for ends in (
        Presser(lambda: (*OWN, "1", _code(cast), "1", "2", "1"), "siirretty"),
        Presser(lambda: (*OWN, "2", _code(cast), "1"), "peruttu"),
    ):
        await cast.calls_until_told(ANY, ends, ends.told)
        await cast.after(120)


async def _asks(cast: Cast, citizen: Citizen) -> None:
    shown = cast.world.network.settings.withheld if citizen.withheld else None
    await cast.calls_until_told(citizen.number, citizen, citizen.told, shown)


def _code(cast: Cast) -> str:
    """The four digits in the last text that has any."""
    arrived = (text.body for text in cast.world.network.texts(to=ANY))
    found = [body.rpartition(_CODE)[2][:4] for body in arrived if _CODE in body]
    return next((digits for digits in reversed(found) if digits.isdigit()), "")
