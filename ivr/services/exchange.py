"""What all calls need beside the database: the key of numbers and the writer of answers."""

from collections.abc import Callable
from dataclasses import dataclass

from flows.engine.turn import Turn
from ivr.services.contacts import Keyer


@dataclass(frozen=True, slots=True)
class Exchange:
    """`render` turns what is to be said and awaited into the answer that the network obeys."""

    keyer: Keyer
    render: Callable[[Turn], str]
