"""Pages as people use them: by keyboard, kept up to date, without scripts as well."""

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from ivr.models import Callback, Line, LoginSession
from ivr.services import moves
from tests import make
from tests.browser.conftest import Agency
from tests.browser.stage import PASSWORD
from tests.make import NOW

pytestmark = pytest.mark.browser

SOON = 4_000  # milliseconds: a page looks every two seconds, and the machine may be slow


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the element with this name has the focus."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.trim()").startswith(name):
            return
    pytest.fail(f"Tab never came to {name}")


def ask(session: Session) -> None:
    row = make.a_callback(session, session.query(Line).one(), state="waiting", waiting="5 min")
    moves.move(session, row, "ready", cause="due", actor="system", now=NOW)


# --- logging in ---


def test_logging_in_by_keyboard_alone(quiet: Agency) -> None:
    page = quiet.open("/login")

    expect(page.locator("#name")).to_be_focused()
    page.keyboard.type("saara")
    page.keyboard.press("Tab")
    page.keyboard.type("wrong")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_have_text("The login name or the password is not right.")
    expect(page.locator("#name")).to_have_value("saara")
    expect(page.locator("#password")).to_be_focused()
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text("Callback queue")


def test_the_first_tab_leads_past_the_top_to_the_content(quiet: Agency) -> None:
    page = quiet.log_in("saara")

    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    page.keyboard.press("Enter")

    expect(page.locator("#main")).to_be_focused()


def test_the_language_changes_in_place_and_stays(quiet: Agency) -> None:
    page = quiet.log_in("saara")

    page.get_by_role("button", name="Svenska").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Återuppringningskö")

    page.get_by_role("button", name="Logga ut").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("We call you back")


# --- the queue ---


def test_the_queue_shows_a_change_within_two_seconds(quiet: Agency) -> None:
    page = quiet.log_in("saara")
    expect(page.get_by_text("There are no open callbacks.").last).to_be_visible()

    quiet.change(ask)

    expect(page.locator("#rows tr")).to_have_count(1, timeout=SOON)
    expect(page.locator("[data-live-said]")).to_have_text(
        "Open 1, late 0, waiting for a decision 0"
    )


def test_an_update_leaves_the_focus_where_it_was(busy: Agency) -> None:
    page = busy.log_in("saara")
    rows = page.locator("#rows tr")
    before = rows.count()
    link = page.locator("#rows a").nth(7)
    link.focus()
    kept = link.get_attribute("id")

    busy.change(ask)
    expect(rows).to_have_count(before + 1, timeout=SOON)

    assert page.evaluate("document.activeElement.id") == kept


def test_a_row_that_ends_leaves_the_others_as_they_are(busy: Agency) -> None:
    page = busy.log_in("saara")
    rows = page.locator("#rows tr")
    before = rows.count()
    page.evaluate("document.querySelectorAll('#rows tr').forEach((row) => (row.old = true))")

    def end(session: Session) -> None:
        row = session.query(Callback).filter_by(state="ready").first()
        assert row
        moves.move(session, row, "cancelled", cause="cancelled", actor="citizen", now=NOW)

    busy.change(end)
    expect(rows).to_have_count(before - 1, timeout=SOON)

    assert page.evaluate("[...document.querySelectorAll('#rows tr')].every((row) => row.old)")


def test_updates_stop_when_asked_to_and_go_on_again(quiet: Agency) -> None:
    page = quiet.log_in("saara")
    pause = page.get_by_role("button", name="Stop updates")
    pause.click()
    expect(page.get_by_text("Updates are stopped")).to_be_visible()

    quiet.change(ask)
    page.wait_for_timeout(3_000)
    expect(page.locator("#rows tr")).to_have_count(0)

    pause.click()
    expect(page.locator("#rows tr")).to_have_count(1, timeout=SOON)


def test_an_ended_login_is_told_and_nothing_is_lost(quiet: Agency) -> None:
    page = quiet.log_in("saara")

    quiet.change(lambda session: session.query(LoginSession).delete())

    expect(page.get_by_role("alert")).to_contain_text("Your login has ended.", timeout=SOON)


def test_a_lost_connection_is_told_and_found_again(quiet: Agency) -> None:
    page = quiet.log_in("saara")
    lost = page.get_by_text("The connection is lost.")
    expect(lost).to_be_hidden()

    page.context.set_offline(True)
    expect(lost).to_be_visible(timeout=12_000)
    page.context.set_offline(False)
    quiet.change(ask)

    expect(page.locator("#rows tr")).to_have_count(1, timeout=SOON)
    expect(lost).to_be_hidden()
    assert quiet.complaints
    quiet.complaints.clear()


def test_without_scripts_the_queue_is_whole_and_works(busy: Agency) -> None:
    page = busy.log_in("saara", java_script_enabled=False)
    expect(page.locator("#rows tr").first).to_be_visible()
    expect(page.get_by_role("link", name="Reload")).to_be_visible()
    expect(page.get_by_role("button", name="Stop updates")).to_be_hidden()

    page.get_by_role("button", name="general line: Stop calls").click()
    expect(page.get_by_text("general line: no new calls are begun.")).to_be_visible()

    page.locator("tr:has(.needs_human) a").click()
    page.get_by_role("link", name="Mark as done").click()
    page.get_by_role("button", name="Mark as done").click()
    expect(page.get_by_text("The callback is marked as done.")).to_be_visible()


# --- the desk ---


def test_a_call_at_the_desk_by_keyboard_alone(quiet: Agency) -> None:
    quiet.change(ask)
    page = quiet.log_in("aino")
    state = page.locator("#state")
    expect(state).to_have_text("You are off duty")

    tab_to(page, "Ready")
    page.keyboard.press("Enter")
    expect(state).to_have_text("You are ready for calls")

    scene = quiet.scene()
    scene.claim()
    scene.take_up()
    expect(state).to_have_text("You are being offered a call", timeout=SOON)
    expect(page.locator(".number")).to_have_count(0)

    scene.accept()
    scene.citizen("in-progress", 2)
    expect(page.locator(".number")).to_have_text("040 200 0004", timeout=SOON)
    scene.citizen("completed", 3)
    scene.agent("completed")
    expect(page.locator("#unfiled")).to_be_visible(timeout=SOON)

    tab_to(page, "2 2 Next morning")
    page.keyboard.press("Enter")

    expect(page.get_by_text("Filed. Next call: Wed 25 Nov 9:00.")).to_be_visible()
    assert scene.read(Callback, scene.callback_id).state == "waiting"


def test_the_title_tells_of_a_call_when_another_window_is_in_front(quiet: Agency) -> None:
    quiet.change(ask)
    page = quiet.log_in("aino")
    page.get_by_role("button", name="Ready").click()

    scene = quiet.scene()
    scene.claim()
    scene.take_up()

    expect(page).to_have_title("Being offered a call – Desk – Citizen Services", timeout=SOON)
