"""A real browser before the pages of a made-up agency."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

from ivr.db import Database, make_engine
from ivr.models import Callback, Line, Staff
from tests.browser.booked import booked_weeks
from tests.browser.stage import PASSWORD, application, busy_morning, open_agency, served
from tests.clocks import Settable
from tests.services.scene import Scene

CHROMIUM = shutil.which("chromium")
ARGUMENTS = ["--no-sandbox", "--disable-background-networking", "--disable-gpu"]
"""Without a graphics card, its emulation would take most of the time."""
AN_ANSWER = "Failed to load resource: the server responded with a status of 4"


@pytest.fixture(scope="module")  # one Playwright at a time: other modules start their own
def chromium() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("chromium is not installed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@dataclass
class Agency:
    """The running pages, and what lies behind them."""

    address: str
    database: Database
    clock: Settable
    chromium: Browser
    complaints: list[str] = field(default_factory=list)
    _contexts: list[BrowserContext] = field(default_factory=list)

    def open(self, path: str, **options: Any) -> Page:
        """A page in a browser of its own; what its console complains about fails the test."""
        context = self.chromium.new_context(**{"locale": "en-GB", **options})
        context.set_default_timeout(10_000)
        self._contexts.append(context)
        return self._show(context, path)

    def tab(self, beside: Page, path: str) -> Page:
        """One more page in the browser in which another is open."""
        return self._show(beside.context, path)

    def _show(self, context: BrowserContext, path: str) -> Page:
        page = context.new_page()
        page.on("console", self._listen)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.goto(self.address + path)
        return page

    def log_in(self, name: str, **options: Any) -> Page:
        page = self.open("/login", **options)
        page.locator("#name").fill(name)
        page.locator("#password").fill(PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(lambda url: not url.endswith("/login"))
        return page

    def change(self, act: Callable[[Any], Any]) -> Any:
        with self.database.writing() as session:
            return act(session)

    def scene(self) -> Scene:
        """The oldest ready callback, and Aino."""
        with self.database.reading() as session:
            row = session.query(Callback).filter_by(state="ready").first()
            aino = session.query(Staff).filter_by(name="aino").one()
            return Scene(self.database, callback_id=row.id if row else 0, agent_id=aino.id)

    def close(self) -> None:
        for context in self._contexts:
            context.close()

    def _listen(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and AN_ANSWER not in message.text:
            self.complaints.append(message.text)


@pytest.fixture
def quiet(sqlite_url: str, clock: Settable, chromium: Browser) -> Iterator[Agency]:
    """An agency in which nothing has happened yet."""
    yield from _running(sqlite_url, clock, chromium, lambda session, line: None)


@pytest.fixture
def busy(sqlite_url: str, clock: Settable, chromium: Browser) -> Iterator[Agency]:
    """An agency in the middle of a morning."""
    yield from _running(sqlite_url, clock, chromium, busy_morning)


@pytest.fixture
def booked(sqlite_url: str, clock: Settable, chromium: Browser) -> Iterator[Agency]:
    """An agency with service points, where visits are booked for weeks."""
    yield from _running(sqlite_url, clock, chromium, booked_weeks)


@pytest.fixture(scope="module")
def standing(
    tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path, chromium: Browser
) -> Iterator[Agency]:
    """That morning and those weeks for tests that only look at them."""
    copy = shutil.copy(sqlite_template, tmp_path_factory.mktemp("standing") / "test.db")
    yield from _running(f"sqlite:///{copy}", Settable(), chromium, _both)


def _both(session: Any, line: Line) -> None:
    busy_morning(session, line)
    booked_weeks(session, line)


def _running(
    url: str, clock: Settable, chromium: Browser, furnish: Callable[[Any, Line], None]
) -> Iterator[Agency]:
    database = Database(make_engine(url))
    with database.writing() as session:
        furnish(session, open_agency(session))
    with served(application(database, clock)) as address:
        agency = Agency(address, database, clock, chromium)
        yield agency
        agency.close()
    database.close()
    assert agency.complaints == []
