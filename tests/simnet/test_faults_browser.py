"""The page's switches for faults, in a real browser: by keyboard, on the narrowest phone."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.simnet.live import Live
from tests.simnet.test_pages_browser import browser, handset, live, page

__all__ = ["browser", "live", "page"]
pytestmark = pytest.mark.browser


@pytest.fixture
def faults(page: Page) -> Locator:
    section = page.locator("#faults")
    section.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(section.get_by_role("checkbox")).not_to_have_count(0)
    return section


def test_a_fault_is_switched_on_by_keyboard_alone(faults: Locator, page: Page, live: Live) -> None:
    switch = faults.get_by_role("checkbox", name="error_5xx", exact=True)
    often = faults.get_by_label("How often error_5xx strikes")
    expect(often).to_be_disabled()

    switch.focus()
    page.keyboard.press("Space")
    expect(often).to_be_enabled()
    expect(page.locator("#faults-on")).to_have_text("1")
    page.keyboard.press("Tab")
    with page.expect_response("**/network/faults"):
        page.keyboard.type("1")
        page.keyboard.press("Enter")

    assert [(one.name, one.probability) for one in live.network.faults.on] == [("error_5xx", 1)]


def test_strikes_are_counted_as_they_happen(faults: Locator, page: Page) -> None:
    faults.get_by_role("checkbox", name="error_5xx", exact=True).check()
    often = faults.get_by_label("How often error_5xx strikes")
    with page.expect_response("**/network/faults"):
        often.fill("1")
        often.press("Enter")

    handset(page, "Citizen").get_by_role("button", name="Call").click()

    expect(page.locator("#fault-error_5xx")).to_contain_text("Has struck")
    expect(page.locator("#log")).to_contain_text("error_5xx /voice/incoming")


def test_what_the_network_refuses_is_said_and_undone(faults: Locator, page: Page) -> None:
    faults.get_by_role("checkbox", name="slow", exact=True).check()
    often = faults.get_by_label("How often slow strikes", exact=True)
    with page.expect_response(lambda answer: answer.status == 400):
        often.fill("2")
        often.press("Enter")

    expect(faults.get_by_role("alert")).to_contain_text("is not from 0 to 1")
    expect(often).to_have_value("0.1")


def test_all_are_switched_off_at_once(faults: Locator, page: Page, live: Live) -> None:
    faults.get_by_role("checkbox", name="doubled", exact=True).check()
    expect(page.locator("#faults-on")).to_have_text("1")

    faults.get_by_role("button", name="All off").click()

    expect(page.locator("#faults-on")).to_have_text("0")
    assert live.network.faults.on == ()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_sticks_out_on_the_narrowest_phone(
    faults: Locator, page: Page, scheme: str
) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.set_viewport_size({"width": 320, "height": 640})
    expect(faults.get_by_role("checkbox").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 320
