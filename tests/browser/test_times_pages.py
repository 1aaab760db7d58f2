"""The pages of times as supervisors use them: by keyboard alone, without scripts, on paper."""

import pytest
from playwright.sync_api import Page, expect

from ivr.models import ServicePoint
from tests.browser.conftest import Agency
from tests.browser.test_live_pages import tab_to

pytestmark = pytest.mark.browser


def at(page: Page) -> str:
    """The name of the element that has the focus."""
    return str(page.evaluate("document.activeElement.labels?.[0]?.textContent.trim() ?? ''"))


def follow(page: Page, name: str, to: str) -> None:
    """By keyboard to a link, and over it to the page with this heading."""
    tab_to(page, name)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(to)


def tab_to_field(page: Page, label: str) -> None:
    """Press Tab until the field with this label has the focus."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if at(page) == label:
            return
    pytest.fail(f"Tab never came to {label}")


def test_closing_a_friday_by_keyboard_alone(booked: Agency) -> None:
    page = booked.log_in("saara")
    follow(page, "Calendar", to="Calendar")
    follow(page, "Fri 27 Nov", to="Friday, 27 November 2026")
    follow(page, "Close or shorten this day", to="Close or shorten days")

    tab_to_field(page, "What it is about")
    page.keyboard.type("Kuhmo")
    for language in ("Finnish", "Swedish", "English"):
        tab_to_field(page, f"Reason in {language}")
        page.keyboard.type("x")
    page.keyboard.press("Enter")

    expect(page.get_by_text("Taken back: visits 9, phone times 0.")).to_be_visible()
    tab_to(page, "Store the closure")
    page.keyboard.press("Enter")
    expect(page.get_by_text("The closure is stored for days: 1.")).to_be_visible()
    expect(page.get_by_role("heading", name="New times to agree on: 10")).to_be_visible()


def test_a_mistake_is_announced_and_the_way_to_it_is_one_key(booked: Agency) -> None:
    page = booked.log_in("saara")
    page.goto(f"{booked.address}/calendar/2026-11-27/closing/")
    page.locator("#reason-fi").fill("remontti")
    page.keyboard.press("Enter")

    expect(page).to_have_title("Error: Close or shorten days – Citizen Services")
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("Reason in Swedish: Fill this in.")
    alert.get_by_role("link", name="Reason in Swedish").press("Enter")

    assert at(page) == "Reason in Swedish"
    expect(page.locator(":focus")).to_have_accessible_description("Fill this in.")
    expect(page.locator("#reason-fi")).to_have_value("remontti")


def test_a_point_is_changed_by_keyboard_alone(booked: Agency) -> None:
    page = booked.log_in("iida")
    page.goto(f"{booked.address}/service-points")
    follow(page, "Change", to="Kuhmo service point")

    tab_to_field(page, "Desks")
    page.keyboard.type("4")
    page.keyboard.press("Enter")

    expect(page.get_by_text("Kuhmo service point: the changes are stored.")).to_be_visible()
    with booked.database.reading() as session:
        assert session.query(ServicePoint).filter_by(key="kuhmo").one().desks == 4


def test_without_scripts_everything_works(booked: Agency) -> None:
    page = booked.log_in("saara", java_script_enabled=False)
    page.goto(f"{booked.address}/service-points/kuhmo/")
    page.locator("#desks").fill("1")
    page.get_by_role("button", name="Store").click()

    expect(page.get_by_text("Taken back: visits 4")).to_be_visible()
    page.get_by_role("button", name="Change the details").click()
    expect(page.locator("#desks")).to_have_value("1")
    page.get_by_role("button", name="Store").click()
    page.get_by_role("button", name="Store").click()

    expect(page.get_by_text("Times taken back: 4.")).to_be_visible()


def test_a_day_on_paper_is_its_list_alone(booked: Agency) -> None:
    page = booked.log_in("arvo")
    page.goto(f"{booked.address}/calendar/2026-11-27/")
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 700, "height": 1000})  # as wide as a sheet

    expect(page.get_by_role("heading", name="Kuhmo service point")).to_be_visible()
    expect(page.get_by_text("desk 2").first).to_be_visible()
    assert page.locator(".rows td").first.evaluate("td => getComputedStyle(td).display") == (
        "table-cell"
    )
    for hidden in ("nav", ".languages", ".leaf", "footer"):
        expect(page.locator(hidden).first).to_be_hidden()
