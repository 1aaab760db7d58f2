"""`python -m tests.browser.screenshots [FOLDER]`: pictures of the pages of a made-up agency. Those
of the documentation by default; every page in every look into another folder."""

import re
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Generator, Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from flask import Flask
from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.exceptions import NotFound

import ivr.models  # noqa: F401  (fills Base.metadata)
from ivr.db import Base, Database, make_engine
from ivr.models import Callback, Staff
from tests.browser.booked import booked_weeks, much_open
from tests.browser.conftest import Agency
from tests.browser.every_page import furnish, visit
from tests.browser.stage import application, busy_morning, open_agency, served
from tests.browser.thrift import packed
from tests.clocks import Settable
from tests.services.scene import Scene

DOCUMENTATION: Final = Path("docs/images")
WIDE: Final = {"viewport": {"width": 1180, "height": 820}}
NARROW: Final = {"viewport": {"width": 320, "height": 640}}
DARK: Final = {"color_scheme": "dark"}
LOOKS: Final[dict[str, dict[str, Any]]] = {
    "": {**WIDE, "locale": "en-GB"},
    "-dark": {**WIDE, **DARK, "locale": "fi-FI"},
    "-narrow": {**NARROW, "locale": "sv-FI"},
    "-narrow-dark": {**NARROW, **DARK, "locale": "fi-FI"},
}
DOCUMENTED: Final[dict[str, dict[str, str]]] = {
    "": {
        **{name: name for name in ("front", "book", "queue", "desk", "day", "calendar")},
        **{name: name for name in ("lines", "staff", "prompts", "dialogue")},
        "own-2": "own",  # once a number is proven
        "audit-found": "audit",
    },
    "-dark": {"queue-dark": "queue-dark"},
    "-narrow": {"queue-narrow": "queue-narrow"},
}
"""Names of pictures in each look, and as what the documentation has them."""


def main(folder: Path) -> None:
    """Whole pages; in the documentation what fits on a screen."""
    folder.mkdir(parents=True, exist_ok=True)
    if folder == DOCUMENTATION:
        for look, names in DOCUMENTED.items():
            document(folder, look, dict(names))
    else:
        for name, page in pictures(LOOKS):
            page.screenshot(path=folder / f"{name}.png", full_page=True)


def document(folder: Path, look: str, names: dict[str, str]) -> None:
    """Take these pictures, and no more."""
    with closing(pictures((look,))) as shown:
        while names:
            name, page = next(shown)
            if name in names:
                (folder / f"{names.pop(name)}.png").write_bytes(packed(page.screenshot()))


def pictures(looks: Iterable[str]) -> Generator[tuple[str, Page], None, None]:
    """Each page in each of these looks, with its name; every look of an agency of its own."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        for look in looks:
            with an_agency(browser) as (app, agency):
                furnish(agency)
                names = Names(app)
                for page in visit(agency, **LOOKS[look]):
                    yield f"{names.of(page)}{look}", page
            with an_agency(browser) as (_, agency):
                for state in at_the_desk(agency.database):
                    desk = agency.log_in("aino", **LOOKS[look])
                    yield f"desk-{state}{look}", desk
        browser.close()


@contextmanager
def an_agency(browser: Browser) -> Iterator[tuple[Flask, Agency]]:
    """In the middle of a morning, with weeks of visits booked."""
    with tempfile.TemporaryDirectory() as place:
        database = Database(make_engine(f"sqlite:///{place}/pictures.db"))
        Base.metadata.create_all(database.engine)
        with database.writing() as session:
            line = open_agency(session)
            busy_morning(session, line)
            booked_weeks(session, line)
        clock = Settable()
        app = application(database, clock)
        with served(app) as address:
            agency = Agency(address, database, clock, browser)
            yield app, agency
            agency.close()
        database.close()


class Names:
    """Names of pictures: the address without what differs, counted when it comes again."""

    def __init__(self, app: Flask) -> None:
        self._paths = app.url_map.bind("ours")
        self._seen: Counter[str] = Counter()

    def of(self, page: Page) -> str:
        path = urlsplit(page.url).path
        with suppress(NotFound):
            path = self._paths.match(path, "GET", return_rule=True)[0].rule
        name = "-".join(re.findall(r"[a-z_]+", re.sub(r"<.*?>", "", path))) or "front"
        self._seen[name] += 1
        return name if self._seen[name] == 1 else f"{name}-{self._seen[name]}"


def at_the_desk(database: Database) -> Iterator[str]:
    """Aino takes a call; the name of each moment."""
    with database.writing() as session:
        aino = session.query(Staff).filter_by(name="aino").one()
        row = session.query(Callback).filter_by(state="ready", kind="callback").first()
        assert row
        aino.state = "ready"
        for other in session.query(Staff).filter_by(name="hilkka"):
            other.state = "off"
        scene = Scene(database, callback_id=row.id, agent_id=aino.id)
    yield "ready"
    scene.claim()
    scene.take_up()
    yield "offered"
    scene.accept()
    scene.citizen("in-progress", 2)
    with database.writing() as session:
        much_open(session, scene.attempt.callback_id)
    yield "talking"
    scene.citizen("completed", 3)
    scene.agent("completed")
    yield "wrapup"
    scene.file("done")
    yield "filed"


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else DOCUMENTATION)
