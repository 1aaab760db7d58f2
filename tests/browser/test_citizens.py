"""A citizen books and cancels without any script, by keyboard alone."""

import re

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from ivr.models import Booking, Message
from tests.browser.conftest import Agency
from tests.browser.test_live_pages import tab_to

pytestmark = pytest.mark.browser


def press(page: Page, name: str, then: str) -> None:
    """By keyboard to a link or button; after pressing it the page has this heading."""
    tab_to(page, name)
    while not page.evaluate("document.activeElement.closest('main')"):
        tab_to(page, name)  # the head of the page has its own links
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(then)


def fill_in(page: Page, field: str, typed: str, then: str) -> None:
    """Types into a field and sends the form."""
    page.locator(f"#{field}").focus()
    page.keyboard.type(typed)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(then)


def code(agency: Agency) -> str:
    """Six digits, as her telephone shows them."""
    with agency.database.reading() as rows:
        body = rows.scalars(select(Message.body).order_by(Message.id.desc())).first()
    found = re.search(r"\d{6}", body or "")
    assert found
    return found[0]


def hers(agency: Agency) -> Booking:
    with agency.database.reading() as rows:
        return rows.scalars(select(Booking).where(Booking.channel == "web")).one()


def test_a_visit_is_booked_and_cancelled_without_scripts(booked: Agency) -> None:
    page = booked.open("/book", java_script_enabled=False)
    press(page, "Book a visit", then="Book a visit to a service point")
    press(page, "English", then="Choose a time for your visit")
    press(page, "Friday, 27 November 2026, 11:00", then="Confirm your booking")
    press(page, "Confirm your telephone number", then="Confirm your telephone number")
    fill_in(page, "number", "040 765 4321", then="Enter the code")
    fill_in(page, "digits", code(booked), then="Confirm your booking")
    press(page, "Book this time", then="Your time is booked")
    assert hers(booked).state == "booked"

    press(page, "See or change the booking", then="Visit")
    press(page, "Cancel the time", then="Do you really want to cancel the time?")
    press(page, "Cancel the time", then="Your time has been cancelled")

    assert hers(booked).state == "cancelled"
