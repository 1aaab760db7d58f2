"""What a supervisor does in a morning, from logging in on, by keyboard alone."""

import pytest
from playwright.sync_api import Page, expect

from ivr.models import Announcement, Callback, Line, Message
from tests.browser import keys
from tests.browser.conftest import Agency
from tests.browser.test_queue_work import ask

pytestmark = pytest.mark.browser

PRESENT = {
    "fi": "Verkkosivuillamme on häiriö.",
    "sv": "Det är en störning på vår webbplats.",
    "en": "Our website is out of order.",
}


def test_a_callback_is_put_off_and_its_citizen_is_told(quiet: Agency) -> None:
    row = quiet.change(lambda session: ask(session, "+358401234567"))
    page = keys.log_in(quiet, "saara")
    keys.follow(page, f"#open-{row}")
    keys.follow(page, "a[href$='/move/']")

    keys.fill_in_a_day(page, "#day", "2026-11-25")
    keys.fill(page, "#why", "too many")
    keys.follow(page, "main form button.main", to="Move the call?")
    keys.follow(page, "button[name=sure]")

    expect(page.get_by_role("status")).to_contain_text("The call has been moved")
    with quiet.database.reading() as session:
        (told,) = session.query(Message.body).one()
        assert session.query(Callback.state).one() == ("waiting",)
    assert "Soitamme sinulle ke 25.11.2026" in str(told)


def announces(page: Page) -> None:
    keys.follow(page, "nav a[href='/lines']")
    keys.follow(page, "a[href='/lines/general/']")
    keys.follow(page, "a[href$='/announcement/']")
    for language, words in PRESENT.items():
        keys.fill(page, f"#words-{language}", words)
    keys.fill_in_a_day(page, "#to_day", "2026-11-24")
    keys.fill(page, "#to_clock", "1500")
    keys.follow(page, "main form button.main")
    keys.follow(page, "button[name=seen]")


def test_an_announcement_is_made_and_no_more_requests_are_taken(quiet: Agency) -> None:
    page = keys.log_in(quiet, "saara")
    announces(page)
    expect(page.get_by_text(PRESENT["en"])).to_be_visible()
    keys.follow(page, "button[value='takes_requests:off']")

    expect(page.locator("#takes-requests")).to_contain_text("are not taken")
    with quiet.database.reading() as session:
        assert session.query(Line.takes_requests).one() == (False,)
        assert session.query(Announcement).one().words == PRESENT


def test_the_day_is_taken_out_as_a_file_once_it_is_said_why(quiet: Agency) -> None:
    quiet.change(lambda session: ask(session, "+358401234567"))
    page = keys.log_in(quiet, "saara")
    page.goto(f"{quiet.address}/export")
    keys.follow(page, "main form button")
    expect(page.get_by_role("alert")).to_be_visible()

    keys.fill(page, "#why", "Rep")
    keys.tab_to(page, "main form button")
    with page.expect_download() as taken:
        page.keyboard.press("Enter")

    assert taken.value.suggested_filename == "callbacks-2026-11-24-2026-11-24.csv"
    assert "+358401234567" not in taken.value.path().read_text(encoding="utf-8")
