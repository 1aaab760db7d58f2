"""What a reader waits for: how much a page weighs at the first visit, and when its largest part
stands before her."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median
from typing import Final

from playwright.sync_api import Browser, Page, sync_playwright

from ivr.services.queue import PAGE
from tests import make
from tests.bench import crowd, office
from tests.bench.figures import Figure
from tests.bench.pages import PAGES, audited
from tests.browser.booked import booked_weeks
from tests.browser.conftest import Agency
from tests.browser.stage import application, busy_morning, open_agency, served
from tests.clocks import Settable
from tests.web.visitors import Visitor, logged_in
from tests.web.weights import Weight

SEEN: Final = {"": ("/", "/book"), "saara": ("/queue", "/day"), "aino": ("/desk",)}
TIMES: Final = 7
_LARGEST: Final = """new Promise(tell => new PerformanceObserver(found => tell(
    found.getEntries().at(-1).startTime
)).observe({type: "largest-contentful-paint", buffered: true}))"""


def figures() -> list[Figure]:
    """Kilobytes of each page, the heaviest first; milliseconds on loopback. The queue's page is
    full, and a hundred agents are at work."""
    clock = Settable()
    with office.empty() as database:
        with database.writing() as session:
            line = open_agency(session)
            busy_morning(session, line)
            booked_weeks(session, line)
            for _ in range(PAGE):
                make.a_callback(session, line)
        crowd.hire(database)
        with served(application(database, clock)) as address, _chromium() as browser:
            rows = list(_painted(Agency(address, database, clock, browser))) if browser else []
        app = application(database, clock, office.ORIGIN)
        readers = {who: logged_in(app, who) if who else Visitor.to(app) for who in PAGES}
        return _weights(readers) + rows


def _weights(readers: dict[str, Visitor]) -> list[Figure]:
    found = {
        path: Weight.of(*(audited(readers[who]) if path == "the audit" else (readers[who], path)))
        for who, paths in PAGES.items()
        for path in paths
        if "?" not in path
    }
    rows = [
        Figure(f"{path}, packed, with styles and scripts", weight.compressed / 1e3, "kB", 100, 50)
        for path, weight in sorted(found.items(), key=lambda one: -one[1].compressed)
    ]
    return [*rows, Figure("/queue alone, unpacked as it is sent", found["/queue"].sent / 1e3, "kB")]


@contextmanager
def _chromium() -> Iterator[Browser | None]:
    """None where it is not installed."""
    path = shutil.which("chromium")
    if path is None:
        yield None
        return
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


def _painted(agency: Agency) -> Iterator[Figure]:
    for who, paths in SEEN.items():
        reader = agency.log_in(who) if who else agency.open("/")
        for path in paths:
            times = [_paint(reader, agency.address + path) for _ in range(TIMES)]
            yield Figure(f"{path}, its largest part is seen", median(times), "ms", 500, 200)
    agency.close()


def _paint(page: Page, address: str) -> float:
    """Milliseconds from the click to the largest contentful paint."""
    page.goto(address)
    found: float = page.evaluate(_LARGEST)
    return found
