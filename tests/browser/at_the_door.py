"""What is seen only while somebody logs in: a form that came too late, recovery codes, and the
question for a code. For the tests that look at every page."""

from collections.abc import Iterator
from typing import Any

import pyotp
from playwright.sync_api import Page, expect
from sqlalchemy import func, select

from ivr.models import LoginSession, Staff
from ivr.services.logins import IDLE
from tests import make
from tests.browser.conftest import Agency
from tests.browser.stage import HASH, PASSWORD
from tests.make import NOW, span


def walk(agency: Agency, **options: Any) -> Iterator[Page]:
    """Somebody new comes too late with a form, gets an authenticator, and is asked for a code."""
    name = agency.change(_somebody_new)
    page = agency.log_in(name, **options)
    comes_too_late(agency, page, name, "#set-ready")
    own = agency.tab(page, "/account/authenticator")
    gets_an_authenticator(agency, own)
    yield page
    yield own
    yield agency.log_in(name, **options)


def comes_too_late(agency: Agency, page: Page, name: str, button: str) -> None:
    """Her login ends before she presses a button; then she logs in again."""
    agency.change(lambda rows: _end_login(rows, name))
    page.locator(button).press("Enter")
    expect(page.locator("#name")).to_be_focused()
    page.keyboard.type(name)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/login/unsent")


def gets_an_authenticator(agency: Agency, page: Page) -> str:
    """By keyboard alone; the secret that was typed into the telephone."""
    secret = page.locator("#secret").inner_text().replace(" ", "")
    page.locator("#code").focus()
    page.keyboard.type(pyotp.TOTP(secret).at(agency.clock.now()))
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_selector("#codes")
    return secret


def _somebody_new(rows: Any) -> str:
    name = f"tilda{rows.scalar(select(func.count()).select_from(Staff))}"
    make.an_agent(rows, name, ready=False, password=HASH)
    return name


def _end_login(rows: Any, name: str) -> None:
    """She has done nothing for too long."""
    of_hers = rows.query(LoginSession).filter(
        LoginSession.staff_id.in_(select(Staff.id).where(Staff.name == name))
    )
    assert of_hers.update({"seen_at": NOW - IDLE - span("1 min")})
