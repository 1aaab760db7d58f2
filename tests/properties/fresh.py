"""Fresh databases, as many as lives are lived, each furnished in the same way."""

import shutil
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import event

from ivr.db import Database, Session, make_engine
from tests.conftest import PATIENT
from tests.postgres import Server

Fresh = Callable[[], Database]
Furnish = Callable[[Session], object]


def on_sqlite(tables: Path, folder: Path, furnish: Furnish) -> Fresh:
    """Copies of a file with all tables."""
    template = Path(shutil.copy(tables, folder / "template.db"))
    _furnish(f"sqlite:///{template}", furnish)
    names = count()

    def fresh() -> Database:
        copy = shutil.copy(template, folder / f"{next(names)}.db")
        engine = make_engine(f"sqlite:///{copy}", PATIENT)
        event.listen(engine, "connect", _hurry)
        return Database(engine)

    return fresh


def _hurry(connection: Any, _record: object) -> None:
    """Our processes die here, the machine does not."""
    connection.execute("PRAGMA synchronous=OFF")


def on_postgresql(server: Server, tables: str, furnish: Furnish) -> Iterator[Fresh]:
    """Copies of a database with all tables, which are dropped in the end."""
    template = server.create(tables)
    _furnish(server.url(template), furnish)
    made = [template]

    def fresh() -> Database:
        made.append(server.create(template))
        return Database(make_engine(server.url(made[-1]), PATIENT))

    yield fresh
    for name in made:
        server.drop(name)


def _furnish(url: str, furnish: Furnish) -> None:
    database = Database(make_engine(url, PATIENT))
    with database.writing() as session:
        furnish(session)
    database.close()
