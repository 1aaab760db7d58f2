"""Logging in by two steps as people do it: by keyboard, with a telephone beside the screen."""

import pyotp
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Agency
from tests.browser.stage import PASSWORD
from tests.browser.test_for_everyone import PALE

pytestmark = pytest.mark.browser


def add_authenticator(agency: Agency, page: Page) -> str:
    """By keyboard alone; the secret that was typed into the telephone."""
    page.goto(agency.address + "/account/authenticator")
    secret = page.locator("#secret").inner_text().replace(" ", "")
    page.locator("#code").focus()
    page.keyboard.type(pyotp.TOTP(secret).at(agency.clock.now()))
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Recovery codes")
    return secret


def type_code(page: Page, code: str) -> None:
    expect(page.locator("#code")).to_be_focused()
    page.keyboard.type(code)
    page.keyboard.press("Enter")


def test_an_authenticator_is_added_and_logs_her_in_elsewhere(quiet: Agency) -> None:
    secret = add_authenticator(quiet, quiet.log_in("saara"))
    quiet.clock.advance(minutes=1)

    elsewhere = quiet.log_in("saara")
    type_code(elsewhere, "000000")
    expect(elsewhere.get_by_role("alert")).to_contain_text("The code is not right")
    type_code(elsewhere, pyotp.TOTP(secret).at(quiet.clock.now()))

    elsewhere.wait_for_url("**/queue")


def test_a_recovery_code_stands_in_for_a_lost_telephone(quiet: Agency) -> None:
    page = quiet.log_in("saara", java_script_enabled=False)
    add_authenticator(quiet, page)
    code = page.locator("#codes li").first.inner_text()

    elsewhere = quiet.log_in("saara", java_script_enabled=False)
    type_code(elsewhere, code)

    elsewhere.wait_for_url("**/queue")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_are_for_small_screens_and_dark_rooms_too(quiet: Agency, scheme: str) -> None:
    small = {"viewport": {"width": 320, "height": 640}, "color_scheme": scheme}
    page = quiet.log_in("saara", **small)
    add_authenticator(quiet, page)

    for shown in (page, quiet.log_in("saara", **small)):
        assert shown.evaluate("document.documentElement.scrollWidth") <= 320, shown.url
        assert shown.evaluate(PALE) == [], shown.url


def test_a_password_is_changed_by_keyboard_alone(quiet: Agency) -> None:
    page = quiet.log_in("saara")
    page.goto(quiet.address + "/account")
    page.locator("#old").focus()
    for typed in (PASSWORD, "a whole new sentence", "a whole new sentence"):
        page.keyboard.type(typed)
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.locator(".told")).to_contain_text("The password is changed.")
