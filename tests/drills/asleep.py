"""A process sleeps over closing time, as on a machine that is suspended, and wakes up later."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Final

from ivr.simnet.legs import Leg
from tests.clocks import helsinki
from tests.drills import ledger
from tests.drills.crossing import Held
from tests.drills.house import HANDS, QUICK, House, Setting, Store, house
from tests.drills.points import ACCEPTED, RELEASED
from tests.drills.report import Drill, Report, judge
from tests.drills.town import ANSWERS, SERVES, WAITS, NoAnswerError
from tests.drills.waiting import WaitedInVainError, until

DAY: Final = "2026-11-24"
CLOSING: Final = helsinki(f"{DAY} 16:00")
AT_ONCE, LATER = "16:00:05", "16:05:00"
_TWO: Final = dict(list(HANDS.items())[:2])
_CITIZENS: Final = ("+358401000001", "+358401000002")
_TO_REST = 60.0


def web(folder: Path, store: Store, database: str) -> Report:
    """It falls asleep with one accepted call on its way out and another on its way in.

    At the pace of real time, since the network's patience with an answer is real.
    """
    setting = Setting(f"{DAY} 15:59:15", 1, _TWO, WAITS)
    with house(folder, store, setting) as place:
        _have_work(place)
        first, second = _TWO.values()
        way_out = place.webhooks.hold(RELEASED.wanted)
        _take_the_call(place, first, way_out)
        way_in = place.webhooks.hold(ACCEPTED)
        _take_the_call(place, second, way_in)
        place.processes.suspend("web")
        way_in.let_go()
        place.to("16:00:02")
        way_out.let_go()
        place.processes.resume("web")
        place.to("16:00:08")
    with house(folder, store, Setting(f"{DAY} 16:10", 20, _TWO, WAITS), place.lives) as evening:
        drill = Drill("web", "asleep over closing", database)
        return _rest_and_judge(evening, drill, outside=_made_after_all(evening))


def scheduler(folder: Path, store: Store, database: str, wakes: str = AT_ONCE) -> Report:
    """It falls asleep while one agent's call is still queued. If it wakes AT_ONCE, that is taken
    back, as is one that still rings; LATER, the second agent has been rung and has pressed 1.
    """
    soon = wakes == AT_ONCE
    with house(folder, store, _BEFORE_CLOSING if soon else _LONG_BEFORE) as place:
        _have_work(place)
        until(lambda: len(_ordered(place)) == len(_TWO), "both calls are ordered")
        place.to("15:59:50")
        place.processes.suspend("scheduler-0")
        place.to(wakes)
        place.processes.resume("scheduler-0")
        drill = Drill("scheduler", f"asleep until {wakes}", database)
        return _rest_and_judge(place, drill, outside=_rung_late(place) if soon else ())


_PATIENT: Final = {**QUICK, "offer_ring": 150, "lease": 600}
_BEFORE_CLOSING: Final = Setting(f"{DAY} 15:58:45", 2, _TWO, WAITS, _PATIENT, 0.01)
_LONG_BEFORE: Final = Setting(f"{DAY} 15:57:30", 5, _TWO, SERVES, _PATIENT, 0.005)
"""So slow is the network to dial what has been ordered that the second call is still queued."""


def _have_work(place: House) -> None:
    for number in _CITIZENS:
        place.office.is_asked(number, place.now - timedelta(minutes=1))
        place.town.settle(number, ANSWERS)
    place.office.sends_to_work(place.now)


def _take_the_call(place: House, agent: str, held: Held) -> None:
    """She picks up and presses 1, until what follows of that is held."""

    def is_held() -> bool:
        with suppress(NoAnswerError):  # her telephone may not have rung yet
            place.town.picks_up(agent)
            place.town.takes_the_call(agent)
        return held.came.is_set()

    until(is_held, "an agent has taken a call", 40)


def _ordered(place: House) -> list[Leg]:
    return [leg for leg in ledger.legs(place.lives) if leg.direction == "outbound-api"]


def _made_after_all(place: House) -> Iterator[str]:
    """Calls that were accepted, one of them too late, and the other's order came too late."""
    for leg in ledger.legs(place.lives):
        if leg.direction == "outbound-dial":
            yield f"{leg.to} was called at {leg.created_at}"


def _rung_late(place: House) -> Iterator[str]:
    """Agents who were called although there was time to call them off."""
    for leg in _ordered(place):
        if leg.answered_at or (leg.dialled_at and leg.dialled_at >= CLOSING):
            yield f"agent {leg.to} was called when nobody was to be called any more"


def _rest_and_judge(place: House, drill: Drill, outside: Iterable[str] = ()) -> Report:
    left: list[str] = []
    try:
        until(lambda: place.is_silent, "nobody is in a call", _TO_REST)
    except WaitedInVainError:
        left = list(place.office.under_way())
    return judge(place, drill, 1, lost=left, outside=outside)
