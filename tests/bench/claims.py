"""`python -m tests.bench.claims`: what a claim costs with so many callbacks waiting.

Prints the median of some claims, commit included, in milliseconds, for each database at hand.
"""

import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from statistics import median
from typing import Any

from sqlalchemy import insert, update

import ivr.models  # noqa: F401  (fills Base.metadata)
from flows.rules.order import Lane
from ivr.db import Base, Database, make_engine, opaque_id
from ivr.models import Callback, Contact, Staff
from ivr.services import claims
from tests import make
from tests.make import NOW
from tests.postgres import private_server

SIZES = (1_000, 100_000)
CLAIMS = 50
LANGUAGES = ("fi", "sv", "en")


def fill(database: Database, waiting: int) -> None:
    """So many ready callbacks in three languages, and agents enough for all the claims."""
    with database.writing() as session:
        line = make.an_open_line(session)
        for n in range(CLAIMS + 1):
            make.an_agent(session, f"agent {n}", languages=list(LANGUAGES[: n % 3 + 1]))
        session.execute(insert(Contact), list(_contacts(waiting)))
        session.execute(insert(Callback), list(_callbacks(line.id, line.key, waiting)))


def _contacts(waiting: int) -> Iterator[dict[str, Any]]:
    for n in range(waiting):
        number = f"+35850{n + 1_000_000}"
        yield {"id": n + 1_000, "number": number, "number_key": f"{n:064}", "created_at": NOW}


def _callbacks(line_id: int, key: str, waiting: int) -> Iterator[dict[str, Any]]:
    for n in range(waiting):
        arrived, language = NOW - timedelta(seconds=waiting - n), LANGUAGES[n % 3]
        yield {
            "public_id": opaque_id(),
            "contact_id": n + 1_000,
            "number_source": "shown",
            "line_id": line_id,
            "language": language,
            "kind": "callback",
            "lane": Lane(key, language).key,
            "state": "ready",
            "state_since": arrived,
            "arrived_at": arrived,
            "not_before": arrived,
            "tried_hours": [],
        }


def measure(database: Database) -> tuple[float, float]:
    """Milliseconds of a claim that makes an offer, and of one that finds nobody ready."""
    _claim(database)
    offering = [_claim(database) for _ in range(CLAIMS)]
    with database.writing() as session:
        session.execute(update(Staff).values(state="off"))
    idle = [_claim(database) for _ in range(CLAIMS)]
    return median(offering), median(idle)


def _claim(database: Database) -> float:
    begun = time.perf_counter()
    with database.writing() as session:
        claims.claim(session, NOW, timedelta())
    return (time.perf_counter() - begun) * 1000


def _databases(stack: ExitStack, waiting: int) -> Iterator[tuple[str, Database]]:
    folder = stack.enter_context(tempfile.TemporaryDirectory())
    urls = {"SQLite": f"sqlite:///{folder}/bench.db"}
    if "--postgresql" in sys.argv:
        server = stack.enter_context(private_server())
        urls["PostgreSQL"] = server.url(server.create())
    for name, url in urls.items():
        engine = make_engine(url)
        Base.metadata.create_all(engine)
        database = Database(engine)
        fill(database, waiting)
        yield name, database
        database.close()


def main() -> None:
    sys.stdout.write(f"{'database':<12}{'waiting':>10}{'offer ms':>10}{'idle ms':>10}\n")
    for waiting in SIZES:
        with ExitStack() as stack:
            for name, database in _databases(stack, waiting):
                offering, idle = measure(database)
                sys.stdout.write(f"{name:<12}{waiting:>10}{offering:>10.2f}{idle:>10.2f}\n")


if __name__ == "__main__":
    main()
