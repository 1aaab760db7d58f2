"""What a citizen comes to by pressing: her number is proven, a time is held, booked, moved and
cancelled, a call is asked for and cancelled. For the tests that look at every page."""

import re
from collections.abc import Iterator
from typing import Any, Final

from playwright.sync_api import Page
from sqlalchemy import func, select

from ivr.models import Message, Proof
from tests.browser.conftest import Agency

VISITS: Final = "/book/time/visit/kuhmo/fi/"


def walk(agency: Agency, beside: Page) -> Iterator[Page]:
    """Each page in a tab of its own, in the order in which she comes to them."""
    yield from _proving(agency, beside)
    yield from _booking(agency, beside)
    yield from _changing(agency, beside)
    yield from _asking(agency, beside)


def begins_to_prove(page: Page, number: str, way: str = "text") -> Page:
    page.locator("#number").fill(number)
    page.locator(f"#way-{way}").check()
    return sends(page)


def sends(page: Page, button: str = "main form button") -> Page:
    """Presses a button, and sees where it leads."""
    with page.expect_navigation():
        page.locator(button).first.click()
    return page


def proves(agency: Agency, page: Page) -> Page:
    """Types the code of the text that we have sent to her."""
    page.locator("#digits").fill(code_of_the_text(agency))
    return sends(page)


def code_of_the_text(agency: Agency) -> str:
    """As her telephone shows it: of the newest text."""
    with agency.database.reading() as rows:
        body = rows.scalar(select(Message.body).order_by(Message.id.desc()).limit(1))
    (code,) = re.findall(r"\d{6}", body or "")
    return str(code)


def _proving(agency: Agency, beside: Page) -> Iterator[Page]:
    yield begins_to_prove(agency.tab(beside, "/book/number"), "08 123 4567", "ring")
    yield sends(agency.tab(beside, VISITS), "button[name=slot]")
    yield begins_to_prove(agency.tab(beside, "/book/number"), _another_number(agency))
    proves(agency, agency.tab(beside, "/book/number/digits")).close()


def _booking(agency: Agency, beside: Page) -> Iterator[Page]:
    yield agency.tab(beside, "/book/time/held/")
    yield sends(agency.tab(beside, "/book/time/held/"), "main button.main")


def _changing(agency: Agency, beside: Page) -> Iterator[Page]:
    own = agency.tab(beside, "/own")
    booking = _first(own, "/own/booking/")
    yield own
    for end in ("", "move/", "cancel/"):
        yield agency.tab(beside, booking + end)
    yield sends(agency.tab(beside, f"{booking}move/"), "button[name=slot]")
    yield sends(agency.tab(beside, f"{booking}cancel/"), "main form button.main")


def _asking(agency: Agency, beside: Page) -> Iterator[Page]:
    yield agency.tab(beside, "/book/callback")
    yield sends(agency.tab(beside, "/book/callback"), "form[action='/book/callback'] button")
    own = agency.tab(beside, "/own")
    request = _first(own, "/own/request/")
    own.close()
    for end in ("", "cancel/"):
        yield agency.tab(beside, request + end)


def _first(page: Page, begin: str) -> str:
    found: Any = page.locator(f"main a[href^='{begin}']").first.get_attribute("href")
    return str(found)


def _another_number(agency: Agency) -> str:
    with agency.database.reading() as rows:
        return f"040 555 {rows.scalar(select(func.count()).select_from(Proof)):04}"
