"""A supervisor's work at the queue in a real browser, by keyboard alone."""

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from ivr.models import Line
from ivr.services import moves
from tests import make
from tests.browser.conftest import Agency
from tests.browser.keys import press_until
from tests.make import NOW

pytestmark = pytest.mark.browser

SOON = 4_000  # milliseconds: a page looks every two seconds, and the machine may be slow


def ask(session: Session, number: str) -> str:
    line = session.query(Line).one()
    row = make.a_callback(session, line, state="waiting", waiting="5 min", number=number)
    moves.move(session, row, "ready", cause="due", actor="system", now=NOW)
    return row.public_id


def rows(page: Page) -> list[str]:
    found = page.locator("#rows tr").evaluate_all("rows => rows.map(row => row.id)")
    return [str(one) for one in found]


def test_what_is_sought_stays_sought_while_the_page_keeps_itself_up_to_date(quiet: Agency) -> None:
    first = quiet.change(lambda session: ask(session, "+358401234567"))
    quiet.change(lambda session: ask(session, "+358409999999"))
    page = quiet.log_in("saara")
    expect(page.locator("#rows tr")).to_have_count(2)

    page.get_by_label("End of the number").focus()
    page.keyboard.type("567")
    page.keyboard.press("Enter")
    page.wait_for_url("**/queue?*")
    assert rows(page) == [f"row-{first}"]

    quiet.change(lambda session: ask(session, "+358408888888"))
    second = quiet.change(lambda session: ask(session, "+358405551567"))

    expect(page.locator("#rows tr")).to_have_count(2, timeout=SOON)
    assert rows(page) == [f"row-{first}", f"row-{second}"]
    expect(page.locator("#summary")).to_contain_text("Open 4")
    expect(page.get_by_label("End of the number")).to_have_value("567")


def test_seeking_works_without_scripts(quiet: Agency) -> None:
    first = quiet.change(lambda session: ask(session, "+358401234567"))
    quiet.change(lambda session: ask(session, "+358409999999"))
    page = quiet.log_in("saara", java_script_enabled=False)

    page.get_by_label("End of the number").fill("567")
    page.get_by_role("button", name="Search").click()

    expect(page.locator("#rows tr")).to_have_count(1)
    expect(page.locator(f"#row-{first}")).to_be_visible()
    page.get_by_role("link", name="Show all").click()
    expect(page.locator("#rows tr")).to_have_count(2)


def test_an_agent_is_given_a_callback_first_and_it_is_undone_by_keyboard(quiet: Agency) -> None:
    row = quiet.change(lambda session: ask(session, "+358401234567"))
    quiet.change(lambda session: make.an_agent(session, "Cia").public_id)
    page = quiet.log_in("saara")

    press_until(page, "Tab", f"#open-{row}")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/callback/{row}/")
    press_until(page, "Tab", "#agent")
    page.keyboard.type("Cia")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.get_by_role("status")).to_contain_text("It is offered first to Cia.")
    press_until(page, "Tab", "form[action$='/anyone/'] button")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("The callback goes to the next agent free.")


def test_a_number_is_gone_again_with_the_page_that_showed_it(quiet: Agency) -> None:
    row = quiet.change(lambda session: ask(session, "+358401234567"))
    page = quiet.log_in("saara")
    page.goto(f"{quiet.address}/callback/{row}/")

    page.get_by_role("button", name="Show the number").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("The callback's number")
    expect(page.locator(".number")).to_have_text("040 123 4567")
    page.get_by_role("link", name="Back to the callback").click()

    expect(page.locator("#main")).not_to_contain_text("123 4567")
    expect(page.locator("#main")).to_contain_text("number shown: not reached")


def test_many_are_ticked_while_the_page_renews_itself_and_decided_by_keyboard(
    quiet: Agency,
) -> None:
    first = quiet.change(lambda session: ask(session, "+358401230001"))
    second = quiet.change(lambda session: ask(session, "+358401230002"))
    page = quiet.log_in("saara")
    for row in (first, second):
        press_until(page, "Tab", f"#tick-{row}")
        page.keyboard.press("Space")
    page.locator("#many-to").select_option("cancelled")

    third = quiet.change(lambda session: ask(session, "+358401230003"))
    expect(page.locator(f"#row-{third}")).to_be_visible(timeout=SOON)
    expect(page.locator(f"#tick-{first}")).to_be_checked()
    press_until(page, "Shift+Tab", "#many button")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text("Cancel these callbacks?")
    press_until(page, "Tab", "button.main")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("Done: 2.")
    assert rows(page) == [f"row-{third}"]


def test_two_of_what_is_sought_are_called_next_and_it_is_undone_by_keyboard(quiet: Agency) -> None:
    numbers = ("+358401234567", "+358405551567", "+358409999999")
    first, second, _ = (quiet.change(lambda session, n=n: ask(session, n)) for n in numbers)
    page = quiet.log_in("saara")
    page.get_by_label("End of the number").focus()
    page.keyboard.type("567")
    page.keyboard.press("Enter")
    page.wait_for_url("**/queue?*")

    press_until(page, "Tab", "#many-to")
    page.keyboard.type("Call next")
    for row in (first, second):
        press_until(page, "Tab", f"#tick-{row}")
        page.keyboard.press("Space")
    press_until(page, "Shift+Tab", "#many button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/queue/many/?*")
    press_until(page, "Tab", "button.main")
    page.keyboard.press("Enter")

    page.wait_for_url("**/queue?*ending=567*")
    expect(page.locator("#rows .mark", has_text="To be called next")).to_have_count(2)
    press_until(page, "Tab", "#undo")
    page.keyboard.press("Enter")
    expect(page.locator("#rows tr")).to_have_count(2)
    expect(page.locator("#rows .mark", has_text="To be called next")).to_have_count(0)
