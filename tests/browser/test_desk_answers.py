"""An agent's call from logging in to its outcome, without a mouse."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Agency
from tests.browser.stage import PASSWORD
from tests.browser.test_desk_times import press
from tests.browser.test_live_pages import SOON, ask

pytestmark = pytest.mark.browser


def test_from_login_to_the_outcome_by_keyboard_alone(quiet: Agency) -> None:
    quiet.change(ask)
    scene, page = quiet.scene(), quiet.open("/login")
    expect(page.locator("#name")).to_be_focused()
    page.keyboard.type("aino")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text("Desk")
    press(page, "Ready")
    expect(page.get_by_text("You are ready")).to_be_visible()
    scene.claim()
    expect(page.get_by_role("button", name="Take the call")).to_be_visible(timeout=SOON)
    press(page, "Take the call")
    expect(page.get_by_text("Now answer your telephone")).to_be_visible(timeout=SOON)

    scene.take_up()
    scene.accept()
    scene.citizen("in-progress", 2)
    expect(page.get_by_text("How did the call go")).to_be_visible(timeout=SOON)
    press(page, "1 Done")

    expect(page.get_by_role("heading", name="The outcome is filed")).to_be_visible()
    assert scene.attempt.outcome == "done"
