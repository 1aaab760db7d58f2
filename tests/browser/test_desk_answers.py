"""An agent's call from logging in to its outcome, without a mouse."""

import pytest
from playwright.sync_api import expect

from tests.browser import keys
from tests.browser.conftest import Agency
from tests.browser.test_desk_times import press
from tests.browser.test_live_pages import SOON, ask

pytestmark = pytest.mark.browser


def test_from_login_over_a_visit_and_the_outcome_to_her_day_by_keyboard_alone(
    booked: Agency,
) -> None:
    booked.change(ask)
    scene, page = booked.scene(), keys.log_in(booked, "aino")
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
    press(page, "Book a time")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Citizen 040")
    press(page, "9:30")
    expect(page.get_by_text("A text message goes out.")).to_contain_text("Booked: visit")
    press(page, "1 Done")

    expect(page.get_by_role("heading", name="The outcome is filed")).to_be_visible()
    assert scene.attempt.outcome == "done"
    keys.follow(page, "a[href='/desk/day']", to="My day")
    expect(page.locator(".rows tbody tr")).to_have_count(1)


@pytest.mark.parametrize(
    ("key", "said"),
    [("a", "Now answer your telephone"), ("p", "It does not count as missed.")],
    ids=["a", "p"],
)
def test_an_access_key_takes_or_leaves_the_call(booked: Agency, key: str, said: str) -> None:
    booked.change(ask)
    scene, page = booked.scene(), keys.log_in(booked, "aino")
    press(page, "Ready")
    expect(page.get_by_text("You are ready")).to_be_visible()
    scene.claim()
    expect(page.get_by_role("button", name="Take the call")).to_be_visible(timeout=SOON)

    keys.with_alt(page, key)

    expect(page.get_by_text(said)).to_be_visible(timeout=SOON)
    expect(page.get_by_role("button", name="Take the call")).to_have_count(0, timeout=SOON)
