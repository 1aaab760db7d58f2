"""The simulated telephone network, whole: phones on one side, the API on the other.

It knows no HTTP: `rest` takes requests to the API as values, `deliver` (handed in) carries
webhooks, and a clock (handed in) tells the time. What is to go wrong is switched on in `faults`.
"""

from collections.abc import Callable, Coroutine, Iterable
from datetime import datetime, timedelta
from typing import IO, Any

from ivr.simnet import rest
from ivr.simnet.calls.call import Call, live_call
from ivr.simnet.calls.exchange import Exchange, Said
from ivr.simnet.calls.hand import KEYS, Hand
from ivr.simnet.calls.opening import let_in
from ivr.simnet.clock import Beat, Clock, repeat
from ivr.simnet.delivery import Deliver
from ivr.simnet.faults import Faults
from ivr.simnet.findings import Finding
from ivr.simnet.jump import Jump
from ivr.simnet.ledger import Ledger
from ivr.simnet.legs import Leg
from ivr.simnet.line import Person
from ivr.simnet.refused import RefusedError, UnknownLegError
from ivr.simnet.settings import Number, Settings
from ivr.simnet.sounds import Sound
from ivr.simnet.tasks import Tasks
from ivr.simnet.texting import Reception, Texting
from ivr.simnet.texts import Text

PATIENCE = 300.0


