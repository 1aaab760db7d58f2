"""People who get along by themselves: they call again when they were cut off, and take offers."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from random import Random
from typing import Final

from ivr.simnet.folk import ears
from ivr.simnet.folk.asking import Asking
from ivr.simnet.folk.character import Wish, draw
from ivr.simnet.line import Line

OTHER: Final = "+358441234567"
"""Where a citizen with a withheld number wants to be called."""
_WAYS: Final = replace(
    draw(1),
    language="fi",
    silent=False,
    barges_in=False,
    wrong_key=0.0,
    patience=300.0,
    think=0.5,
    waits_for_goodbye=True,
)


@dataclass
class Citizen:
    """Wants something on the telephone until it has been told that it is so; does not hear the
    first `misses` rings."""

    number: str = "+358401234567"
    misses: int = 0
    wish: Wish = "callback"
    withheld: bool = False
    told: list[str] = field(default_factory=list)

    async def __call__(self, line: Line) -> None:
        if not line.called:
            ways = replace(_WAYS, number=self.number, other=OTHER, withheld=self.withheld)
            self.told.append(await Asking(line, ways, self.wish, Random(1)).goes_on())
        elif self.misses:
            self.misses -= 1
        else:
            await _takes(line)


@dataclass
class Presser:
    """Presses these keys, one after each question, until `words` are heard."""

    keys: Callable[[], tuple[str, ...]]
    words: str
    told: list[str] = field(default_factory=list)

    async def __call__(self, line: Line) -> None:
        for keys in self.keys():
            await line.asked()
            await line.press(keys)
        await line.until(lambda: any(self.words in said for said in line.heard))
        self.told.append(self.words)


async def _takes(line: Line) -> None:
    """Takes the call, and talks as long as the agent does."""
    await line.rings()
    await line.sleep(5)
    line.answer()


@dataclass
class Agent:
    """Takes every offer, talks for a minute, and files that all is done."""

    async def __call__(self, line: Line) -> None:
        await line.rings()
        await line.sleep(2)
        line.answer()
        line.meanwhile(_answers_questions(line))
        await line.bridged()
        await line.sleep(60)
        await line.press("*")


async def _answers_questions(line: Line) -> None:
    """Takes an offer by the key that does; of outcomes the first: all is done."""
    heard = 0
    while True:
        await line.asked()
        said, heard = line.heard[heard:], len(line.heard)
        await line.press(ears.key_for(ears.TAKE, said) or "1")
