"""Living through a world of an outline, and asking afterwards whether every invariant has held."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from scheduler.world.chronicle import Chronicle, begin, scratch, tell
from scheduler.world.outline import Outline
from tests import memory
from tests.stories.probes import probe
from tests.world.evidence import Witness
from tests.world.invariants import WORLD


@dataclass(frozen=True, slots=True)
class Lived:
    """What a world has come to; `complaints` is empty where every invariant has held."""

    chronicle: Chronicle
    complaints: tuple[str, ...]


def live(outline: Outline, seen: Callable[[date], None] = lambda day: None) -> Lived:
    """Lives through all its days and the healing after; `seen` hears of each day that is over."""
    with scratch(memory.folder()) as database:
        world = begin(outline, database)
        witness = Witness(world)
        try:
            for day in world.live():
                seen(day)
            world.heal()
            chronicle = tell(world)
            evidence = witness.tells(probe(world))
        finally:
            world.close()
    seen_by_the_network = tuple(chronicle.people["complaints"])
    asked = (f"{clause.__name__}: {one}" for clause in WORLD for one in clause(evidence))
    return Lived(chronicle, (*seen_by_the_network, *asked))


def replay(outline: Outline) -> str:
    """The command that lives through it once more."""
    calm = "" if outline.rough else " --calm"
    return (
        f"python -m tests.world {outline.seed} --first {outline.first} --days {outline.days}"
        f" --factor {outline.factor} --agents {outline.agents}{calm}"
    )
