"""Booking at the desk as agents do it: by keyboard, without scripts, while the page renews."""

import pytest
from playwright.sync_api import Page, expect

from ivr.models import Booking, Callback
from tests import make
from tests.browser.booked import much_open
from tests.browser.conftest import Agency
from tests.browser.test_live_pages import SOON, ask, tab_to
from tests.services.scene import Scene

pytestmark = pytest.mark.browser

SURE = "Cancel this time"


def talking(agency: Agency) -> Scene:
    """Aino talks to a citizen for whom much is open."""
    agency.change(ask)
    scene = agency.scene()
    scene.set_state("ready")
    scene.talking()
    agency.change(lambda session: much_open(session, scene.callback_id))
    return scene


def press(page: Page, name: str) -> None:
    tab_to(page, name)
    page.keyboard.press("Enter")


def bookings(agency: Agency, state: str = "booked") -> int:
    with agency.database.reading() as session:
        return session.query(Booking).filter_by(state=state, channel="staff").count()


def test_a_visit_is_booked_by_two_presses_and_by_keyboard_alone(booked: Agency) -> None:
    talking(booked)
    page = booked.log_in("aino")

    press(page, "Book a time")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Citizen 040")
    press(page, "9:30")

    expect(page.get_by_text("A text message goes out.")).to_contain_text("Booked: visit")
    assert bookings(booked) == 1


def test_without_scripts_a_time_moves_and_another_is_cancelled(booked: Agency) -> None:
    talking(booked)
    page = booked.log_in("aino", java_script_enabled=False)

    page.get_by_role("link", name="Find a new time").click()
    page.get_by_role("button", name="13:30").first.click()
    expect(page.get_by_text("Moved: visit")).to_be_visible()

    page.locator("summary", has_text="Cancel").first.click()
    page.get_by_role("button", name=SURE).first.click()
    expect(page.get_by_text("Cancelled: visit")).to_be_visible()


def test_what_is_unfolded_and_ticked_stays_so_while_the_page_renews(booked: Agency) -> None:
    talking(booked)
    page = booked.log_in("aino")
    page.locator("#card summary", has_text="Cancel").first.click()
    tick = page.get_by_label("Close the callback: family line")
    tick.check()

    def ask_elsewhere(session: object) -> None:
        aino = booked.scene()
        contact = session.get_one(Callback, aino.callback_id).contact  # type: ignore[attr-defined]
        line = make.a_line(session, "third", names=dict.fromkeys(("fi", "sv", "en"), "third line"))  # type: ignore[arg-type]
        make.a_callback(session, line, contact=contact)  # type: ignore[arg-type]

    booked.change(ask_elsewhere)
    expect(page.get_by_label("Close the callback: third line")).to_be_visible(timeout=SOON)

    expect(page.get_by_role("button", name=SURE).first).to_be_visible()
    expect(tick).to_be_checked()
    expect(page.get_by_label("Close the callback: third line")).not_to_be_checked()


def test_what_is_ticked_is_closed_with_the_outcome(booked: Agency) -> None:
    scene = talking(booked)
    page = booked.log_in("aino")
    page.get_by_label("Close the callback: family line").check()

    page.get_by_role("button", name="Done").first.click()

    expect(page.get_by_text("Filed: done.")).to_be_visible()
    with booked.database.reading() as session:
        contact_id = session.get_one(Callback, scene.callback_id).contact_id
        states = session.query(Callback.end_reason).filter_by(contact_id=contact_id).all()
    assert ("served",) in [tuple(row) for row in states]
