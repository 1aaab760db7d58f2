"""A world whose database may be locked or gone, and what callers hear then."""

from collections.abc import Iterator

from ivr.db import Database, make_engine
from tests.ailments import SHORT
from tests.stories.evidence import gather
from tests.stories.oath import complaints
from tests.stories.world import World

MOMENT = "Pieni hetki."
UNSURE = "Emme voi vahvistaa viimeistä valintaasi."

REFUSED = "status callback: HTTP status 503"
"""The one fault that the network may find: what it told was not taken."""


def troubled(url: str) -> Iterator[World]:
    """A world that does not wait long for its database; the oath is asked when it ends."""
    database = Database(make_engine(url, SHORT))
    world = World(database, "2026-11-24 10:00")
    try:
        yield world
        assert [one for one in complaints(gather(world)) if REFUSED not in one] == []
    finally:
        world.close()
        database.close()
