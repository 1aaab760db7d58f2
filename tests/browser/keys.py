"""What people do who have no mouse."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Agency
from tests.browser.stage import PASSWORD

_AT = "wanted => document.activeElement.matches(wanted)"


def press_until(page: Page, key: str, selector: str) -> None:
    """Press a key until what is meant has the focus."""
    for _ in range(80):
        if page.evaluate(_AT, selector):
            return
        page.keyboard.press(key)
    pytest.fail(f"{key} never came to {selector} of {page.url}")


def tab_to(page: Page, selector: str) -> None:
    press_until(page, "Tab", selector)


def press(page: Page, selector: str, key: str = "Enter") -> None:
    """Come to something, and press it."""
    tab_to(page, selector)
    page.keyboard.press(key)


def follow(page: Page, selector: str, to: str = "") -> None:
    """Come to a button or a link, press it, and be on the next page: the one with this heading."""
    tab_to(page, selector)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    if to:
        expect(page.get_by_role("heading", level=1)).to_have_text(to)


def fill(page: Page, selector: str, words: str) -> None:
    """Come to a field and type. In a list this is the beginning of what is chosen."""
    tab_to(page, selector)
    page.keyboard.type(words)


def fill_in_a_day(page: Page, selector: str, day: str) -> None:
    """In which order the parts of a day are typed differs from browser to browser."""
    tab_to(page, selector)
    page.locator(":focus").fill(day)


def log_in(agency: Agency, name: str) -> Page:
    page = agency.open("/login")
    type_login(page, name)
    page.wait_for_url(lambda url: not url.endswith("/login"))
    return page


def type_login(page: Page, name: str) -> None:
    fill(page, "#name", name)
    fill(page, "#password", PASSWORD)
    page.keyboard.press("Enter")


def with_alt(page: Page, letter: str) -> None:
    """Press Alt and a letter as a keyboard does, with the letter itself: Playwright leaves it out,
    and by it Chromium finds what has this access key."""
    devices = page.context.new_cdp_session(page)
    stroke = {"modifiers": 1, "key": letter, "windowsVirtualKeyCode": ord(letter.upper())}
    pressed = {**stroke, "type": "keyDown", "text": letter, "unmodifiedText": letter}
    for event in (pressed, {**stroke, "type": "keyUp"}):
        devices.send("Input.dispatchKeyEvent", event)