class Network:
    """One network: its numbers, the people with phones, what they do and what has happened.

    Every method is to be called from the thread of the clock's event loop. Moments are UTC,
    numbers E.164.
    """

    def __init__(
        self,
        clock: Clock,
        deliver: Deliver,
        numbers: Iterable[Number],
        settings: Settings | None = None,
        file: IO[str] | None = None,
        ledger: Ledger | None = None,
    ) -> None:
        """`file` receives every event as a line of JSON; `ledger` has what was before."""
        self.settings = settings or Settings()
        self.clock = clock
        self._exchange = Exchange(self.settings, clock, deliver, file, ledger)
        self._exchange.numbers.update({number.e164: number for number in numbers})
        self._texting = Texting(self._exchange)
        self.log = self._exchange.log
        self._rhythms = Tasks(lambda: clock.loop)

    # What there is to see

    @property
    def now(self) -> datetime:
        """The network's time."""
        return self.clock.now()

    @property
    def numbers(self) -> tuple[Number, ...]:
        """The rented numbers."""
        return tuple(self._exchange.numbers.values())

    @property
    def people(self) -> dict[str, Person]:
        """Who is at which number; nobody answers at any other."""
        return self._exchange.people

    @property
    def problems(self) -> tuple[Finding, ...]:
        """What was wrong with the application's answers so far."""
        return tuple(self._exchange.findings)

    @property
    def faults(self) -> Faults:
        """What goes wrong on this network, and has gone wrong."""
        return self._exchange.faults

    def leg(self, sid: str) -> Leg:
        """One leg as it is now. Raises UnknownLegError."""
        leg = self._exchange.ledger.legs.get(sid)
        if leg is None:
            raise UnknownLegError(f"there is no leg {sid}")
        return leg

    def legs(
        self, person: str | None = None, parent: str | None = None, live: bool | None = None
    ) -> tuple[Leg, ...]:
        """The legs, oldest first: of the phone `person`, made by the leg `parent`, still live."""
        alive = (call.leg for call in self._exchange.calls.values())
        return tuple(
            leg
            for leg in (alive if live else self._exchange.ledger.legs.all())
            if (person is None or leg.person == person)
            and (parent is None or leg.parent == parent)
            and (live is None or leg.live == live)
        )

    def texts(self, to: str | None = None) -> tuple[Text, ...]:
        """The texts, oldest first; those for the phone or the rented number `to`."""
        return tuple(t for t in self._exchange.ledger.texts.all() if to is None or t.to == to)

    def heard(self, sid: str) -> tuple[Said, ...]:
        """What the network has said on that leg."""
        return self._exchange.heard(sid)

    def sound(self, digest: str) -> Sound | None:
        """A sound that was played lately, by the digest that the event tells."""
        return self._exchange.media.find(digest)

    def asks(self, sid: str, *, barge_in: bool = False) -> bool:
        """True if that leg waits for keys, with all prompts spoken or with `barge_in` already."""
        call = live_call(self._exchange, sid)
        return call is not None and call.question is not None and (barge_in or call.question.silent)

    # What people do

    def dial(
        self, caller: str, to: str, *, shown: str | None = None, person: Person | None = None
    ) -> str:
        """The phone `caller` dials a rented number; returns the name of its leg.

        `shown` is what the network shows as the caller instead of the number
        (`network.settings.withheld` for a withheld one). `person` acts at the phone for this
        call instead of the one who is usually there. Raises RefusedError.
        """
        number = self._exchange.numbers.get(to)
        if number is None:
            raise RefusedError(f"{to} is none of the network's numbers")
        if self._exchange.full:
            raise RefusedError("all lines are taken")
        return let_in(self._exchange, number, caller, shown or caller, person).sid

    def press(self, sid: str, keys: str) -> None:
        """Presses keys on a connected phone, all at this moment. Raises RefusedError."""
        call = self._live(sid)
        if not keys or not set(keys) <= KEYS:
            raise RefusedError(f"{keys!r} are not keys of a phone")
        for key in keys:
            call.press(key)

    def hang_up(self, sid: str) -> None:
        """The person ends the call, or refuses it while it rings. Raises RefusedError."""
        Hand(self._live(sid)).hang_up()

    def answer(self, sid: str) -> None:
        """The person takes a ringing call. Raises RefusedError."""
        if not Hand(self._live(sid)).answer():
            raise RefusedError(f"{sid} is not ringing")

    def reject(self, sid: str) -> None:
        """The person refuses a ringing call. Raises RefusedError."""
        if not Hand(self._live(sid)).refuse():
            raise RefusedError(f"{sid} is not ringing")

    def text(self, from_: str, to: str, body: str) -> str:
        """The phone `from_` sends a text to a rented number; returns its name."""
        number = self._exchange.numbers.get(to)
        if number is None:
            raise RefusedError(f"{to} is none of the network's numbers")
        return self._texting.receive(number, from_, body).sid

    def receive_texts(self, number: str, how: Reception) -> None:
        """Decides what becomes of texts to `number`."""
        self._texting.receptions[number] = how

    # The API

    def rest(
        self, method: str, path: str, form: Iterable[tuple[str, str]], authorization: str
    ) -> rest.Response:
        """Answers one request to the API, at once; what it sets going comes after.

        `path` begins with /2010-04-01/, `form` is the body's or the query's fields in order,
        `authorization` the header. Never raises for what a client sends.
        """
        return rest.answer(self._exchange, self._texting, method, path, form, authorization)

    # Time, where it does not run by itself (see jump.py)

    def next_timer(self) -> datetime | None:
        """When the next thing is due, or None."""
        return self._jump.next_timer()

    def run_until(self, moment: datetime, stop: Callable[[], bool] | None = None) -> None:
        """Everything due up to `moment` happens, in order; ends early when `stop()` is true.

        Raises what the application raised, where it runs in this process.
        """
        works = (self._exchange.tasks, self._rhythms)
        self._jump.run(moment, lambda: any(one.failed for one in works) or bool(stop and stop()))
        for one in works:
            one.raise_failure()

    def run_for(self, seconds: float, stop: Callable[[], bool] | None = None) -> None:
        """Everything due within so many seconds happens; ends early as `run_until` does."""
        self.run_until(self.now + timedelta(seconds=seconds), stop)

    def every(self, pause: Callable[[], float], beat: Beat) -> None:
        """From now on calls `beat` with the time, after each `pause()` seconds of the clock.

        So the application's own regular work happens in order with all that calls do, more
        often while there are any. What `beat` returns is waited for, if it can be.
        """
        self._rhythms.start(repeat(self.clock, pause, beat))

    def let(self, work: Coroutine[Any, Any, None]) -> None:
        """From now on somebody does this beside all else, until it is done."""
        self._rhythms.start(work)

    def run_until_asked(self, sid: str, *, barge_in: bool = False) -> None:
        """Goes on until that leg waits for keys. Raises RefusedError if it ends before."""
        self.run_for(PATIENCE, lambda: self.asks(sid, barge_in=barge_in) or not self.leg(sid).live)
        if not self.asks(sid, barge_in=barge_in):
            leg = self.leg(sid)
            raise RefusedError(f"{sid} asks for no keys: {leg.status} at {self.now:%H:%M:%S}")

    def restart(self) -> None:
        """The network breaks down and is there again: all calls have ended, and nobody is told."""
        self._jump.loop.run_until_complete(self._exchange.break_down())

    async def end(self) -> None:
        """Ends all that is under way; nothing more is told to the application."""
        await self._rhythms.end()
        await self._exchange.break_down()

    def close(self) -> None:
        """Ends all that is under way and the clock with it."""
        self._jump.loop.run_until_complete(self.end())
        self._jump.close()

    @property
    def _jump(self) -> Jump:
        if not isinstance(self.clock, Jump):
            raise TypeError("the time of this network runs by itself")
        return self.clock

    def _live(self, sid: str) -> Call:
        call = live_call(self._exchange, sid)
        if call is None:
            raise RefusedError(f"{sid} is no live leg: {self.leg(sid).status}")
        return call
