"""What is left of a world: the network's ledger and every answer given, and the tables' rows."""

from ivr.simnet.events import Event
from scheduler.world.world import World
from tests.stories.evidence import Answer, Evidence, rows
from tests.stories.probes import Probes


class Witness:
    """Hears every answer of the product from the beginning; the network forgets the oldest."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._answers: list[Answer] = []
        world.network.log.listen(self._hear)

    def _hear(self, event: Event) -> None:
        if event.kind in ("response", "lost"):
            self._answers.append(Answer(event.at, event.sid, event.data["body"]))

    def tells(self, probes: Probes) -> Evidence:
        """All that there is; `probes` are of what was told again at the end."""
        network = self._world.network
        with self._world.database.reading() as session:
            tables = rows(session)
        return Evidence(
            legs=network.legs(),
            texts=network.texts(),
            answers=tuple(self._answers),
            problems=network.problems,
            probes=probes,
            **tables,
        )
