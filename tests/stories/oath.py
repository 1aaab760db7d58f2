"""What must be true after every story, whatever happened in it: the product's oath.

Each clause takes the evidence and says, in a sentence each, where its word was broken.
"""

from collections.abc import Callable, Iterator

from tests.stories.calls_oath import CALLS
from tests.stories.evidence import Evidence, gather
from tests.stories.records_oath import RECORDS
from tests.stories.words_oath import WORDS
from tests.stories.world import World

Clause = Callable[[Evidence], Iterator[str]]

OATH: tuple[Clause, ...] = (*CALLS, *RECORDS, *WORDS)


def keeps_its_word(world: World) -> None:
    """Raises AssertionError where the product has broken a promise that it makes to everybody."""
    broken = list(complaints(gather(world)))
    assert not broken, "\n".join(broken)


def complaints(evidence: Evidence) -> Iterator[str]:
    for clause in OATH:
        for complaint in clause(evidence):
            yield f"{clause.__name__}: {complaint}"
