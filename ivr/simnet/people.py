"""People at their phones: scripts that answer, listen, press keys and hang up.

Anybody can be written as an async function of a Line; these are the ones that tests and
demonstrations need. Spans of time are in seconds.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ivr.simnet.folk.agent import Agent
from ivr.simnet.folk.citizen import Citizen
from ivr.simnet.line import Line, Person

Presses = tuple[str | None, ...]
"""One entry a question: the keys pressed, or None for a question left to itself."""
VOICEMAIL_AFTER = 25.0
GREETING = 8.0
RECORDING = 60.0


async def press_when_asked(line: Line, presses: Iterable[str | None], think: float) -> None:
    """Hears each question out, thinks, and presses the next entry."""
    for keys in presses:
        await line.asked()
        await line.sleep(think)
        if keys is not None:
            await line.press(keys)


@dataclass(frozen=True, slots=True)
class Caller:
    """Has called the network: presses keys, may hang up so long after being connected."""

    presses: Presses = ()
    think: float = 1.0
    hang_up_after: float | None = None

    async def __call__(self, line: Line) -> None:
        await _talk(line, self.presses, self.think, self.hang_up_after)


@dataclass(frozen=True, slots=True)
class Answers:
    """Answers after so many seconds of ringing, then does what a caller does."""

    after: float = 4.0
    presses: Presses = ()
    think: float = 1.0
    hang_up_after: float | None = None

    async def __call__(self, line: Line) -> None:
        await line.rings()
        await line.sleep(self.after)
        line.answer()
        await _talk(line, self.presses, self.think, self.hang_up_after)


@dataclass(frozen=True, slots=True)
class Busy:
    """Is on the phone already."""

    async def __call__(self, line: Line) -> None:
        line.refuse("busy")


@dataclass(frozen=True, slots=True)
class OutOfService:
    """A number that nobody has."""

    async def __call__(self, line: Line) -> None:
        line.refuse("unreachable")


@dataclass(frozen=True, slots=True)
class Declines:
    """Presses the red button after so many seconds of ringing."""

    after: float = 3.0

    async def __call__(self, line: Line) -> None:
        await line.rings()
        await line.sleep(self.after)
        line.refuse("rejected")


@dataclass(frozen=True, slots=True)
class Voicemail:
    """A machine: answers late, presses nothing, hangs up when its tape is full."""

    after: float = VOICEMAIL_AFTER
    lasts: float = GREETING + RECORDING

    async def __call__(self, line: Line) -> None:
        await line.rings()
        await line.sleep(self.after)
        if line.answer(by="voicemail"):
            await line.sleep(self.lasts)
            line.hang_up()


@dataclass(slots=True)
class Handset:
    """A phone that somebody else drives: a test, a command, or a hand on the page.

    With `voicemail` on, a call not taken in time is answered by the machine. A second call
    while the phone is in use finds it busy.
    """

    voicemail: bool = False

    async def __call__(self, line: Line) -> None:
        if not line.called:
            return
        if line.engaged:
            line.refuse("busy")
        elif self.voicemail:
            await Voicemail()(line)


KINDS: dict[str, type[Person]] = {
    "agent": Agent,
    "answers": Answers,
    "busy": Busy,
    "caller": Caller,
    "citizen": Citizen,
    "declines": Declines,
    "handset": Handset,
    "outofservice": OutOfService,
    "voicemail": Voicemail,
}


def person_from(wanted: Mapping[str, Any]) -> Person:
    """The person described by `does` (a handset if missing) and the kind's own settings.

    Raises ValueError with a sentence for an unknown kind or setting.
    """
    does = wanted.get("does", "handset")
    if does not in KINDS:
        raise ValueError(f"{does!r} is none of {', '.join(KINDS)}")
    settings = {name: _setting(value) for name, value in wanted.items() if name != "does"}
    try:
        return KINDS[does](**settings)
    except TypeError:
        raise ValueError(f"{does} does not take {', '.join(settings)}") from None


def _setting(value: Any) -> Any:
    match value:
        case bool() | int() | float() | None:
            return value
        case list() if all(entry is None or isinstance(entry, str) for entry in value):
            return tuple(value)
        case _:
            raise ValueError(f"{value!r} is neither a number, nor yes or no, nor a list of keys")


async def _talk(line: Line, presses: Presses, think: float, hang_up_after: float | None) -> None:
    line.meanwhile(press_when_asked(line, presses, think))
    if hang_up_after is not None:
        await line.connected()
        await line.sleep(hang_up_after)
        line.hang_up()
