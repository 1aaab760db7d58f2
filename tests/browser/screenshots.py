"""`python -m tests.browser.screenshots [FOLDER]`: pictures of the pages of a made-up agency. Those
of the documentation by default; every page in every look into another folder."""

import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

import ivr.models  # noqa: F401  (fills Base.metadata)
from ivr.db import Base, Database, make_engine
from ivr.models import Callback, Staff
from tests.browser.booked import REASONS, booked_weeks, much_open
from tests.browser.stage import PASSWORD, application, busy_morning, open_agency, served
from tests.clocks import Settable
from tests.services.scene import Scene

DOCUMENTATION = Path("docs/images")
LOOKS: dict[str, dict[str, Any]] = {
    "": {"viewport": {"width": 1280, "height": 1200}, "locale": "en-GB"},
    "-dark": {
        "viewport": {"width": 1280, "height": 1200},
        "locale": "fi-FI",
        "color_scheme": "dark",
    },
    "-narrow": {"viewport": {"width": 320, "height": 720}, "locale": "sv-FI"},
}
OF_TIMES = {
    "calendar": "/calendar",
    "calendar-day": "/calendar/2026-11-27/",
    "closing": "/calendar/closing/",
    "service-points": "/service-points",
    "service-point": "/service-points/kuhmo/",
    "phone-times": "/phone-times/general/",
}
DOCUMENTED = {"calendar", "front", "queue", "queue-dark", "queue-narrow", "desk-talking"}


def main(folder: Path) -> None:
    """Whole pages; in the documentation what fits on a screen."""
    folder.mkdir(parents=True, exist_ok=True)
    documented = folder == DOCUMENTATION
    with tempfile.TemporaryDirectory() as place:
        database = Database(make_engine(f"sqlite:///{place}/pictures.db"))
        Base.metadata.create_all(database.engine)
        with database.writing() as session:
            line = open_agency(session)
            busy_morning(session, line)
            booked_weeks(session, line)
        with served(application(database, Settable())) as address, sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=shutil.which("chromium"), args=["--no-sandbox"]
            )
            for name, page in pages(browser, address, database):
                if not documented or name in DOCUMENTED:
                    page.screenshot(path=folder / f"{name}.png", full_page=not documented)
            browser.close()
        database.close()


def pages(browser: Browser, address: str, database: Database) -> Iterator[tuple[str, Page]]:
    """Each page with its name."""
    for look, options in LOOKS.items():
        visitor = browser.new_context(**options).new_page()
        for path in ("", "login", "nowhere"):
            visitor.goto(f"{address}/{path}")
            yield f"{path or 'front'}{look}", visitor
        supervisor = log_in(browser, address, "saara", options)
        yield f"queue{look}", supervisor
        supervisor.locator("tr:has(.needs_human) a").click()
        yield f"callback{look}", supervisor
        supervisor.locator("a.button").first.click()
        yield f"decision{look}", supervisor
        for name, path in OF_TIMES.items():
            supervisor.goto(f"{address}{path}")
            yield f"{name}{look}", supervisor
        yield f"closing-look{look}", look_before_closing(supervisor, address)
    for state in at_the_desk(database):
        for look, options in LOOKS.items():
            desk = log_in(browser, address, "aino", options)
            yield f"desk-{state}{look}", desk
            if state == "talking":
                desk.locator("#book").click()
                yield f"desk-times{look}", desk
                desk.goto(f"{address}/desk")
                desk.locator("a[href*='/note/']").first.click()
                yield f"desk-note{look}", desk
            if state == "filed":
                desk.goto(f"{address}/desk/day")
                yield f"desk-day{look}", desk


def look_before_closing(supervisor: Page, address: str) -> Page:
    supervisor.goto(f"{address}/calendar/2026-11-27/closing/")
    for language, reason in REASONS.items():
        supervisor.locator(f"#reason-{language}").fill(reason)
    supervisor.locator("main form button.main").click()
    return supervisor


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


def log_in(browser: Browser, address: str, name: str, options: dict[str, Any]) -> Page:
    page = browser.new_context(**options).new_page()
    page.goto(f"{address}/login")
    page.locator("#name").fill(name)
    page.locator("#password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: not url.endswith("/login"))
    return page


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else DOCUMENTATION)
