"""What the pages ask of the database: the same, however many wait; and of one that is as it was."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack
from typing import Final

from flask import Flask

from ivr.db import Database
from tests import make
from tests.bench import crowd, office, told
from tests.bench.figures import Figure
from tests.bench.statements import Asking, in_turns
from tests.clocks import Settable
from tests.web.visitors import Visitor, hire, logged_in

SIZES: Final = (100, 100_000)
TIMES: Final = 50

PAGES: Final[Mapping[str, Sequence[str]]] = {
    "": ("/",),
    "saara": (
        "/queue",
        "/queue?language=fi",
        "/queue?state=ready",
        "/queue?state=in_hand",
        "/queue?overdue=on",
        "/queue.json",
        "/day",
        "/calendar",
        "/lines",
        "/lines/general/",
        "/dialogue",
        "/staff",
    ),
    "arvo": ("the audit",),
    "aino": ("/desk", "/desk/day"),
}
"""By the name of who looks: citizens, a supervisor, an auditor, an agent."""

LIVE: Final = ("/queue", "/day", "/dialogue", "/desk")


def figures(postgresql: Sequence[str]) -> list[Figure]:
    """Wall time of each page's statements by the driver alone, and of a page asked for again."""
    rows = _of("SQLite", [office.sqlite() for _ in SIZES])
    if postgresql:
        rows += _of("PostgreSQL", [office.postgresql(url) for url in postgresql])
    return rows


def _of(kind: str, places: Sequence[AbstractContextManager[Database]]) -> list[Figure]:
    with ExitStack() as stack:
        few, many = (
            _Office(stack.enter_context(place), size)
            for place, size in zip(places, SIZES, strict=True)
        )
        data = [row for path in few.paths for row in _data(kind, path, few, many)]
        return data + [_unchanged(kind, path, many) for path in LIVE]


def _data(kind: str, path: str, few: "_Office", many: "_Office") -> Iterator[Figure]:
    least, most = in_turns([few.asking(path), many.asking(path)], TIMES)
    yield Figure(f"{kind}: {path}, {SIZES[1]:,} waiting", most, "us")
    yield Figure(f"   / {SIZES[0]:,}", most / least, "times", 2, 1.1)


def _unchanged(kind: str, path: str, office: "_Office") -> Figure:
    (taken,) = in_turns([office.asking_again(path)], TIMES)
    return Figure(f"{kind}: {path} unchanged", taken, "us", 1_000, 500)


class _Office:
    """So many who wait, and everybody before her pages."""

    def __init__(self, database: Database, size: int) -> None:
        self._database = database
        crowd.gather(database, size, "ready")
        told.inform(database)
        crowd.hire(database)
        hire(database)
        app = office.application(database, Settable())
        self._visitors = {
            path: (_visitor(app, who), path) for who, paths in PAGES.items() for path in paths
        }
        self._visitors |= {"the audit": audited(self._visitors["the audit"][0])}

    @property
    def paths(self) -> Sequence[str]:
        return list(self._visitors)

    def asking(self, path: str) -> Asking:
        return self._asking(path, 200)

    def asking_again(self, path: str) -> Asking:
        """As a page that is open looks for what is new, and finds nothing."""
        visitor, address = self._visitors[path]
        return self._asking(path, 304, If_None_Match=visitor.get(address).headers["ETag"])

    def _asking(self, path: str, status: int, **headers: str) -> Asking:
        """The second time, so that it is nobody's first page of the minute."""
        visitor, address = self._visitors[path]

        def look() -> None:
            answer = visitor.get(address, **headers)
            if answer.status_code != status:
                raise RuntimeError(f"{path} was answered with {answer.status_code}")

        look()
        return Asking(self._database, look)


def _visitor(app: Flask, who: str) -> Visitor:
    return logged_in(app, who) if who else Visitor.to(app)


def audited(auditor: Visitor) -> tuple[Visitor, str]:
    """What people of the staff did in a week: the address of what was found."""
    week = {"kind": "people", "first": "2026-11-18", "last": f"{make.NOW:%Y-%m-%d}"}
    answer = auditor.post("/audit", **week, actor="", of="")
    return auditor, answer.headers["Location"]
