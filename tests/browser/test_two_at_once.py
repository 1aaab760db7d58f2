"""Two people at one thing, one person going back, and a login that ends in between: nothing is
done twice, and nothing that was typed is lost."""

import pytest
from playwright.sync_api import Page, expect

from ivr.models import Announcement, Event, LoginSession, Message
from ivr.services.logins import IDLE
from tests.browser import keys
from tests.browser.conftest import Agency
from tests.browser.test_queue_work import ask
from tests.make import span

pytestmark = pytest.mark.browser

SOON = 4_000  # milliseconds: a page looks every two seconds, and the machine may be slow
CANCEL = "a[href*='/cancelled/']"
SURE = "main form button.main"


def callback(agency: Agency) -> str:
    return str(agency.change(lambda session: ask(session, "+358401234567")))


def times_cancelled(agency: Agency) -> int:
    with agency.database.reading() as session:
        return session.query(Event).filter_by(subject="callback", to_state="cancelled").count()


def at_the_second_look(agency: Agency, row: str) -> Page:
    page = keys.log_in(agency, "saara")
    page.goto(f"{agency.address}/callback/{row}/")
    keys.follow(page, CANCEL)
    return page


def test_whoever_comes_second_is_told_and_changes_nothing(quiet: Agency) -> None:
    row = callback(quiet)
    first, second = (at_the_second_look(quiet, row) for _ in range(2))
    looking_on = keys.log_in(quiet, "arvo")
    expect(looking_on.locator(f"#row-{row}")).to_be_visible()

    keys.follow(first, SURE)
    keys.follow(second, SURE)

    expect(second.get_by_role("status").first).to_contain_text("Things had changed meanwhile")
    assert times_cancelled(quiet) == 1
    expect(looking_on.locator("#rows tr")).to_have_count(0, timeout=SOON)
    said = looking_on.locator("[data-live-said]")
    expect(said).to_have_attribute("aria-live", "polite")
    expect(said).to_have_text("Open 0, late 0, waiting for a decision 0")


def test_going_back_after_a_deed_shows_how_it_is_and_does_nothing_again(quiet: Agency) -> None:
    page = at_the_second_look(quiet, callback(quiet))
    keys.follow(page, SURE)

    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_contain_text("•• ••67")

    expect(page.locator(CANCEL)).to_have_count(0)
    assert times_cancelled(quiet) == 1


def test_going_back_to_a_second_look_and_pressing_again_does_nothing_again(quiet: Agency) -> None:
    page = keys.log_in(quiet, "saara")
    page.goto(f"{quiet.address}/callback/{callback(quiet)}/move/")
    keys.fill_in_a_day(page, "#day", "2026-11-25")
    keys.fill(page, "#why", "too many")
    keys.follow(page, SURE, to="Move the call?")
    page.go_back()
    expect(page.locator("#day")).to_have_value("2026-11-25")
    keys.follow(page, SURE, to="Move the call?")
    keys.follow(page, "button[name=sure]")

    page.go_back()
    keys.follow(page, "button[name=sure]")

    expect(page.get_by_role("status")).to_contain_text("Things had changed meanwhile")
    with quiet.database.reading() as session:
        assert session.query(Message).count() == 1


def test_a_login_that_ends_in_the_middle_of_a_form_loses_nothing_typed(quiet: Agency) -> None:
    page = keys.log_in(quiet, "saara")
    page.goto(f"{quiet.address}/lines/general/announcement/")
    for language in ("fi", "sv", "en"):
        keys.fill(page, f"#words-{language}", f"Häiriö {language}.")
    keys.fill_in_a_day(page, "#to_day", "2026-11-24")
    keys.fill(page, "#to_clock", "1500")
    too_late(quiet)
    keys.follow(page, SURE)

    keys.type_login(page, "saara")
    page.wait_for_url("**/login/unsent")
    expect(page.locator("button.main")).to_be_focused()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    keys.follow(page, "button[name=seen]")

    with quiet.database.reading() as session:
        assert session.query(Announcement).one().words["sv"] == "Häiriö sv."


def too_late(agency: Agency) -> None:
    """Whoever is logged in has done nothing for too long."""
    long_ago = agency.clock.now() - IDLE - span("1 min")
    agency.change(lambda session: session.query(LoginSession).update({"seen_at": long_ago}))
