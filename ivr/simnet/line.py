"""A phone at somebody's ear: what a person can see and do, and what a person is."""

from collections.abc import Callable, Coroutine
from typing import Any, Literal, Protocol

Refusal = Literal["busy", "rejected", "unreachable", "failed"]


class Line(Protocol):
    """One leg as its person has it in hand. Spans of time are in seconds."""

    @property
    def sid(self) -> str:
        """The name of the leg."""

    @property
    def called(self) -> bool:
        """True if this phone is being called, False if it has called the network."""

    @property
    def engaged(self) -> bool:
        """True if this phone has another call."""

    @property
    def heard(self) -> tuple[str, ...]:
        """The sentences spoken so far."""

    async def sleep(self, seconds: float) -> None:
        """Lets time pass."""

    async def rings(self) -> None:
        """Waits for the phone to ring."""

    async def connected(self) -> None:
        """Waits until somebody has answered: this phone, or the network."""

    async def bridged(self) -> None:
        """Waits until this phone is talking to another phone."""

    async def asked(self, *, barge_in: bool = False) -> None:
        """Waits for the next question: for its end, or with `barge_in` for its first word."""

    @property
    def quiet(self) -> bool:
        """True while the network waits for keys and has spoken its prompts to their end."""

    async def until(self, noticed: Callable[[], bool], patience: float | None = None) -> bool:
        """Waits until something noticeable is true; False if patience has run out before."""

    def meanwhile(self, work: Coroutine[Any, Any, None]) -> None:
        """Does something else beside, until it is done or the leg ends."""

    def answer(self, *, by: Literal["person", "voicemail"] = "person") -> bool:
        """Takes the call; False if it rings no more."""

    def refuse(self, how: Refusal = "rejected") -> bool:
        """Does not take the call; False if it rings no more."""

    async def press(self, keys: str) -> None:
        """Presses the keys one after the other, as a finger does."""

    def hang_up(self) -> None:
        """Ends the call, or refuses it while it rings."""


class Person(Protocol):
    """Whoever is at a phone: an async function of a Line.

    It starts when the phone is dialled, or has dialled, and is cancelled when the leg ends.
    """

    def __call__(self, line: Line) -> Coroutine[Any, Any, None]:
        """Lives through one leg."""


async def nobody(line: Line) -> None:
    """Nobody is at home: the phone rings until the network gives up."""
