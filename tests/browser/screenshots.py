"""`python -m tests.browser.screenshots [FOLDER]`: pictures of the pages of a made-up agency, as
they stand in the documentation (default: docs/images)."""

import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

import ivr.models  # noqa: F401  (fills Base.metadata)
from ivr.db import Base, Database, make_engine
from ivr.models import Callback, Staff
from tests import make
from tests.browser.stage import PASSWORD, application, busy_morning, open_agency, promise, served
from tests.clocks import Settable
from tests.make import NOW, span

WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 320, "height": 640}


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place:
        database = Database(make_engine(f"sqlite:///{place}/pictures.db"))
        Base.metadata.create_all(database.engine)
        with database.writing() as session:
            line = open_agency(session)
            busy_morning(session, line)
        with served(application(database, Settable())) as address, sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=shutil.which("chromium"), args=["--no-sandbox"]
            )
            for name, page in _pages(browser, address, database):
                page.screenshot(path=folder / f"{name}.png", full_page=True)
            browser.close()
        database.close()


def _pages(browser: Browser, address: str, database: Database) -> Iterator[tuple[str, Page]]:
    for look, options in _looks():
        visitor = browser.new_context(**options).new_page()
        for name in ("", "login"):
            visitor.goto(f"{address}/{name}")
            yield f"{name or 'front'}{look}", visitor
        supervisor = _logged_in(browser, address, "saara", options)
        yield f"queue{look}", supervisor
        supervisor.locator("tr:has(.needs_human) a").click()
        yield f"callback{look}", supervisor
    yield from _desks(browser, address, database)


def _desks(browser: Browser, address: str, database: Database) -> Iterator[tuple[str, Page]]:
    for state in ("ready", "offered", "talking", "wrapup"):
        with database.writing() as session:
            _seat(session, state)
        for look, options in _looks():
            yield f"desk-{state}{look}", _logged_in(browser, address, "aino", options)


def _seat(session, state: str) -> None:  # type: ignore[no-untyped-def]
    aino = session.query(Staff).filter_by(name="aino").one()
    aino.state, aino.state_since = state, NOW - span("3 min")
    aino.wrapup_until = NOW + span("38 s") if state == "wrapup" else None
    if state == "offered":
        row = session.query(Callback).filter_by(state="ready").first()
        row.state = "offered"
        make.an_attempt(session, row, aino)
    if state == "talking":
        attempt = _attempt(session, aino)
        attempt.state, attempt.released_at, attempt.callback.state = "talking", NOW, "talking"
    if state == "wrapup":
        attempt = _attempt(session, aino)
        attempt.state, attempt.result, attempt.callback.state = "ended", "answered", "unfiled"
        attempt.callback.counted = 1
        promise(session, attempt.callback, NOW + span("20 min"), "1 h")


def _attempt(session, agent: Staff):  # type: ignore[no-untyped-def]
    return session.query(make.Attempt).filter_by(staff_id=agent.id).one()


def _logged_in(browser: Browser, address: str, name: str, options: dict) -> Page:  # type: ignore[type-arg]
    page = browser.new_context(**options).new_page()
    page.goto(f"{address}/login")
    page.locator("#name").fill(name)
    page.locator("#password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: not url.endswith("/login"))
    return page


def _looks() -> Iterator[tuple[str, dict]]:  # type: ignore[type-arg]
    yield "", {"viewport": WIDE, "locale": "en-GB"}
    yield "-dark", {"viewport": WIDE, "locale": "fi-FI", "color_scheme": "dark"}
    yield "-narrow", {"viewport": NARROW, "locale": "sv-FI"}


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "docs/images"))
