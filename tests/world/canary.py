"""`python -m tests.world.canary URL`: a day of a world, whose logs go to standard error.

On standard output, as JSON: what must not be found in them, and every address that was asked for.
"""

import json
import sys
from collections.abc import Iterator
from datetime import date

from sqlalchemy import select

from ivr import logs
from ivr.db import Database, make_engine
from ivr.models import Booking, Contact
from ivr.simnet.delivery import Request
from scheduler.world.office import ORIGIN, SECRET
from scheduler.world.outline import Outline
from scheduler.world.staff import PIN
from scheduler.world.world import World
from tests.stories.probes import at_once

DAY = Outline(seed=4, first=date(2026, 11, 24), days=1, factor=0.15, agents=2)
SHOWN = ("/healthz", "/readyz", "/metrics", "/no/such/page", "/voice/incoming")


def main(url: str) -> None:
    logs.configure()
    world = World(DAY, Database(make_engine(url)))
    asked: list[str] = []
    world.network.log.listen(
        lambda event: asked.append(event.data["url"]) if event.kind == "request" else None
    )
    for _ in world.live():
        pass
    told = {"canaries": sorted(_canaries(world)), "addresses": asked, "pages": _pages(world)}
    json.dump(told, sys.stdout)
    world.close()


def _canaries(world: World) -> Iterator[str]:
    """Whole telephone numbers in both spellings, codes, and what keeps the house shut."""
    yield from (PIN, SECRET, world.network.settings.auth_token)
    with world.database.reading() as session:
        yield from session.scalars(select(Booking.code).where(Booking.code.is_not(None)))
        for number in session.scalars(select(Contact.number).where(Contact.number.is_not(None))):
            yield from (number, number.replace("+358", "0"))


def _pages(world: World) -> str:
    """What anybody may look at, and what is answered to those who err."""
    requests = (Request("control", "", "GET", ORIGIN + path, {}) for path in SHOWN)
    return "\n".join(at_once(world.deliver(request)).body.decode() for request in requests)


if __name__ == "__main__":
    main(sys.argv[1])
