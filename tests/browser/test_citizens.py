"""Citizens at our pages in a browser without scripts: from the front page to what they came for."""

import pytest
from playwright.sync_api import Page, expect

from ivr.models import Booking, Callback
from tests.browser.citizen_pages import begins_to_prove, proves, sends
from tests.browser.conftest import Agency

pytestmark = pytest.mark.browser

NUMBER = "040 123 4567"
KUHMO = "a[href^='/book/time/visit/kuhmo/']"


@pytest.fixture
def front(booked: Agency) -> Page:
    return booked.open("/", java_script_enabled=False)


def follow(page: Page, link: str) -> Page:
    with page.expect_navigation():
        page.locator(link).first.click()
    return page


def test_a_callback_is_asked_for(booked: Agency, front: Page) -> None:
    follow(front, "main a[href='/book']")
    follow(front, "main a[href='/book/callback']")
    proves(booked, begins_to_prove(front, NUMBER))
    front.locator("#reach-relay").check()
    sends(front, "form[action='/book/callback'] button")
    expect(front.locator("#relay-wrong")).to_be_visible()
    front.locator("#reach-call").check()
    front.locator("#more_time").check()
    sends(front, "form[action='/book/callback'] button")

    expect(front.get_by_text("We will call you")).to_be_visible()
    with booked.database.reading() as session:
        row = session.query(Callback).order_by(Callback.id.desc()).first()
        assert row
        assert (row.contact.number, row.state) == ("+358401234567", "waiting")


def test_a_visit_is_booked_and_then_cancelled(booked: Agency, front: Page) -> None:
    follow(front, "main a[href='/book']")
    follow(front, "main a[href='/book/time/visit/']")
    follow(front, KUHMO)
    sends(front, "button[name=slot]")
    follow(front, "main a[href='/book/time/number/']")
    proves(booked, begins_to_prove(front, NUMBER))
    sends(front, "main button.main")
    expect(front.get_by_role("heading", level=1)).to_have_text("Your time is booked")
    assert states(booked) == ["booked"]

    follow(front, "header a[href='/']")
    follow(front, "main a[href='/own']")
    follow(front, "main a[href^='/own/booking/']")
    follow(front, "main a[href$='/cancel/']")
    sends(front, "main button.main")

    expect(front.get_by_role("heading", level=1)).to_have_text("Your time has been cancelled")
    assert states(booked) == ["cancelled"]


def states(agency: Agency) -> list[str]:
    with agency.database.reading() as session:
        found = session.query(Booking.state).filter_by(channel="web").order_by(Booking.id)
        return [state for (state,) in found]
